"""A checkpoint comes back as it was; nothing else that a file could hold is made."""

from __future__ import annotations

import pickle

import pytest
from tests.core.test_following import picture
from tests.offline.films import nobody

from reelpulse.errors import AnalysisError
from reelpulse.offline.checkpoint import Checkpoint


class Intruder:
    """Would run when it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (eval, ("1 / 0",))


def test_people_and_place_come_back() -> None:
    people = nobody()
    for number in range(6):
        people.see(picture(number), source="cam", at_ns=number * 66_000_000, exposure_id=None)
    kept = Checkpoint(people=people, segment=2, number=5, pictures=6, read_to_ns=333)
    back = Checkpoint.from_bytes(kept.to_bytes())
    assert (back.segment, back.number, back.pictures, back.read_to_ns) == (2, 5, 6, 333)
    again, before = (
        one.people.see(picture(6), source="cam", at_ns=6 * 66_000_000, exposure_id=None)
        for one in (back, kept)
    )
    assert again == before
    assert [reading.seat for reading in again] == [1, 2]


@pytest.mark.parametrize(
    "stored", [b"", b"nonsense", pickle.dumps(1), pickle.dumps((Intruder(), 0, 0, 0, 0))]
)
def test_what_another_program_wrote_is_refused_with_what_to_do(stored: bytes) -> None:
    with pytest.raises(AnalysisError, match="Begin anew with --anew"):
        Checkpoint.from_bytes(stored)

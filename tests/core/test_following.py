"""What is known of people can be put away and taken up again without a difference."""

from __future__ import annotations

import pickle

from tests.live.stage import NO_TIME, face_at

from reelpulse.core.attention import AttentionRules
from reelpulse.core.baseline import BaselineRules
from reelpulse.core.following import FollowRules, People, is_finite
from reelpulse.core.frame import PictureAnalysis, SeatReading
from reelpulse.core.grades import GradeRules
from reelpulse.core.quality import QualityLimits
from reelpulse.core.steadiness import SteadyRules
from reelpulse.core.talking import TalkingRules

RULES = FollowRules(
    seat_sightings=3,
    limits=QualityLimits(),
    steady=SteadyRules(smoothing_ms=500, margin=0.4),
    attention=AttentionRules(baseline_frames=5),
    grades=GradeRules(),
    talking=TalkingRules(),
    baseline=BaselineRules(),
    uses_corrected=True,
)


def picture(number: int) -> PictureAnalysis:
    """Two people, of whom the second comes late; the first smiles in between."""
    probability = 0.1 if 6 <= number < 9 else 0.75
    faces = [face_at(100 + number, probability=probability)]
    faces += [face_at(400)] if number >= 4 else []
    return PictureAnalysis(width_px=640, height_px=360, faces=tuple(faces), durations=NO_TIME)


def seen(people: People, numbers: range, source: str = "cam") -> list[tuple[SeatReading, ...]]:
    return [
        people.see(picture(n), source=source, at_ns=n * 66_000_000, exposure_id=None)
        for n in numbers
    ]


def test_people_who_were_put_away_are_followed_as_if_nothing_had_happened() -> None:
    whole = seen(People(RULES), range(20))
    assert {reading.seat for readings in whole for reading in readings} == {1, 2}
    for cut in (2, 5, 7, 15):
        first = People(RULES)
        parts = seen(first, range(cut))
        again: People = pickle.loads(pickle.dumps(first))  # noqa: S301  our own
        assert parts + seen(again, range(cut, 20)) == whole


def test_seats_before_two_cameras_are_different_people() -> None:
    people = People(RULES)
    left, right = seen(people, range(3), "left")[-1], seen(people, range(3), "right")[-1]
    assert [reading.seat for reading in (*left, *right)] == [1, 2]


def test_an_analysis_with_a_value_that_is_no_number_is_not_finite() -> None:
    odd = (face_at(100, probability=float("nan")),)
    assert is_finite(picture(5))
    assert not is_finite(PictureAnalysis(width_px=640, height_px=360, faces=odd, durations=NO_TIME))

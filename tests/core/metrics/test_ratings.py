"""Labels of people and of the machine meet in whole seconds; what is missing stays missing."""

from __future__ import annotations

import numpy as np
import pytest

from reelpulse.core.emotion import EMOTIONS, GROUPS, Emotion, Group
from reelpulse.core.labels import HandLabel
from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.ratings import MISSING, in_groups, ratings, units_of

JOY, FEAR, CALM = (EMOTIONS.index(e) for e in (Emotion.HAPPINESS, Emotion.FEAR, Emotion.NEUTRAL))


def label(
    from_ms: int,
    to_ms: int,
    emotion: Emotion = Emotion.HAPPINESS,
    *,
    coder: str = "Ann",
    seat: int = 1,
) -> HandLabel:
    return HandLabel(
        coder=coder, exposure_id=7, seat=seat, from_ms=from_ms, to_ms=to_ms, emotion=emotion
    )


def machine(*rows: tuple[int, int, int]) -> SeatSeconds:
    """Seat, second and strongest emotion."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return SeatSeconds(
        exposure_id=np.full(len(table), 7),
        seat=table[:, 0],
        second=table[:, 1],
        probabilities=np.eye(7)[table[:, 2]],
    )


@pytest.mark.parametrize(
    ("from_ms", "to_ms", "seconds"),
    [
        (0, 1000, [0]),
        (0, 3000, [0, 1, 2]),
        (500, 1500, [0]),
        (501, 1501, [1]),
        (1400, 3600, [1, 2, 3]),
        (1600, 2400, []),
    ],
)
def test_a_label_belongs_to_the_seconds_whose_middle_lies_in_it(
    from_ms: int, to_ms: int, seconds: list[int]
) -> None:
    assert units_of(label(from_ms, to_ms)) == tuple((7, 1, s) for s in seconds)


def test_people_and_machine_lie_side_by_side() -> None:
    table = ratings(
        [
            label(0, 3000),
            label(2000, 4000, Emotion.FEAR, coder="Bob"),
            label(0, 1000, Emotion.NEUTRAL, coder="Bob", seat=2),
        ],
        machine((1, 0, JOY), (1, 2, CALM), (1, 9, CALM), (2, 0, CALM)),
    )
    # seat 1: seconds 0, 1, 2, 3; seat 2: second 0
    assert table.coders == ("Ann", "Bob")
    assert table.people.tolist() == [
        [JOY, JOY, JOY, MISSING, MISSING],
        [MISSING, MISSING, FEAR, FEAR, CALM],
    ]
    assert table.machine.tolist() == [JOY, MISSING, CALM, MISSING, CALM]
    assert table.everybody.shape == (3, 5)


def test_groups_keep_what_is_missing() -> None:
    groups = in_groups(np.array([[JOY, FEAR, CALM, MISSING]]))
    assert groups.tolist() == [
        [
            GROUPS.index(Group.POSITIVE),
            GROUPS.index(Group.NEGATIVE),
            GROUPS.index(Group.NEUTRAL),
            MISSING,
        ]
    ]


def test_a_coder_cannot_name_two_emotions_for_one_second() -> None:
    twice = [label(0, 2000), label(1000, 3000)]
    assert ratings(twice, machine()).people.tolist() == [[JOY, JOY, JOY]]
    with pytest.raises(ValueError, match="Ann names two emotions"):
        ratings([*twice, label(2000, 3000, Emotion.FEAR)], machine())

"""The curves' SVGs: heights, gaps, colours, words."""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from reelpulse.core.emotion import EMOTIONS, Emotion, Group
from reelpulse.core.metrics.curve import Curve
from reelpulse.core.metrics.scores import GroupMean, Scores
from reelpulse.reports.charts import emotion_chart, group_chart, score_chart
from reelpulse.reports.palette import EMOTION_COLOURS, GROUP_COLOURS, INK
from reelpulse.reports.wording import Wording
from reelpulse.texts import Language

_SVG = "{http://www.w3.org/2000/svg}"


def curve_of(*seconds: list[Emotion]) -> Curve:
    counts = np.array([[second.count(e) for e in EMOTIONS] for second in seconds], np.int64)
    people = counts.sum(axis=1)
    return Curve(people=people, seats=people, emotions=counts)


JOY, SAD, CALM = Emotion.HAPPINESS, Emotion.SADNESS, Emotion.NEUTRAL
NOBODY = GroupMean(value=None, interval=None, people=0)
CURVE = curve_of([CALM] * 4, [JOY, JOY, CALM, CALM], [JOY] * 4, [], [SAD, CALM, CALM, CALM])


def styled(svg: bytes, style: str) -> list[str]:
    """The path data of everything drawn in a style."""
    return [
        str(path.get("d"))
        for path in ET.fromstring(svg).iter(f"{_SVG}path")  # noqa: S314  our own chart
        if style in (path.get("style") or "")
    ]


def levels(pieces: list[str], second: int) -> list[float]:
    """Heights, in points above the zero line, of all that is drawn level over the middle of a second."""
    seconds = len(CURVE.people)
    left, right, zero = 31.181102, 496.062992, 97.795276
    middle = left + (second + 0.5) * (right - left) / seconds
    found = []
    for drawn in (run for piece in pieces for run in piece.split("M")):
        points = [(float(x), float(y)) for x, y in re.findall(r"(\d\S*) (\d\S*)", drawn)]
        for (x0, y0), (x1, y1) in pairwise(points):
            if y0 == y1 and min(x0, x1) < middle < max(x0, x1):
                found.append(zero - y0)
    return found


def texts(svg: bytes) -> list[str]:
    return [str(node.text) for node in ET.fromstring(svg).iter(f"{_SVG}text")]  # noqa: S314


def test_each_curve_has_the_height_of_its_per_cent() -> None:
    svg = group_chart(CURVE, Wording(Language.ENGLISH))
    positive = styled(svg, f"stroke: {GROUP_COLOURS[Group.POSITIVE]}")
    negative = styled(svg, f"stroke: {GROUP_COLOURS[Group.NEGATIVE]}")
    full = levels(positive, 2)[0]
    assert full > 80
    assert [levels(positive, second)[0] / full for second in (0, 1, 4)] == pytest.approx(
        [0, 0.5, 0]
    )
    assert [levels(negative, second)[0] / full for second in (0, 2, 4)] == pytest.approx(
        [0, 0, 0.25]
    )


def test_the_band_has_the_heights_of_its_interval() -> None:
    """Of 2 of 4 people Wilson's interval is 15.0 … 85.0 %, of 0 of 4 it is 0 … 49.0 %."""
    svg = group_chart(CURVE, Wording(Language.ENGLISH))
    line = styled(svg, f"stroke: {GROUP_COLOURS[Group.POSITIVE]}")
    full = levels(line, 2)[0]
    band = styled(svg, f"fill: {GROUP_COLOURS[Group.POSITIVE]}")
    assert [y / full for y in levels(band, 1)] == pytest.approx([0.850, 0.150], abs=5e-4)
    assert [y / full for y in levels(band, 0)] == pytest.approx([0.490, 0], abs=5e-4)
    assert levels(band, 3) == []


def test_n_stands_over_the_seconds_also_where_it_is_zero() -> None:
    words = texts(group_chart(CURVE, Wording(Language.ENGLISH)))
    start = words.index("n")
    assert words[start : start + 6] == ["n", "4*", "4*", "4*", "0", "4*"]


def test_eight_people_are_not_too_few_but_twice_the_same_four_are() -> None:
    eight = curve_of([JOY] * 8)
    same_four = dataclasses.replace(eight, seats=np.array([4]))
    for curve, n in ((eight, "8"), (same_four, "4*")):
        words = texts(group_chart(curve, Wording(Language.ENGLISH)))
        assert words[words.index("n") + 1] == n


def test_a_second_without_anybody_is_hatched_and_never_zero() -> None:
    svg = group_chart(CURVE, Wording(Language.ENGLISH))
    assert svg.count(b"fill: url(#") == 1
    for group in (Group.POSITIVE, Group.NEGATIVE):
        assert levels(styled(svg, f"stroke: {GROUP_COLOURS[group]}"), 3) == []


def test_the_stack_is_as_high_as_people_were_measured() -> None:
    svg = emotion_chart(CURVE)
    one = levels(styled(svg, f"fill: {EMOTION_COLOURS[JOY]}"), 2)[0] / 4

    def part(emotion: Emotion, second: int) -> list[float]:
        """Upper and lower edge in people."""
        return [y / one for y in levels(styled(svg, f"fill: {EMOTION_COLOURS[emotion]}"), second)]

    assert part(CALM, 0) == pytest.approx([4, 0])
    assert part(JOY, 1) == pytest.approx([2, 0])
    assert part(CALM, 1) == pytest.approx([4, 2])
    assert part(SAD, 4) == pytest.approx([1, 0])
    assert part(CALM, 4) == pytest.approx([4, 1])
    assert part(CALM, 3) == pytest.approx([0, 0])


def test_ticks_are_words_of_the_language_on_a_time_axis() -> None:
    english = texts(group_chart(CURVE, Wording(Language.ENGLISH)))
    russian = texts(group_chart(CURVE, Wording(Language.RUSSIAN)))
    assert {"0:00", "0:05", "25%", "100%"} <= set(english)
    assert {"0:00", "0:05", "25\xa0%", "100\xa0%"} <= set(russian)


def test_the_score_chart_draws_both_scores_with_their_gaps() -> None:
    """Valence 1, 0.5, -1, a gap and 0, where 0 lies at 1.04 of 2.24 of the height."""
    scores = Scores(
        valence=NOBODY,
        expressiveness=NOBODY,
        surprise=NOBODY,
        valence_by_second=np.array([1, 0.5, -1, np.nan, 0]),
        expressiveness_by_second=np.array([1, 0.6, 1, np.nan, 0.2]),
    )
    svg = score_chart(scores, CURVE, Wording(Language.ENGLISH))
    height = (28 - 5.5 - 3.5) * 72 / 25.4
    bottom = (28 - 5.5) * 72 / 25.4

    def heights(style: str) -> list[list[float]]:
        drawn = styled(svg, style)
        return [
            [(y + bottom - 97.795276) / height * 2.24 - 1.04 for y in levels(drawn, second)]
            for second in range(5)
        ]

    assert heights(f"stroke: {INK}; stroke-width: 1.3") == [
        pytest.approx([1], abs=1e-3),
        pytest.approx([0.5], abs=1e-3),
        pytest.approx([-1], abs=1e-3),
        [],
        pytest.approx([0], abs=1e-3),
    ]
    (of_last,) = heights("stroke-dasharray: 1.8")[4]
    assert of_last == pytest.approx(0.2, abs=1e-3)


def test_a_long_ad_has_few_ticks() -> None:
    svg = emotion_chart(curve_of(*[[CALM]] * 185))
    assert [t for t in texts(svg) if ":" in t] == [
        "0:00", "0:30", "1:00", "1:30", "2:00", "2:30", "3:00",
    ]  # fmt: skip


def test_nobody_at_all_gives_an_empty_chart() -> None:
    svg = emotion_chart(curve_of([], []))
    assert svg.count(b"fill: url(#") == 2

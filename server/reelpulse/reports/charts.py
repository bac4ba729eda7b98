"""The per-second charts of one ad as SVG; one function per chart, all on the same time axis."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from reelpulse.core.emotion import EMOTIONS, Emotion, Group
from reelpulse.core.metrics.curve import Curve
from reelpulse.core.metrics.few import too_few
from reelpulse.core.metrics.scores import Scores
from reelpulse.core.metrics.show import ShowFigures
from reelpulse.reports.palette import EMOTION_COLOURS, GROUP_COLOURS, INK, MUTED, RULE
from reelpulse.reports.wording import Wording, clock
from reelpulse.resources import package_resource
from reelpulse.texts import Language

WIDTH_MM: Final = 180.0
AXIS_LEFT_MM: Final = 11.0
AXIS_WIDTH_MM: Final = 164.0
"""The strip of pictures under the time axis is as wide."""
_HEIGHT_MM: Final = 40.0
_LOW_HEIGHT_MM: Final = 28.0
_BOTTOM_MM: Final = 5.5
_TOP_MM: Final = 3.5
"""Room for the row of n."""
_MM_PER_INCH: Final = 25.4
_STACK: Final = (
    Emotion.HAPPINESS,
    Emotion.SURPRISE,
    Emotion.ANGER,
    Emotion.DISGUST,
    Emotion.FEAR,
    Emotion.SADNESS,
    Emotion.NEUTRAL,
)
"""Neutral on top, so that what moved people stands on the axis."""
_STYLE: Final[Any] = {
    "font.family": "Inter",
    "font.size": 7,
    "svg.fonttype": "none",
    "svg.hashsalt": "reelpulse",
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 0,
    "grid.color": RULE,
    "grid.linewidth": 0.5,
    "hatch.color": "#c9d0d8",
    "hatch.linewidth": 0.5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdCharts:
    """The charts of one ad, each an SVG."""

    groups: bytes
    emotions: bytes
    scores: bytes


def draw_all(figures: ShowFigures, language: Language) -> dict[str, AdCharts]:
    """All charts, by ad."""
    wording = Wording(language)
    return {
        row.ad.ad_id: AdCharts(
            groups=group_chart(row.curve, wording),
            emotions=emotion_chart(row.curve),
            scores=score_chart(row.scores, row.curve, wording),
        )
        for row in figures.ads
    }


def group_chart(curve: Curve, wording: Wording) -> bytes:
    """Per cent of the people measured in each second who showed a positive or negative emotion.

    The band is the share's 95 % interval; n stands over the seconds that have a tick.
    """
    with _axes(curve) as (axes, svg):
        axes.set_ylim(0, 104)
        axes.yaxis.set_major_locator(MultipleLocator(25))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: wording.whole_percent(y / 100)))
        for group in (Group.NEGATIVE, Group.POSITIVE):
            _band(axes, curve.band(group), colour=GROUP_COLOURS[group])
            _steps(axes, 100 * curve.share(group), colour=GROUP_COLOURS[group])
        _people_over_ticks(axes, curve)
    return svg.getvalue()


def emotion_chart(curve: Curve) -> bytes:
    """How many people showed each emotion in each second; the height is n."""
    with _axes(curve) as (axes, svg):
        most = max(1, int(curve.people.max(initial=0)))
        axes.set_ylim(0, most * 1.04)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
        edges = np.arange(len(curve.people) + 1)
        base = np.zeros(len(curve.people), dtype=np.int64)
        for emotion in _STACK:
            top = base + curve.emotions[:, EMOTIONS.index(emotion)]
            axes.stairs(top, edges, baseline=base, fill=True, color=EMOTION_COLOURS[emotion])
            base = top
        axes.stairs(curve.people, edges, color=MUTED, linewidth=0.7, baseline=None)
    return svg.getvalue()


def score_chart(scores: Scores, curve: Curve, wording: Wording) -> bytes:
    """Mean valence (line) and expressiveness (dashed) of the people measured in each second."""
    with _axes(curve, height_mm=_LOW_HEIGHT_MM) as (axes, svg):
        axes.set_ylim(-1.04, 1.2)
        axes.yaxis.set_major_locator(MultipleLocator(0.5))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: wording.signed(y)))
        edges = np.arange(len(curve.people) + 1)
        axes.stairs(
            scores.expressiveness_by_second,
            edges,
            color=MUTED,
            ls=(0, (2, 1)),
            lw=0.9,
            baseline=None,
        )
        axes.stairs(scores.valence_by_second, edges, color=INK, linewidth=1.3, baseline=None)
        _people_over_ticks(axes, curve)
    return svg.getvalue()


def _band(
    axes: Axes,
    ends: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    *,
    colour: str,
) -> None:
    low, high = (100 * end for end in ends)
    edges = np.arange(len(low) + 1)
    axes.stairs(high, edges, baseline=low, fill=True, color=colour, alpha=0.16, linewidth=0)


def _steps(axes: Axes, percent: npt.NDArray[np.float64], *, colour: str) -> None:
    edges = np.arange(len(percent) + 1)
    axes.stairs(percent, edges, color=colour, linewidth=1.3, baseline=None)


def _people_over_ticks(axes: Axes, curve: Curve) -> None:
    """How many people the shares under it are of, where there is room; marked when too few."""
    axes.text(-0.006, 1.015, "n", ha="right", transform=axes.transAxes, color=MUTED, size=6)
    for second in range(0, len(curve.people), _tick_s(len(curve.people))):
        place = (second + 0.5, 1.015)
        axes.text(
            *place,
            f"{curve.seats[second]}{'*' if too_few(int(curve.seats[second])) else ''}",
            ha="center",
            transform=axes.get_xaxis_transform(),
            color=MUTED,
            size=6,
        )


@cache
def _register_font() -> None:
    """Let matplotlib measure text with the report's own font, whatever the system has."""
    font_manager.fontManager.addfont(package_resource("reports", "fonts", "Inter-Regular.ttf"))


@contextmanager
def _axes(curve: Curve, *, height_mm: float = _HEIGHT_MM) -> Iterator[tuple[Axes, io.BytesIO]]:
    """An empty chart over the ad's seconds; it is written when the block ends."""
    _register_font()
    svg = io.BytesIO()
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH_MM / _MM_PER_INCH, height_mm / _MM_PER_INCH))
        FigureCanvasSVG(figure)
        axes = figure.add_axes(
            (
                AXIS_LEFT_MM / WIDTH_MM,
                _BOTTOM_MM / height_mm,
                AXIS_WIDTH_MM / WIDTH_MM,
                (height_mm - _BOTTOM_MM - _TOP_MM) / height_mm,
            )
        )
        _time_axis(axes, len(curve.people))
        _mark_gaps(axes, curve.people)
        yield axes, svg
        figure.savefig(svg, format="svg", metadata={"Date": None})


def _time_axis(axes: Axes, seconds: int) -> None:
    axes.set_xlim(0, seconds)
    axes.xaxis.set_major_locator(MultipleLocator(_tick_s(seconds)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: clock(x)))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(INK)


def _tick_s(seconds: int) -> int:
    """The shortest round step with at most a dozen ticks."""
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800)
    return next((step for step in steps if seconds / step <= 12), 3600)


def _mark_gaps(axes: Axes, people: npt.NDArray[np.int64]) -> None:
    for second in np.flatnonzero(people == 0).tolist():
        axes.axvspan(second, second + 1, facecolor="none", edgecolor=RULE, hatch="////", lw=0)

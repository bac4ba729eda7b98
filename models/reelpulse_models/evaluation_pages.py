"""Tables and pictures of what nets were judged to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from reelpulse.core.emotion import EMOTIONS
from reelpulse_models.calibration import Reliability
from reelpulse_models.disturbances import DISTURBANCES
from reelpulse_models.judging import Figures
from reelpulse_models.metrics import Agreement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedNet:
    """One net and all its figures."""

    name: str
    size_bytes: int
    milliseconds_a_face: float
    """In batches of eight on one thread."""
    figures: Mapping[str, Figures]
    """By the name of the set."""

    def as_json(self) -> dict[str, Any]:
        """All of it for a JSON file."""
        return {
            "net": self.name,
            "size_bytes": self.size_bytes,
            "milliseconds_a_face": self.milliseconds_a_face,
            "sets": {name: figures.as_json() for name, figures in self.figures.items()},
        }


def as_markdown(judged: Sequence[JudgedNet]) -> str:
    """Tables for people: for each set the nets below each other."""
    lines: list[str] = []
    for name in judged[0].figures if judged else ():
        faces = int(judged[0].figures[name].clean.confusion.sum())
        lines += [f"## {name}, {faces} faces", ""]
        lines += _table(
            "accuracy | macro-F1 | balanced | three groups | ECE | MB | ms a face",
            [(net.name, _row(net, name)) for net in judged],
        )
        lines += _table(
            " | ".join(EMOTIONS),
            [(net.name, _shares(net.figures[name].clean.recall)) for net in judged],
        )
        lines += _table(
            " | ".join(DISTURBANCES), [(net.name, _losses(net.figures[name])) for net in judged]
        )
        lines += _table(
            "accuracy by size", [(net.name, _sizes(net.figures[name])) for net in judged]
        )
    return "\n".join(lines)


def _table(headings: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    columns = headings.count("|") + 2
    body = [f"| {name} | {cells} |" for name, cells in rows]
    return [f"| net | {headings} |", "|" + "---|" * columns, *body, ""]


def _row(net: JudgedNet, name: str) -> str:
    figures = net.figures[name]
    clean = figures.clean
    shares = (clean.accuracy, clean.macro_f1, clean.balanced_accuracy, clean.group_accuracy)
    return (
        f"{_shares(shares)} | {figures.reliability.error:.3f} | {net.size_bytes / 1e6:.1f} | "
        f"{net.milliseconds_a_face:.2f}"
    )


def _shares(values: Sequence[float] | np.ndarray[Any, np.dtype[np.float64]]) -> str:
    return " | ".join(f"{value:.1%}" for value in values)


def _losses(figures: Figures) -> str:
    """What each disturbance costs, in points of accuracy."""
    lost = (figures.disturbed[name] - figures.clean.accuracy for name in DISTURBANCES)
    return " | ".join(f"{100 * value:+.1f}" for value in lost)


def _sizes(figures: Figures) -> str:
    return ", ".join(f"{size}: {right:.1%} of {n}" for size, (n, right) in figures.by_size.items())


def draw_confusion(result: Agreement, title: str, path: Path) -> None:
    """A square of shares: row = label, column = reading."""
    shares = result.confusion / np.maximum(result.confusion.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(6, 5.5), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(shares.shape):
        share = shares[row, column]
        colour = "white" if share > 0.5 else "black"
        axes.text(column, row, f"{share:.0%}", ha="center", va="center", color=colour, fontsize=8)
    axes.set_xticks(range(len(EMOTIONS)), EMOTIONS, rotation=45, ha="right")
    axes.set_yticks(range(len(EMOTIONS)), EMOTIONS)
    axes.set(xlabel="reading", ylabel="label", title=title)
    figure.savefig(path, dpi=110)


def draw_reliability(result: Reliability, title: str, path: Path) -> None:
    """Share read right over the probability that was given; the diagonal is right."""
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    full = result.faces > 0
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.plot(result.sure[full], result.right[full], marker="o")
    axes.set(xlabel="probability given", ylabel="share read right", xlim=(0, 1), ylim=(0, 1))
    axes.set_title(f"{title}\nECE {result.error:.3f}")
    figure.savefig(path, dpi=110)

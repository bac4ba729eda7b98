"""The figures of an ad once more, by pandas over a table of a person's seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from tests.core.metrics.loops import Second, Viewing

from reelpulse.core.emotion import EMOTIONS, GROUP_OF, Group

NAMES = [str(e) for e in EMOTIONS]


def table_of(seconds: Sequence[Second], viewings: Sequence[Viewing]) -> Any:
    """One row per viewing and second: label, group, scores, and whether the viewing counts."""
    table = pd.DataFrame([s.probabilities for s in seconds], columns=NAMES)
    for column in ("exposure", "seat", "second"):
        table[column] = [getattr(s, column) for s in seconds]
    table["label"] = [str(s.label) for s in seconds]
    table["group"] = [str(GROUP_OF[s.label]) for s in seconds]
    table["valence"] = table["happiness"] - table[["anger", "disgust", "fear", "sadness"]].max(
        axis=1
    )
    table["expressiveness"] = 1 - table["neutral"]
    known = {(v.exposure, v.seat) for v in viewings}
    table["counts"] = np.array([(s.exposure, s.seat) in known for s in seconds], dtype=bool)
    return table


def norm(table: Any, column: str, name: str) -> tuple[Any, ...]:
    """Who ever showed it, of whom, and mean, highest and lowest share per second."""
    counting = table[table["counts"]]
    per_second = (table[column] == name).groupby(table["second"]).mean()
    return (
        counting.loc[counting[column] == name, "seat"].nunique(),
        counting["seat"].nunique(),
        per_second.mean(),
        per_second.max(),
        per_second.min(),
    )


def over_people(table: Any, column: str) -> Any:
    """Mean of the people's means."""
    return table[table["counts"]].groupby("seat")[column].mean().mean()


def by_second(table: Any, column: str, length_s: int) -> Any:
    """Mean by second, with gaps."""
    return table.groupby("second")[column].mean().reindex(range(length_s))


def joy_into_each_second(table: Any, length_s: int) -> Any:
    """Mean change of joy over the viewings measured in both seconds, with gaps."""
    wide = table.pivot(index="second", columns=["exposure", "seat"], values="happiness")
    return wide.reindex(range(length_s)).diff().mean(axis=1)


def edge(table: Any, group: Group, seconds: range) -> Any:
    """Mean share per second within some seconds."""
    within = table[table["second"].isin(seconds)]
    return (within["group"] == str(group)).groupby(within["second"]).mean().mean()


def positive_share_differences(first: Any, second: Any) -> Any:
    """By person with a viewing of both that counts."""
    shares = [
        (t["group"] == "positive").groupby(t["seat"]).mean()
        for t in (first[first["counts"]], second[second["counts"]])
    ]
    return (shares[0] - shares[1]).dropna()

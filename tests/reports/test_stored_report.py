"""The printed figures of a stored session, computed once more from the data base's own rows."""

from __future__ import annotations

import dataclasses
import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader
from tests.reports.shows import MADE_AT
from tests.storage.sessions import ad, begin, reading, session

from reelpulse.core.emotion import EMOTIONS
from reelpulse.core.frame import Reading
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.session import ExposureEnd
from reelpulse.reports.document import write_report
from reelpulse.reports.inputs import ReportInput
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions
from reelpulse.texts import Language

NAMES = [str(emotion) for emotion in EMOTIONS]
NEGATIVE = ["anger", "disgust", "fear", "sadness"]
POSITIVE = ["happiness", "surprise"]
SECONDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A session of nine people and two ads: what was printed, and a table of people's seconds."""

    text: str
    table: Any

    def of(self, exposure: int) -> Any:
        return self.table[self.table["exposure"] == exposure]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    folder = tmp_path_factory.mktemp("stored")
    database = Database(folder / "reelpulse.db")
    number = screened(SessionStore(database))
    library = StoredSessions(database)
    given = ReportInput(
        session=library.session(number),
        figures=library.figures(number, MetricRules()),
        language=Language.ENGLISH,
        made_at=MADE_AT,
    )
    database.close()
    write_report(given, folder / "report.pdf", lambda _: None)
    pages = PdfReader(folder / "report.pdf").pages
    text = re.sub(r"\s+", " ", "\n".join(page.extract_text() for page in pages))
    yield Stored(text=text, table=seconds_in(folder / "reelpulse.db"))


def screened(store: SessionStore) -> int:
    """Each person shows one emotion for a second; the later ad pleases fewer of them."""
    plan = (ad("a", duration_ms=1000 * SECONDS), ad("b", duration_ms=1000 * SECONDS))
    number = store.create_session(session(*plan)).session_id
    chance = random.Random(11)  # noqa: S311  no secret
    readings: list[Reading] = []
    for ad_id, weights in (("a", (1, 0, 0, 2, 0, 1, 8)), ("b", (2, 0, 1, 1, 0, 0, 8))):
        exposure = begin(store, number, ad_id, started_at_ns=len(readings))
        for second in range(SECONDS):
            shown = chance.choices(range(7), weights=weights, k=9)
            for offset_ms in (100, 400, 700):
                at_ms = 1000 * second + offset_ms
                frame = reading(
                    len(readings),
                    exposure_id=exposure.exposure_id,
                    position_ms=at_ms,
                    emotions=shown,
                )
                readings.append(frame)
        ended = exposure.started_at_ns + SECONDS * 10**9
        store.end_exposure(
            dataclasses.replace(exposure, ended_at_ns=ended, ended_how=ExposureEnd.PLAYED)
        )
    store.add_readings(number, readings)
    return number


def seconds_in(path: Path) -> Any:
    """One row per person and second, from SQL and pandas alone."""
    with sqlite3.connect(path) as connection:
        rows = pd.read_sql(
            """SELECT f.exposure_id AS exposure, f.ad_position_ms / 1000 AS second, r.*
               FROM reading r JOIN frame f ON f.id = r.frame_id
               WHERE f.ad_position_ms IS NOT NULL""",
            connection,
        )
    connection.close()
    medians = rows.groupby(["exposure", "seat", "second"])[NAMES].median()
    table = medians.div(medians.sum(axis=1), axis=0).reset_index()
    table["label"] = table[NAMES].idxmax(axis=1)
    table["valence"] = table["happiness"] - table[NEGATIVE].max(axis=1)
    table["pleased"] = table["label"].isin(POSITIVE)
    return table


def signed(value: float, places: int = 1) -> str:
    text = f"{abs(value):.{places}f}"
    return text if not text.strip("0.") else f"{'+' if value > 0 else '−'}{text}"


def test_eei_is_that_of_the_rows(stored: Stored) -> None:
    table = stored.table.assign(
        positive=stored.table[POSITIVE].sum(axis=1) >= 0.5,
        negative=stored.table[NEGATIVE].sum(axis=1) >= 0.5,
    )
    traces = table.groupby(["exposure", "seat"])[["positive", "negative"]].sum() >= 2
    for exposure, title in ((1, "Реклама a"), (2, "Реклама b")):
        positive, negative = traces.loc[exposure].sum()
        eei = 100 * (positive - negative) / 9
        assert (
            f"{title} 9 {positive} {100 * positive / 9:.1f}% {negative} "
            f"{100 * negative / 9:.1f}% {signed(eei)} "
        ) in stored.text
    net = (traces["positive"].astype(int) - traces["negative"]).groupby("seat").sum()
    drawn = np.random.default_rng(4).choice(net.to_numpy() / 2, size=(20_000, 9)).mean(axis=1)
    whole = re.search(r"Whole show 18 \d+ \S+ \d+ \S+ \S+ (\S+) … (\S+) ", stored.text)
    assert whole is not None
    ends = [float(end.replace("−", "-")) for end in whole.groups()]
    assert ends == pytest.approx(100 * np.percentile(drawn, [2.5, 97.5]), abs=3)


@pytest.mark.parametrize("exposure", [1, 2])
def test_norms_are_those_of_the_rows(stored: Stored, exposure: int) -> None:
    table = stored.of(exposure)
    for name in NAMES:
        shown = table["label"] == name
        ever = table.loc[shown, "seat"].nunique()
        per_second = 100 * shown.groupby(table["second"]).mean()
        assert (
            f"{name} {ever} {100 * ever / 9:.1f}% {per_second.mean():.1f}% "
            f"{per_second.max():.1f}% {per_second.min():.1f}%"
        ) in stored.text


@pytest.mark.parametrize("exposure", [1, 2])
def test_moments_valence_and_synchrony_are_those_of_the_rows(stored: Stored, exposure: int) -> None:
    table = stored.of(exposure)
    pleased = table.groupby("second")["pleased"]
    peak, shares = pleased.sum().idxmax(), 100 * pleased.mean()
    assert (
        f"Positive {shares[:5].mean():.1f}% 0:0{peak} · {pleased.sum()[peak]} of 9 "
        f"{shares[-5:].mean():.1f}%"
    ) in stored.text
    valence = table.groupby("seat")["valence"].mean().mean()
    assert f"Valence {signed(valence, 2)} " in stored.text
    correlations = table.pivot(index="second", columns="seat", values="valence").corr()
    pairs = correlations.to_numpy()[np.triu_indices(9, k=1)]
    assert (
        f"Synchrony {signed(np.nanmean(pairs), 2)} {(~np.isnan(pairs)).sum()} pairs" in stored.text
    )


def test_the_comparison_is_that_of_the_rows(stored: Stored) -> None:
    shares = stored.table.groupby(["exposure", "seat"])["pleased"].mean()
    difference = shares.loc[1] - shares.loc[2]
    assert (
        f"Реклама a and Реклама b 9 {(difference > 0).sum()} {(difference < 0).sum()} "
        f"{signed(100 * difference.median())} "
    ) in stored.text

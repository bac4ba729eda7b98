"""The page, the report and the rows of the data base say the same of one session."""

from __future__ import annotations

import dataclasses
import json
import random
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from tests.reports.printing import printed, text_of
from tests.reports.shows import MADE_AT
from tests.storage.sessions import ad, begin, reading, session

from reelpulse.core.emotion import EMOTIONS
from reelpulse.core.frame import Reading
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import ExposureEnd, SessionState
from reelpulse.reports.inputs import ReportInput
from reelpulse.reports.wording import Wording
from reelpulse.settings import Settings
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions
from reelpulse.texts import Language

if TYPE_CHECKING:
    from playwright.async_api import Page
    from tests.web.conftest import OpenPage, OpenSite, Site

NAMES = [str(emotion) for emotion in EMOTIONS]
NEGATIVE = ["anger", "disgust", "fear", "sadness"]
POSITIVE = ["happiness", "surprise"]
SECONDS = 8
PEOPLE = 9
AWAY = {("a", 2): range(3, 6), ("b", 9): range(SECONDS), ("b", 4): range(1, 8)}
"""By ad and seat the seconds in which a person turned away."""


def screened(store: SessionStore) -> None:
    """Nine people before two ads; whoever turns away would count as glad if they counted."""
    plan = (ad("a", duration_ms=1000 * SECONDS), ad("b", duration_ms=1000 * SECONDS))
    number = store.create_session(session(*plan)).session_id
    chance = random.Random(23)  # noqa: S311  no secret
    readings: list[Reading] = [reading(0, exposure_id=None, position_ms=None, emotions=[3] * 9)]
    for ad_id, weights in (("a", (1, 0, 0, 3, 0, 1, 8)), ("b", (3, 0, 1, 1, 0, 0, 8))):
        exposure = begin(store, number, ad_id, started_at_ns=len(readings))
        for second in range(SECONDS):
            shown = chance.choices(range(7), weights=weights, k=PEOPLE)
            for offset_ms in (100, 400, 700):
                frame = reading(
                    len(readings),
                    exposure_id=exposure.exposure_id,
                    position_ms=1000 * second + offset_ms,
                    emotions=shown,
                )
                readings.append(turned_away(frame, ad_id, second))
        ended = exposure.started_at_ns + SECONDS * 10**9
        store.end_exposure(
            dataclasses.replace(exposure, ended_at_ns=ended, ended_how=ExposureEnd.PLAYED)
        )
    store.add_readings(number, readings)
    store.set_state(number, SessionState.FINISHED)


def turned_away(frame: Reading, ad_id: str, second: int) -> Reading:
    """Everybody is seen as well as their seat's number has it, and worst while they turn away."""
    graded = [dataclasses.replace(seat, grade=6 - seat.seat % 4 / 2) for seat in frame.seats]
    seats = tuple(
        dataclasses.replace(
            seat,
            grade=1.0,
            probabilities=tuple(0.94 if name == "happiness" else 0.01 for name in NAMES),
            unmeasurable=Unmeasurable.TURNED_AWAY,
            attentive=None,
        )
        if second in AWAY.get((ad_id, seat.seat), ())
        else seat
        for seat in graded
    )
    return dataclasses.replace(frame, seats=seats)


def people_seconds(path: Path) -> Any:
    """One row per person and second that was measured, from SQL and pandas alone."""
    connection = sqlite3.connect(path)
    rows = pd.read_sql(
        """SELECT a.title, r.seat AS person, f.ad_position_ms / 1000 AS second, r.*
           FROM reading r JOIN frame f ON f.id = r.frame_id
           JOIN exposure e ON e.id = f.exposure_id
           JOIN ad a ON a.session_id = e.session_id AND a.ad_id = e.ad_id
           WHERE r.unmeasurable IS NULL""",
        connection,
    )
    connection.close()
    medians = rows.groupby(["title", "person", "second"])[NAMES].median()
    table = medians.div(medians.sum(axis=1), axis=0).reset_index()
    table["label"] = table[NAMES].idxmax(axis=1)
    table["pleased"] = table["label"].isin(POSITIVE)
    table["positive"] = table[POSITIVE].sum(axis=1) >= 0.5
    table["negative"] = table[NEGATIVE].sum(axis=1) >= 0.5
    return table


def seen_words(path: Path) -> list[str]:
    """How well all and each were seen, over the show and at each ad, from SQL and pandas alone."""
    connection = sqlite3.connect(path)
    rows = pd.read_sql(
        """SELECT e.ad_id, r.seat, r.grade FROM reading r JOIN frame f ON f.id = r.frame_id
           JOIN exposure e ON e.id = f.exposure_id""",
        connection,
    )
    connection.close()
    words = []
    for part in (rows, rows[rows["ad_id"] == "a"], rows[rows["ad_id"] == "b"]):
        people = part.groupby("seat")["grade"].mean()
        each = ", ".join(f"seat {seat}: {int(mean + 0.5)}" for seat, mean in people.items())
        words.append(f"Seen: {int(part['grade'].mean() + 0.5)} of 6 ({each})")
    return words


def contacts_of(table: Any) -> Any:
    """By ad and person the seconds of traces; who was measured in under half of it has no contact."""
    by = table.groupby(["title", "person"])
    found = by[["positive", "negative"]].sum()
    return found[by.size() >= SECONDS / 2]


def signed(value: float, places: int = 1) -> str:
    text = f"{abs(value):.{places}f}"
    return text if not text.strip("0.") else f"{'+' if value > 0 else '−'}{text}"


def percent(part: float) -> str:
    return f"{100 * part:.1f}%"


def emo_nps(found: Any, silence_weight: float) -> tuple[float, list[int]]:
    """From the seconds of everybody's contacts: the index, and engaged, critical, silent, mixed."""
    sums = found.groupby("person").sum()
    traces = (found >= 2).groupby("person").any()
    silent = ~traces["positive"] & ~traces["negative"]
    engaged = traces["positive"] & (sums["positive"] > sums["negative"])
    critical = traces["negative"] & (sums["negative"] > sums["positive"])
    counts = [int(part.sum()) for part in (engaged, critical, silent)]
    value = 100 * (counts[0] - counts[1] - silence_weight * counts[2]) / len(sums)
    return value, [*counts, len(sums) - sum(counts)]


async def shown_sets(page: Page) -> list[dict[str, Any]]:
    """What the page says of the whole show and of each ad."""
    sets: list[dict[str, Any]] = await page.eval_on_selector_all(
        "#sessions .figure-set",
        """sets => sets.map(set => {
            const words = selector => set.querySelector(selector).textContent;
            const rows = selector => Object.fromEntries([...set.querySelectorAll(`${selector} tr`)]
                .map(row => [...row.children].map(cell => cell.textContent))
                .map(([name, ...rest]) => [name, rest]));
            return {
                title: words("h4"), eei: words(".eei"), interval: words(".eei-interval"),
                contacts: words(".eei-made-of"), emoNps: words(".emo-nps"),
                band: words(".emo-nps-band"), people: words(".emo-nps-made-of"),
                groups: words(".shares-text"), basis: words(".shares-of"),
                emotions: rows(".emotion-shares"), ad: rows(".ad-figures"),
                seen: words(".seen-grades"), few: !set.querySelector(".few").hidden,
            };
        })""",
    )
    return sets


async def test_the_page_the_report_and_the_rows_agree(
    open_site: OpenSite, open_page: OpenPage, tmp_path: Path
) -> None:
    path = Settings(data_dir=tmp_path).database_path
    database = Database(path)
    screened(SessionStore(database))
    library = StoredSessions(database)
    given = ReportInput(
        session=library.session(1),
        figures=library.figures(1, MetricRules()),
        language=Language.ENGLISH,
        made_at=MADE_AT,
    )
    database.close()
    report = text_of(printed(given, tmp_path / "report.pdf"))
    table = people_seconds(path)
    async with open_site() as site, open_page(width=1280, height=900) as page:
        await page.goto(f"{site.base}/enter#{site.token('moderator')}")
        await page.click(".session .more")
        await page.wait_for_selector("#sessions .figure-set >> nth=2")
        whole, first, second = await shown_sets(page)
    tables = {
        "Whole show": table,
        "Реклама a": table[table["title"] == "Реклама a"],
        "Реклама b": table[table["title"] == "Реклама b"],
    }
    assert [each["title"] for each in (whole, first, second)] == list(tables)
    for each, rows in zip((whole, first, second), tables.values(), strict=True):
        expect_shares(each, rows)
        expect_indices(each, rows, report)
    for each, rows in zip((first, second), list(tables.values())[1:], strict=True):
        expect_ad(each, rows, report)
    assert [each["seen"] for each in (whole, first, second)] == seen_words(path)
    columns = [whole["emotions"], first["emotions"], second["emotions"]]
    for name in NAMES:
        printed_row = " ".join(column[name.capitalize()][0] for column in columns)
        assert f"{name} {printed_row}" in report


def expect_shares(shown: dict[str, Any], rows: Any) -> None:
    """Of the measured seconds; those of who turned away are missing, neither neutral nor glad."""
    parts = rows["label"].value_counts(normalize=True)
    for name in NAMES:
        assert shown["emotions"][name.capitalize()][0] == percent(parts.get(name, 0))
    groups = [POSITIVE, ["neutral"], NEGATIVE]
    sums = [percent(rows["label"].isin(group).mean()) for group in groups]
    assert shown["groups"] == "Positive {} · Neutral {} · Negative {}".format(*sums)
    people = rows["person"].nunique()
    star = "" if people >= 8 else "*"
    assert shown["basis"] == f"n = {people}{star}; measured seconds of people: {len(rows)}"


def expect_indices(shown: dict[str, Any], rows: Any, report: str) -> None:
    found = contacts_of(rows)
    traces = found >= 2
    positive, negative = (int(traces[name].sum()) for name in ("positive", "negative"))
    people = found.reset_index()["person"].nunique()
    star = "*" if people < 8 else ""
    eei = signed(100 * (positive - negative) / len(found))
    assert shown["eei"] == eei + star
    assert shown["contacts"] == (
        f"{positive} positive and {negative} negative traces in {len(found)} contacts, n = {people}"
    )
    assert shown["few"] is (star == "*")
    nps, stances = emo_nps(found, 0.5)
    assert shown["emoNps"] == signed(nps) + star
    ends = [signed(emo_nps(found, weight)[0]) for weight in (1, 0.2)]
    assert shown["band"] == f"K = 0.5; {ends[0]} at K = 1, {ends[1]} at K = 0.2"
    assert shown["people"] == (
        "engaged: {}, critical: {}, silent: {}, mixed: {}, n = {}".format(*stances, people)
    )
    title = shown["title"]
    parts = (
        f"{positive} {percent(positive / len(found))} {negative} {percent(negative / len(found))}"
    )
    interval = shown["interval"].removesuffix(", confidence 95 %").removeprefix("from ")
    assert (
        f"{title} {len(found)}{star} {parts} {eei} {interval.replace(' to ', ' … ') or '–'}"
        in report
    )
    counts = " ".join(map(str, stances))
    assert f"{title} {people}{star} {counts} {signed(nps)} {ends[0]} … {ends[1]}" in report


def expect_ad(shown: dict[str, Any], rows: Any, report: str) -> None:
    found = contacts_of(rows)
    counting = rows.set_index(["title", "person"]).loc[found.index].reset_index()
    for name in NAMES:
        ever = counting.loc[counting["label"] == name, "person"].nunique()
        assert shown["emotions"][name.capitalize()][1] == f"ever: {ever} of {len(found)}"
        assert f"{name} {ever} {percent(ever / len(found))}" in report
    pleased = rows.groupby("second")["pleased"].mean()
    sad = 1 - pleased - (rows["label"] == "neutral").groupby(rows["second"]).mean()
    edges = [
        [percent(part[edge].mean()) for part in (pleased, sad)]
        for edge in (slice(5), slice(-5, None))
    ]
    assert shown["ad"]["First 5 s, positive / negative"] == [" / ".join(edges[0])]
    assert shown["ad"]["Last 5 s, positive / negative"] == [" / ".join(edges[1])]
    (peak,) = shown["ad"]["Positive peak"]
    assert f"Positive {edges[0][0]} {peak} {edges[1][0]}" in report
    joy = rows.pivot(index="second", columns="person", values="happiness").diff().mean(axis=1)
    assert shown["ad"]["Fastest rise of joy, per second"] == [
        f"0:0{joy.idxmax()} · {signed(joy.max(), 2)}"
    ]
    counting["valence"] = counting["happiness"] - counting[NEGATIVE].max(axis=1)
    counting["expressiveness"] = 1 - counting["neutral"]
    means = counting.groupby("person")[["valence", "expressiveness", "surprise"]].mean().mean()
    assert shown["ad"]["Valence"] == [signed(means["valence"], 2)]
    assert shown["ad"]["Expressiveness"] == [signed(means["expressiveness"], 2)]
    assert shown["ad"]["Level of surprise"] == [signed(means["surprise"], 2)]
    assert f"Valence {shown['ad']['Valence'][0]} " in report
    assert f"Surprise {shown['ad']['Level of surprise'][0]} " in report
    (synchrony, pairs) = shown["ad"]["Synchrony"]
    assert f"Synchrony {synchrony} {pairs.removeprefix('pairs: ')} pairs" in report
    rows = rows.assign(valence=rows["happiness"] - rows[NEGATIVE].max(axis=1))
    correlations = rows.pivot(index="second", columns="person", values="valence")
    alike = correlations.corr(min_periods=5).to_numpy()
    each = alike[np.triu_indices(len(alike), k=1)]
    assert synchrony == signed(float(np.nanmean(each)), 2)
    assert pairs == f"pairs: {int((~np.isnan(each)).sum())}"


@pytest.mark.parametrize("language", list(Language))
async def test_every_share_and_index_is_rounded_as_in_the_report(
    site: Site, open_page: OpenPage, language: Language
) -> None:
    """Also 1/16 and 1/80, which lie half-way between two printed figures."""
    parts = sorted({count / people for people in range(1, 90) for count in range(people + 1)})
    indices = [100 * sign * part for part in parts for sign in (-1, 1)]
    async with open_page(width=800, height=600) as page:
        await page.goto(f"{site.base}/enter#{site.token('moderator')}")
        await page.wait_for_selector('[data-link="connected"]')
        await page.goto(f"{site.base}/?lang={language}")
        shares, points, precise = await page.evaluate(
            """async given => {
                const { share, points, precise } = await import("/static/texts.js");
                const { parts, indices } = JSON.parse(given);
                return [parts.map(share), indices.map(points), parts.map(precise)];
            }""",
            json.dumps({"parts": parts, "indices": indices}),
        )
    wording = Wording(language)
    assert shares == [wording.percent(part) for part in parts]
    assert points == [wording.signed(index) for index in indices]
    assert precise == [wording.signed(part, 2) for part in parts]

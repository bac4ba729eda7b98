"""A film is measured once, wherever it was broken off, and stored like a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.offline.films import NumberReader, ad, draft, facts, nobody
from tests.reports.videos import make_video

from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.session import BaselineWindow, ExposureEnd, SessionState
from reelpulse.media.films import look_at
from reelpulse.offline.analysis import Analysis, Outcome
from reelpulse.offline.checkpoint import Checkpoint
from reelpulse.offline.plan import AdStart, AnalysisPlan, Segment, plan_of_film
from reelpulse.storage.analyses import StoredAnalyses
from reelpulse.storage.database import Database
from reelpulse.storage.stored_sessions import StoredSessions

BATCH_PICTURES = 40
FRAMES = 400
"""Sixteen seconds at 25 frames a second: 240 pictures at 15 a second."""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A data base with one film's plan."""

    plan: AnalysisPlan
    database: Database
    reader: NumberReader

    def run(self) -> Outcome:
        """Begin, or go on from the checkpoint."""
        store = StoredAnalyses(self.database)
        known = store.find("the film")
        if known is None:
            stored = store.begin(
                draft(self.plan), exposures=self.plan.exposures, fingerprint="the film"
            )
        else:
            stored = StoredSessions(self.database).session(known.session_id)
        checkpoint = (
            Checkpoint(people=nobody())
            if known is None or known.checkpoint is None
            else Checkpoint.from_bytes(known.checkpoint)
        )
        work = Analysis(
            self.plan,
            session_id=stored.session_id,
            exposures=stored.exposures,
            checkpoint=checkpoint,
            reader=self.reader,
            store=store,
            batch_pictures=BATCH_PICTURES,
        )
        return work.run(lambda _: None)

    def rows(self) -> list[tuple[object, ...]]:
        """All that was measured, without the numbers that the data base gives."""
        return self.database.rows(
            """SELECT f.sequence, f.captured_at_ns, f.ad_position_ms, r.seat, r.neutral, r.attentive
               FROM frame f LEFT JOIN reading r ON r.frame_id = f.id
               ORDER BY f.session_id, f.captured_at_ns, r.seat"""
        )


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_video(tmp_path_factory.mktemp("film") / "group.mkv", frames=FRAMES)


@pytest.fixture
def bench(film: Path, tmp_path: Path) -> Iterator[Bench]:
    database = Database(tmp_path / "reelpulse.db")
    plan = plan_of_film(
        look_at(film),
        title="Evening",
        starts=[AdStart(ad=ad("tea", seconds=4), at_ms=2000), AdStart(ad=ad("car"), at_ms=8000)],
        region=None,
        rate_hz=15.0,
        now_unix_ms=1_780_000_000_000,
    )
    yield Bench(plan=plan, database=database, reader=NumberReader())
    database.close()


def break_off(bench: Bench, at_frame: int) -> None:
    """As Ctrl+C or a power cut would, in mid-picture."""

    def stop(number: int) -> None:
        if number >= at_frame:
            raise KeyboardInterrupt

    bench.reader.before_each = stop
    with pytest.raises(KeyboardInterrupt):
        bench.run()
    bench.reader.before_each = lambda _: None


def test_a_film_becomes_a_session_with_figures(bench: Bench) -> None:
    outcome = bench.run()
    library = StoredSessions(bench.database)
    session = library.session(1)
    assert (outcome.pictures, session.state) == (240, SessionState.FINISHED)
    assert [e.ended_how for e in session.exposures] == [ExposureEnd.PLAYED, ExposureEnd.LOST]
    figures = library.figures(1, MetricRules())
    assert [row.ad.ad_id for row in figures.ads] == ["tea", "car"]
    assert figures.ads[0].curve.people.tolist() == [2, 2, 2, 2]
    # the film ends after eight of the car's ten seconds
    assert figures.ads[1].curve.people.tolist() == [2] * 8 + [0] * 2
    assert library.counts(1).received == 240
    assert library.summaries()[0].recordings == (bench.plan.segments[0].film.path,)


def test_the_neutral_scene_of_a_recorded_show_tells_the_resting_faces_again(
    bench: Bench, film: Path
) -> None:
    plan = plan_of_film(
        look_at(film),
        title="Evening",
        starts=[AdStart(ad=ad("car"), at_ms=6000)],
        region=None,
        rate_hz=15.0,
        now_unix_ms=1_780_000_000_000,
    )
    window = BaselineWindow(started_at_ns=1_000_000_000, ended_at_ns=6_000_000_000)
    shown = replace(bench, plan=replace(plan, baseline_ms=5000, baselines=(window,)))
    break_off(shown, 90)
    shown.run()
    library = StoredSessions(bench.database)
    assert library.session(1).baselines == (window,)
    baseline = library.figures(1, MetricRules()).baseline
    assert baseline is not None
    (first, *_) = baseline.seats
    assert first.corrected_readings == first.ad_readings == 150
    assert 70 <= first.scene_readings <= 76, "five seconds at 15 a second"


@pytest.mark.parametrize("at_frames", [[3], [200], [130, 131, 390]])
def test_an_analysis_that_was_broken_off_goes_on_and_stores_the_very_same(
    bench: Bench, at_frames: list[int], tmp_path: Path
) -> None:
    for at_frame in at_frames:
        break_off(bench, at_frame)
    outcome = bench.run()
    measured = len(bench.reader.seen)
    other = replace(bench, database=Database(tmp_path / "other.db"), reader=NumberReader())
    assert other.run().pictures == outcome.pictures == 240
    assert bench.rows() == other.rows()
    assert measured <= 240 + len(at_frames) * BATCH_PICTURES
    assert len(StoredSessions(bench.database).summaries()) == 1
    other.database.close()


def test_an_analysis_that_was_broken_off_keeps_its_state_when_a_server_starts(
    bench: Bench,
) -> None:
    from reelpulse.storage.store import SessionStore  # noqa: PLC0415

    break_off(bench, 200)
    assert SessionStore(bench.database).mark_interrupted() == ()
    assert StoredSessions(bench.database).session(1).state is SessionState.ANALYSING


def test_two_recordings_of_one_session_are_one_time_line(bench: Bench, tmp_path: Path) -> None:
    short = look_at(make_video(tmp_path / "second.mkv", frames=50))
    plan = replace(
        bench.plan,
        segments=(
            bench.plan.segments[0],
            Segment(film=short, starts_at_ns=20_000_000_000),
        ),
    )
    both = replace(bench, plan=plan)
    break_off(both, 300)
    assert both.run().pictures == 240 + 30
    times_s = [float(str(row[1])) / 1e9 for row in both.rows()]
    assert max(times_s) == pytest.approx(20 + 49 / 25, abs=0.04)
    assert not [t for t in times_s if 16 < t < 20]


def test_a_film_that_breaks_off_keeps_what_was_measured(bench: Bench, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mkv"
    whole = bench.plan.segments[0].film.path.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    plan = replace(bench.plan, segments=(Segment(film=replace(facts(), path=cut), starts_at_ns=0),))
    outcome = replace(bench, plan=plan).run()
    assert 80 < outcome.pictures < 160
    assert outcome.ends[0][1].broke_off
    session = StoredSessions(bench.database).session(1)
    assert session.state is SessionState.FINISHED
    assert bench.database.rows("SELECT count(*) FROM frame") == [(outcome.pictures,)]

"""Measures the films of a plan from where it stands to their end, and stores as it goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reelpulse.core.following import is_finite
from reelpulse.core.frame import Reading
from reelpulse.core.ports import AnalysisStore, PictureReader
from reelpulse.core.session import Exposure
from reelpulse.media.films import FilmEnd, FilmPicture, pictures
from reelpulse.offline.checkpoint import Checkpoint
from reelpulse.offline.plan import AnalysisPlan, Segment
from reelpulse.offline.show_times import ended_with_film, position_at

_log = logging.getLogger(__name__)

BATCH_PICTURES: Final = 300
"""So many are stored at once, twenty seconds of film: no more is measured twice after a stop. What is
known of the people is stored with each batch, some megabytes after an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the films."""

    pictures: int
    """Measured, also before an analysis went on."""
    read_to_ns: int
    """The last moment, on the session's clock, of which there was a picture."""
    ends: tuple[tuple[Path, FilmEnd], ...]
    """How the films ended that were read in this run."""


class Analysis:
    """One plan with its stored session; `run` is called once."""

    def __init__(
        self,
        plan: AnalysisPlan,
        *,
        session_id: int,
        exposures: Sequence[Exposure],
        checkpoint: Checkpoint,
        reader: PictureReader,
        store: AnalysisStore,
        batch_pictures: int = BATCH_PICTURES,
    ) -> None:
        """`exposures`: those of the plan, with the numbers that the store gave them."""
        self._plan = plan
        self._session_id = session_id
        self._exposures = tuple(exposures)
        self._checkpoint = checkpoint
        self._reader = reader
        self._store = store
        self._batch_pictures = batch_pictures
        self._batch: list[Reading] = []

    def run(self, on_progress: Callable[[float], None]) -> Outcome:
        """Measure all that is left and close the session.

        Args:
            on_progress: told after every picture how many seconds of all films are done.

        Raises:
            MediaError: a film cannot be opened any more.
            StorageError: what was measured last could not be stored; it can go on later.
        """
        ends = []
        done_s = 0.0
        self._reader.begin_anew()
        for index, segment in enumerate(self._plan.segments):
            if index >= self._checkpoint.segment:
                end = self._read(index, segment, done_s, on_progress)
                ends.append((segment.film.path, end))
            done_s += segment.film.duration_s or 0.0
        outcome = Outcome(
            pictures=self._checkpoint.pictures,
            read_to_ns=self._checkpoint.read_to_ns,
            ends=tuple(ends),
        )
        self._store.finish(
            self._session_id,
            exposures=ended_with_film(
                self._exposures, self._plan.ads, read_to_ns=outcome.read_to_ns
            ),
            pictures=outcome.pictures,
        )
        return outcome

    def _read(
        self, index: int, segment: Segment, done_s: float, on_progress: Callable[[float], None]
    ) -> FilmEnd:
        end = FilmEnd()
        found = pictures(
            segment.film.path,
            rate_hz=self._plan.rate_hz,
            after=self._checkpoint.number,
            region=segment.region,
            end=end,
        )
        for picture in found:
            self._measure(segment, picture)
            if len(self._batch) >= self._batch_pictures:
                self._keep()
            on_progress(done_s + picture.at_ns / 1e9)
        self._checkpoint.segment, self._checkpoint.number = index + 1, -1
        self._keep()
        return end

    def _measure(self, segment: Segment, picture: FilmPicture) -> None:
        at_ns = segment.starts_at_ns + picture.at_ns
        source = segment.film.path.name
        analysis = self._reader.analyse_picture(picture.rgb, source=source, at_ns=at_ns)
        self._show_neutral_scene(self._checkpoint.read_to_ns, at_ns)
        self._checkpoint.number = picture.number
        self._checkpoint.read_to_ns = at_ns
        if not is_finite(analysis):
            _log.error("%s at %s ns: not a number", segment.film.path, picture.at_ns)
            return
        show = position_at(self._exposures, at_ns)
        self._checkpoint.pictures += 1
        self._batch.append(
            Reading(
                source=source,
                sequence=picture.number,
                captured_at_ns=at_ns,
                received_at_ns=at_ns,
                published_at_ns=at_ns,
                show=show,
                width_px=analysis.width_px,
                height_px=analysis.height_px,
                seats=self._checkpoint.people.see(
                    analysis, source=source, at_ns=at_ns, exposure_id=show.exposure_id
                ),
                durations=analysis.durations,
            )
        )

    def _show_neutral_scene(self, before_ns: int, at_ns: int) -> None:
        """Begin what began since the picture before, for the ad that came after it."""
        for window in self._plan.baselines:
            after = [e for e in self._exposures if e.started_at_ns >= window.ended_at_ns]
            if after and before_ns < window.started_at_ns <= at_ns:
                self._checkpoint.people.begin_baseline(
                    window.started_at_ns, before_exposure=after[0].exposure_id
                )

    def _keep(self) -> None:
        self._store.keep(self._session_id, self._batch, checkpoint=self._checkpoint.to_bytes())
        self._batch.clear()
        # What goes on from here later knows no more: both must find the same.
        self._reader.begin_anew()

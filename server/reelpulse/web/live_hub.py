"""Carries every event to every live connection, in the form its scope and language may see."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from reelpulse.core.frame import Reading
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, Notice, ShowState
from reelpulse.texts import Language
from reelpulse.web.live_view import hello, reading_view, state_view
from reelpulse.web.live_wire import Message, SourcePart, StatsMessage, encode
from reelpulse.web.notices import NoticeBoard, notice_view
from reelpulse.web.report_jobs import ReportJob, ReportJobs, job_view
from reelpulse.web.status import Status


@dataclass(frozen=True, slots=True, eq=False)
class LiveReader:
    """One open connection."""

    put: Callable[[str], None]
    """Its outbox."""
    everything: bool
    """A moderator; else an overlay."""
    language: Language


class LiveHub:
    """Listens once to the bus and to the reports, and tells each reader its own version."""

    def __init__(
        self,
        *,
        bus: Bus,
        status: Status,
        reports: ReportJobs,
        provider: str,
        stale_after_ms: int,
        show_state: Callable[[], ShowState],
    ) -> None:
        self._status = status
        self._reports = reports
        self._provider = provider
        self._stale_after_ms = stale_after_ms
        self._show_state = show_state
        self._notices = NoticeBoard()
        self._readers: list[LiveReader] = []
        self._source_numbers: dict[str, int] = {}
        bus.subscribe(self._on_event)
        reports.subscribe(self._on_report)

    @property
    def readers(self) -> int:
        """Open connections."""
        return len(self._readers)

    def join(self, reader: LiveReader) -> Callable[[], None]:
        """Greet a reader with all it has missed; call what is returned when it has gone."""
        reader.put(encode(hello(reader.language, stale_after_ms=self._stale_after_ms)))
        reader.put(encode(state_view(self._show_state(), everything=reader.everything)))
        if reader.everything:
            reader.put(encode(self._stats()))
            for posted in self._notices.posted:
                reader.put(encode(notice_view(posted, reader.language)))
            for job in self._reports.jobs:
                reader.put(encode(job_view(job, reader.language)))
        self._readers.append(reader)
        return lambda: self._readers.remove(reader)

    async def run(self, *, interval_s: float = 1.0) -> None:
        """Tell moderators rates and delays until cancelled."""
        while True:
            await asyncio.sleep(interval_s)
            self.tell_statistics()

    def tell_statistics(self) -> None:
        """Tell moderators rates and delays now."""
        stats = self._stats()
        self._tell_moderators(lambda _language: stats)

    def _on_event(self, event: Event) -> None:
        match event:
            case Reading():
                self._tell_reading(event)
            case ShowState():
                for everything in (False, True):
                    text = encode(state_view(event, everything=everything))
                    self._tell(text, everything=everything)
            case Notice():
                posted = self._notices.post(event)
                self._tell_moderators(lambda language: notice_view(posted, language))

    def _on_report(self, job: ReportJob) -> None:
        self._tell_moderators(lambda language: job_view(job, language))

    def _tell_reading(self, reading: Reading) -> None:
        number = self._source_numbers.setdefault(reading.source, len(self._source_numbers) + 1)
        for everything, source in ((False, str(number)), (True, reading.source)):
            if any(reader.everything is everything for reader in self._readers):
                view = reading_view(reading, source=source, everything=everything)
                self._tell(encode(view), everything=everything)

    def _tell(self, text: str, *, everything: bool) -> None:
        for reader in tuple(self._readers):
            if reader.everything is everything:
                reader.put(text)

    def _tell_moderators(self, message: Callable[[Language], Message]) -> None:
        for reader in tuple(self._readers):
            if reader.everything:
                reader.put(encode(message(reader.language)))

    def _stats(self) -> StatsMessage:
        return StatsMessage(
            provider=self._provider,
            senders=self._status.senders,
            sources=tuple(
                SourcePart(**dataclasses.asdict(source)) for source in self._status.sources()
            ),
        )

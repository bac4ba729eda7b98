"""Turns the newest frame into a reading, one after the other, and publishes it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from reelpulse.core.following import FollowRules, People, is_finite
from reelpulse.core.frame import Frame, PictureAnalysis, Reading, ShowPosition
from reelpulse.core.ports import FrameAnalyser, FramePlacer
from reelpulse.errors import PictureError
from reelpulse.live.bus import Bus
from reelpulse.live.events import FrameFate, Notice, NoticeKind
from reelpulse.live.mailbox import Mailbox
from reelpulse.live.threads import Lane

_log = logging.getLogger(__name__)

NOT_A_NUMBER: Final = "A net returned values that are not numbers."


async def as_told(frame: Frame) -> ShowPosition:
    """A frame's place in the show as its sender gave it."""
    return frame.show


class Analyst:
    """Owns the inference lane and the seats of the current session."""

    def __init__(
        self,
        *,
        mailbox: Mailbox,
        analyser: FrameAnalyser,
        lane: Lane,
        bus: Bus,
        clock_ns: Callable[[], int],
        rules: FollowRules,
        placer: FramePlacer = as_told,
    ) -> None:
        self._mailbox = mailbox
        self._analyser = analyser
        self._lane = lane
        self._bus = bus
        self._clock_ns = clock_ns
        self._rules = rules
        self._placer = placer
        self._people = People(rules)

    def new_session(self) -> None:
        """Forget all seats: numbers never carry over from one group to the next."""
        self._people = People(self._rules)

    def begin_baseline(self, at_ns: int, *, before_exposure: int) -> None:
        """The room sees the neutral scene from now on, until a frame shows this showing of an ad."""
        self._people.begin_baseline(at_ns, before_exposure=before_exposure)

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            frame = await self._mailbox.take()
            try:
                analysis, show = await asyncio.gather(
                    self._lane.call(
                        self._analyser.analyse,
                        frame.jpeg,
                        source=frame.source,
                        at_ns=frame.captured_at_ns,
                    ),
                    self._placer(frame),
                )
            except PictureError as problem:
                self._refuse(frame, NoticeKind.FRAME_REFUSED, str(problem))
            except Exception as problem:  # noqa: BLE001  a net's failure must not end the show
                _log.exception("frame %s of %s was not measured", frame.sequence, frame.source)
                self._refuse(frame, NoticeKind.ANALYSIS_FAILED, str(problem))
            else:
                if is_finite(analysis):
                    self._publish(frame, show, analysis)
                else:
                    _log.error("frame %s of %s: not a number", frame.sequence, frame.source)
                    self._refuse(frame, NoticeKind.ANALYSIS_FAILED, NOT_A_NUMBER)

    def _publish(self, frame: Frame, show: ShowPosition, analysis: PictureAnalysis) -> None:
        seats = self._people.see(
            analysis,
            source=frame.source,
            at_ns=frame.captured_at_ns,
            exposure_id=show.exposure_id,
        )
        self._bus.publish(
            Reading(
                source=frame.source,
                sequence=frame.sequence,
                captured_at_ns=frame.captured_at_ns,
                received_at_ns=frame.received_at_ns,
                published_at_ns=self._clock_ns(),
                show=show,
                width_px=analysis.width_px,
                height_px=analysis.height_px,
                seats=seats,
                durations=analysis.durations,
            )
        )
        self._bus.publish(FrameFate(source=frame.source, sequence=frame.sequence, measured=True))

    def _refuse(self, frame: Frame, kind: NoticeKind, detail: str) -> None:
        self._bus.publish(Notice(kind=kind, source=frame.source, detail=detail))
        self._bus.publish(FrameFate(source=frame.source, sequence=frame.sequence, measured=False))

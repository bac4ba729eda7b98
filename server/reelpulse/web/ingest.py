"""One sender's connection: `/ws/ingest` takes pictures and facts in, sends commands back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Final

from aiohttp import WSCloseCode, WSMsgType, web

from reelpulse import __version__
from reelpulse.core.frame import Frame
from reelpulse.core.session import Ad
from reelpulse.core.timeline import ClockOffset, Ping, best_offset
from reelpulse.errors import DiskFullError, ReelPulseError, StorageError, WireError
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, FrameFate, Notice, NoticeKind, ShowState
from reelpulse.live.mailbox import Mailbox
from reelpulse.live.screening import Screening
from reelpulse.web import wire
from reelpulse.web.keys import BUS, CLOCK_NS, MAILBOX, SCREENING, SETTINGS
from reelpulse.web.outbox import Outbox
from reelpulse.web.sender_view import grant, show_message

_log = logging.getLogger(__name__)

HELLO_TIMEOUT_S: Final = 5.0
PINGS: Final = 8
"""So many make it likely that one finds both sides idle."""
PING_TIMEOUT_S: Final = 2.0
CLOCK_INTERVAL_S: Final = 60.0
SOURCES_MAX: Final = 16
"""Webcams of one sender; each has a slot, seats and counters."""


async def ingest_socket(request: web.Request) -> web.WebSocketResponse:
    """Serve one sender; the ingest token was checked before this is called."""
    app = request.app
    settings = app[SETTINGS].server
    socket = web.WebSocketResponse(
        max_msg_size=settings.max_picture_bytes + wire.HEADER_BYTES_MAX + wire.AD_PICTURE_BYTES_MAX,
        heartbeat=10.0,
        compress=False,
    )
    await socket.prepare(request)
    connection = IngestConnection(
        socket=socket,
        mailbox=app[MAILBOX],
        screening=app[SCREENING],
        bus=app[BUS],
        clock_ns=app[CLOCK_NS],
        picture_bytes_max=settings.max_picture_bytes,
    )
    await connection.run()
    return socket


class IngestConnection:
    """A sender from its HELLO to its end; it is also the show's player when it plays ads."""

    def __init__(
        self,
        *,
        socket: web.WebSocketResponse,
        mailbox: Mailbox,
        screening: Screening,
        bus: Bus,
        clock_ns: Callable[[], int],
        picture_bytes_max: int,
    ) -> None:
        self._socket = socket
        self._outbox = Outbox(socket)
        self._mailbox = mailbox
        self._screening = screening
        self._bus = bus
        self._clock_ns = clock_ns
        self._picture_bytes_max = picture_bytes_max
        self._hello: wire.Hello | None = None
        self._offset: ClockOffset | None = None
        self._pings: dict[int, tuple[int, asyncio.Future[Ping]]] = {}
        self._ping_number = 0
        self._sources: set[str] = set()
        self._told_show: wire.Show | None = None

    async def play(self, *, session_id: int, exposure_id: int, ad: Ad, buffer_ms: int) -> None:
        """Command the sender to show an ad."""
        command = wire.Command(
            do="play",
            session_id=session_id,
            exposure_id=exposure_id,
            ad_id=ad.ad_id,
            ad_path=str(ad.path),
            buffer_ms=buffer_ms,
        )
        self._outbox.put(wire.encode(command))

    async def pause(self) -> None:
        """Command the sender to hold the ad."""
        self._outbox.put(wire.encode(wire.Command(do="pause")))

    async def resume(self) -> None:
        """Command the sender to let a held ad go on."""
        self._outbox.put(wire.encode(wire.Command(do="resume")))

    async def stop(self) -> None:
        """Command the sender to end what it shows."""
        self._outbox.put(wire.encode(wire.Command(do="stop")))

    async def run(self) -> None:
        """Converse until either side ends it."""
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(self._outbox.write_all(), name="ingest writer")
            try:
                await self._converse(tasks)
            except WireError as problem:
                await self._refuse(problem)
            finally:
                writer.cancel()

    async def _converse(self, tasks: asyncio.TaskGroup) -> None:
        hello = await self._greet()
        if hello is None:
            return
        unsubscribe = self._bus.subscribe(self._on_event)
        clock = tasks.create_task(self._keep_clock(hello), name="ingest clock")
        self._bus.publish(Notice(kind=NoticeKind.SENDER_CONNECTED, source=hello.sender))
        try:
            async for message in self._socket:
                if message.type is WSMsgType.BINARY:
                    await self._take(wire.decode(message.data), tasks)
                elif message.type is WSMsgType.TEXT:
                    raise WireError("This socket takes binary messages only.")
        finally:
            clock.cancel()
            unsubscribe()
            self._told_show = None
            self._bus.publish(Notice(kind=NoticeKind.SENDER_GONE, source=hello.sender))
            self._screening.clock_gone(hello.sender)
            await self._screening.player_gone(self)

    async def _greet(self) -> wire.Hello | None:
        """Answer the HELLO; None when the sender left without one."""
        try:
            message = await self._socket.receive(timeout=HELLO_TIMEOUT_S)
        except TimeoutError as problem:
            raise WireError(f"No HELLO came within {HELLO_TIMEOUT_S:.0f} s.") from problem
        if message.type in {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}:
            return None
        if message.type is not WSMsgType.BINARY:
            raise WireError("The first message must be a binary HELLO.")
        hello = wire.decode(message.data)
        if not isinstance(hello, wire.Hello):
            raise WireError("The first message must be a HELLO.")
        self._hello = hello
        welcome = wire.Welcome(
            server=f"ReelPulse {__version__}", picture_bytes_max=self._picture_bytes_max
        )
        self._outbox.put(wire.encode(welcome))
        return hello

    async def _keep_clock(self, hello: wire.Hello) -> None:
        """Measure the sender's clock at once and each minute; after the first it may send and play."""
        first = True
        while True:
            self._offset = await self._measure_clock()
            clock = wire.Clock(
                offset_ns=self._offset.offset_ns, round_trip_ns=self._offset.round_trip_ns
            )
            self._outbox.put(wire.encode(clock))
            if first and hello.plays:
                self._tell_show(self._screening.state)
            try:
                if first and hello.plays:
                    await self._screening.player_connected(self, was_showing=hello.session_id)
                await self._screening.clock_measured(hello.sender, self._offset)
            except StorageError as problem:  # e.g. a full disk: the connection must last
                self._tell_moderator(problem)
            first = False
            await asyncio.sleep(CLOCK_INTERVAL_S)

    async def _measure_clock(self) -> ClockOffset:
        answered: list[Ping] = []
        while not answered:
            for _ in range(PINGS):
                try:
                    answered.append(await self._ping())
                except TimeoutError:
                    _log.warning("a sender did not answer a ping within %s s", PING_TIMEOUT_S)
        return best_offset(tuple(answered))

    async def _ping(self) -> Ping:
        self._ping_number += 1
        number = self._ping_number
        answer: asyncio.Future[Ping] = asyncio.get_running_loop().create_future()
        self._pings[number] = (self._clock_ns(), answer)
        self._outbox.put(wire.encode(wire.PingRequest(ping=number)))
        try:
            async with asyncio.timeout(PING_TIMEOUT_S):  # wait_for of 3.11 can lose a cancellation
                return await answer
        finally:
            del self._pings[number]

    async def _take(self, message: wire.Incoming, tasks: asyncio.TaskGroup) -> None:
        match message:
            case wire.FrameMessage():
                self._take_frame(message)
            case wire.Pong():
                self._take_pong(message)
            case wire.Fact():
                await self._take_fact(message)
            case wire.Wish():  # beside the reading: what it starts may wait for OBS
                tasks.create_task(self._grant(message), name="ingest wish")
            case wire.Hello():
                raise WireError("A second HELLO on one connection.")

    def _take_frame(self, message: wire.FrameMessage) -> None:
        if self._offset is None:
            self._tell("Pictures are taken once the clock is measured: wait for CLOCK.")
            return
        if len(message.jpeg) > self._picture_bytes_max:
            self._tell(f"A picture over {self._picture_bytes_max} bytes is not taken.")
            return
        self._sources.add(message.source)
        if len(self._sources) > SOURCES_MAX:
            raise WireError(f"One sender may send at most {SOURCES_MAX} webcams.")
        replaced = self._mailbox.put(
            Frame(
                source=message.source,
                sequence=message.sequence,
                captured_at_ns=self._offset.to_server_ns(message.captured_at_ns),
                received_at_ns=self._clock_ns(),
                show=message.show,
                jpeg=message.jpeg,
                ad_picture=message.ad_picture,
            )
        )
        if replaced is not None:
            self._bus.publish(
                FrameFate(source=replaced.source, sequence=replaced.sequence, measured=False)
            )

    def _take_pong(self, message: wire.Pong) -> None:
        received_at_ns = self._clock_ns()
        sent_at_ns, answer = self._pings.get(message.ping, (0, None))
        if answer is None or answer.done():
            return
        ping = Ping(
            sent_at_ns=sent_at_ns,
            sender_received_at_ns=message.received_at_ns,
            sender_sent_at_ns=message.sent_at_ns,
            received_at_ns=received_at_ns,
        )
        if ping.round_trip_ns < 0:
            raise WireError("The sender's clock runs faster than time: it cannot be measured.")
        answer.set_result(ping)

    async def _take_fact(self, fact: wire.Fact) -> None:
        if self._offset is None:
            raise WireError("Facts are taken once the clock is measured: wait for CLOCK.")
        at_ns = self._offset.to_server_ns(fact.at_ns)
        try:
            match fact.what:
                case "started":
                    await self._screening.exposure_started(fact.exposure_id, at_ns)
                case "ended":
                    await self._screening.exposure_ended(fact.exposure_id, at_ns)
                case "paused":
                    await self._screening.exposure_paused(fact.exposure_id, at_ns)
                case "resumed":
                    await self._screening.exposure_resumed(fact.exposure_id, at_ns)
                case _:
                    await self._screening.exposure_failed(fact.exposure_id, fact.reason)
        except StorageError as problem:  # e.g. a full disk: the connection must last
            self._tell_moderator(problem)
            self._tell(str(problem))

    async def _grant(self, wish: wire.Wish) -> None:
        try:
            await grant(self._screening, wish)
        except ReelPulseError as problem:
            self._tell(str(problem))

    def _tell_moderator(self, problem: StorageError) -> None:
        _log.error("%s", problem)
        is_full = isinstance(problem, DiskFullError)
        kind = NoticeKind.DISK_FULL if is_full else NoticeKind.STORAGE_FAILED
        self._bus.publish(Notice(kind=kind, detail=str(problem)))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ShowState):
            if self._offset is not None and self._hello is not None and self._hello.plays:
                self._tell_show(event)
        elif isinstance(event, FrameFate) and event.source in self._sources:
            if self._hello is not None and self._hello.wants_fate:
                fate = wire.Fate(
                    source=event.source, sequence=event.sequence, measured=event.measured
                )
                self._outbox.put(wire.encode(fate))
        elif (
            isinstance(event, Notice)
            and event.kind in {NoticeKind.FRAME_REFUSED, NoticeKind.FACES_TOO_SMALL}
            and event.source in self._sources
        ):
            self._tell(event.detail)

    def _tell_show(self, state: ShowState) -> None:
        show = show_message(state)
        if show != self._told_show:
            self._told_show = show
            self._outbox.put(wire.encode(show))

    def _tell(self, message: str) -> None:
        self._outbox.put(wire.encode(wire.Problem(message=message, fatal=False)))

    async def _refuse(self, problem: WireError) -> None:
        """Say why, then end the connection: after foreign bytes nothing can be believed."""
        _log.warning("a sender was refused: %s", problem)
        self._bus.publish(Notice(kind=NoticeKind.SENDER_REFUSED, detail=str(problem)))
        with contextlib.suppress(ConnectionError):  # it did not wait for the answer
            await self._socket.send_bytes(
                wire.encode(wire.Problem(message=str(problem), fatal=True))
            )
            await self._socket.close(code=WSCloseCode.PROTOCOL_ERROR, message=b"protocol error")

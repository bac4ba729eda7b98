"""The sender's link and the server, over a real WebSocket, from the HELLO to the stored session."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import struct
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web
from tests.live.stage import IDENTITY, Stage, ad, build_stage, running

from reelpulse.core.frame import Reading
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.ports import AgreementJudge, ReportMaker
from reelpulse.core.session import ExposureEnd, SessionState
from reelpulse.live.events import FrameFate, Notice, NoticeKind, ShowState
from reelpulse.live.figures_desk import FiguresDesk
from reelpulse.live.notebook import Notebook
from reelpulse.live.threads import Lane
from reelpulse.media.ads import read_ad
from reelpulse.settings import ServerSettings, Settings
from reelpulse.web import ingest, wire
from reelpulse.web.access import Access
from reelpulse.web.app import make_app
from reelpulse.web.tokens import Scope, TokenStore
from reelpulse_link import wire as link
from reelpulse_link.sender import Address, Sender

T = TypeVar("T")

AHEAD_NS = 7_000_000_000_000
"""The sender's clock is two hours ahead: another machine, or another boot."""
PICTURE_BYTES_MAX = 2000


def sender_clock_ns() -> int:
    return time.perf_counter_ns() + AHEAD_NS


@dataclass(slots=True)
class Server:
    """A whole server on a port of its own."""

    stage: Stage
    port: int
    token: str

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/ingest"

    async def until(self, kind: type[T], fits: Callable[[T], bool] = lambda _: True) -> T:
        """Wait for an event of the show."""
        while True:
            event = await self.stage.next_event(kind)
            if fits(event):
                return event

    async def until_state(self, fits: Callable[[ShowState], bool]) -> None:
        """Wait until the show stands like this."""
        while not fits(self.stage.screening.state):
            await self.stage.next_event(ShowState)

    async def started_show(self, *ads: str) -> None:
        """A show that begins as soon as a player is there."""
        await self.until_state(lambda state: state.player_connected)
        await self.stage.screening.prepare(title="Tuesday", ads=[ad(name) for name in ads])
        await self.stage.screening.start()


@contextlib.asynccontextmanager
async def serving(folder: Path, *, port: int = 0) -> AsyncIterator[Server]:
    """Run a server, and see that it leaves no task behind."""
    stage = build_stage(folder, clock_ns=time.perf_counter_ns)
    settings = Settings(data_dir=folder, server=ServerSettings(max_picture_bytes=PICTURE_BYTES_MAX))
    access = Access(tokens=TokenStore(settings.tokens_path), clock_ns=time.perf_counter_ns)
    ad_lane = Lane("ads")
    runner = web.AppRunner(
        make_app(
            settings=settings,
            access=access,
            screening=stage.screening,
            notebook=cast(Notebook, None),  # nothing is noted here
            bus=stage.bus,
            mailbox=stage.mailbox,
            library=stage.library,
            storage_lane=stage.storage_lane,
            figures_desk=FiguresDesk(
                library=stage.library, lane=stage.storage_lane, clock_ns=time.perf_counter_ns
            ),
            agreement_judge=cast(AgreementJudge, None),  # nor an agreement
            report_maker=cast(ReportMaker, None),  # no report is asked for here
            ad_reader=read_ad,
            ad_lane=ad_lane,
            identity=IDENTITY,
            clock_ns=time.perf_counter_ns,
        ),
        access_log=None,
        shutdown_timeout=2.0,
    )
    await runner.setup()
    try:
        async with running(stage.analyst.run()):
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield Server(stage, runner.addresses[0][1], access.tokens.token(Scope.INGEST))
    finally:
        await runner.cleanup()
        ad_lane.close()
        stage.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as opened:
        yield opened


@dataclass(slots=True)
class Linked:
    """The sender's side: what it was told, and what it says."""

    sender: Sender
    commands: queue.Queue[link.Command]
    fates: queue.Queue[link.Fate]
    shows: queue.Queue[link.Show]
    statuses: queue.Queue[tuple[str, bool]]

    async def command(self) -> link.Command:
        return await asyncio.to_thread(self.commands.get, timeout=5)

    async def show(self, fits: Callable[[link.Show], bool]) -> link.Show:
        """Wait until the show is told like this."""
        while not fits(told := await asyncio.to_thread(self.shows.get, timeout=5)):
            pass
        return told

    async def fate(self) -> link.Fate:
        return await asyncio.to_thread(self.fates.get, timeout=5)

    async def status(self, part: str) -> tuple[str, bool]:
        """Wait for a status that holds this text."""
        while True:
            text, is_problem = await asyncio.to_thread(self.statuses.get, timeout=5)
            if part in text:
                return text, is_problem

    async def ready(self) -> None:
        """Wait until pictures are taken."""
        async with asyncio.timeout(5):
            while not self.sender.ready:
                await asyncio.to_thread(threading.Event().wait, 0.002)

    def picture(
        self, sequence: int, jpeg: bytes = b"100", *, exposure_id: int | None = None, at_ms: int = 0
    ) -> bool:
        header = link.FrameHeader(
            source="cam",
            sequence=sequence,
            captured_at_ns=sender_clock_ns(),
            scene="ad" if exposure_id else "buffer",
            exposure_id=exposure_id,
            ad_id="a" if exposure_id else None,
            ad_position_ms=at_ms if exposure_id else None,
            ad_position_settled=True,
        )
        return self.sender.send_frame(header, jpeg)

    def fact(self, what: str, exposure_id: int, reason: str = "") -> None:
        self.sender.send_fact(link.Fact(what, exposure_id, sender_clock_ns(), reason))


@contextlib.asynccontextmanager
async def linked(url: str, token: str, *, session_id: int | None = None) -> AsyncIterator[Linked]:
    """A sender that is started, and stopped with all its threads."""
    commands: queue.Queue[link.Command] = queue.Queue()
    fates: queue.Queue[link.Fate] = queue.Queue()
    shows: queue.Queue[link.Show] = queue.Queue()
    statuses: queue.Queue[tuple[str, bool]] = queue.Queue()
    sender = Sender(
        Address(url=url, token=token),
        lambda: link.Hello("obs", True, True, session_id=session_id),
        on_command=commands.put,
        on_fate=fates.put,
        on_show=shows.put,
        on_status=lambda text, is_problem: statuses.put((text, is_problem)),
        clock_ns=sender_clock_ns,
    )
    sender.start()
    try:
        yield Linked(sender, commands, fates, shows, statuses)
    finally:
        await asyncio.to_thread(sender.stop)
        assert not [t.name for t in threading.enumerate() if t.name.startswith("reelpulse-")]


@pytest.fixture
async def remote(server: Server) -> AsyncIterator[Linked]:
    """A player that is connected and whose clock is known."""
    async with linked(server.url, server.token) as made:
        await made.ready()
        yield made


async def test_the_sender_is_greeted_and_its_clock_is_measured_within_half_a_round_trip(
    server: Server, remote: Linked
) -> None:
    text, is_problem = await remote.status("Connected")
    assert text.startswith("Connected to ReelPulse ")
    assert not is_problem
    await server.started_show("a")
    ((sender, offset_ns, round_trip_ns),) = await server.stage.rows(
        "SELECT sender, offset_ns, round_trip_ns FROM clock_offset"
    )
    assert sender == "obs"
    assert 0 < round_trip_ns < 5_000_000_000
    assert 2 * abs(offset_ns - AHEAD_NS) <= round_trip_ns + 1


async def test_the_clock_is_measured_again_while_the_show_runs(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "CLOCK_INTERVAL_S", 0.01)
    async with linked(server.url, server.token) as remote:
        await remote.ready()
        await server.started_show("a")
        async with asyncio.timeout(5):
            while len(await server.stage.rows("SELECT id FROM clock_offset")) < 3:
                pass


async def test_pictures_are_measured_at_the_moment_of_their_capture_on_the_server_s_clock(
    server: Server, remote: Linked
) -> None:
    before_ns = time.perf_counter_ns()
    assert remote.picture(5, b"100 300")
    after_ns = time.perf_counter_ns()
    reading = await server.until(Reading)
    assert (reading.source, reading.sequence, len(reading.seats)) == ("cam", 5, 2)
    await server.started_show("a")
    ((round_trip_ns,),) = await server.stage.rows("SELECT round_trip_ns FROM clock_offset")
    error_ns = round_trip_ns // 2 + 1
    assert before_ns - error_ns <= reading.captured_at_ns <= after_ns + error_ns
    assert after_ns < reading.received_at_ns + error_ns
    assert reading.received_at_ns <= reading.published_at_ns
    fate = await remote.fate()
    assert fate == link.Fate(source="cam", sequence=5, measured=True)


async def test_a_show_goes_from_the_command_to_the_stored_figures(
    server: Server, remote: Linked
) -> None:
    await server.started_show("a", "b")
    for name in ("a", "b"):
        play = await remote.command()
        assert (play.do, play.ad_id, play.ad_path) == ("play", name, str(ad(name).path))
        assert play.exposure_id is not None
        remote.fact("started", play.exposure_id)
        await server.until_state(lambda state: state.playing_exposure_id is not None)
        for second in range(3):
            remote.picture(second, b"100 400", exposure_id=play.exposure_id, at_ms=second * 1000)
            assert (await remote.fate()).measured
        remote.fact("ended", play.exposure_id)
        await server.until_state(lambda state: state.playing_ad_id is None)
    await server.until_state(has_finished)
    session = await server.stage.stored(server.stage.library.session, 1)
    assert [e.ended_how for e in session.exposures] == [ExposureEnd.PLAYED] * 2
    for exposure in session.exposures:
        assert exposure.ended_at_ns is not None
        assert session.clock_anchor_ns < exposure.started_at_ns < exposure.ended_at_ns
        assert exposure.ended_at_ns < time.perf_counter_ns()
    figures = await server.stage.stored(server.stage.library.figures, 1, MetricRules())
    assert (figures.people, figures.readings) == (2, 12)
    assert [a.curve.people.tolist()[:4] for a in figures.ads] == [[2, 2, 2, 0]] * 2
    counts = await server.stage.stored(server.stage.library.counts, 1)
    assert (counts.received, counts.replaced, counts.readings) == (6, 0, 12)


def has_finished(state: ShowState) -> bool:
    return state.session is not None and state.session.state is SessionState.FINISHED


async def test_the_moderator_s_stop_reaches_the_sender(server: Server, remote: Linked) -> None:
    await server.started_show("a")
    assert (await remote.command()).do == "play"
    await server.stage.screening.stop()
    assert await remote.command() == link.Command("stop")


async def test_a_player_sees_how_the_show_stands_and_its_buttons_work(
    server: Server, remote: Linked
) -> None:
    assert (await remote.show(lambda _: True)).state == "none"
    await server.stage.screening.prepare(title="Tuesday", ads=[ad("a"), ad("b")])
    ready = await remote.show(lambda show: show.state == "ready")
    assert ready == link.Show(1, "Tuesday", "ready", 2, None)
    assert remote.sender.send_wish("start")
    play = await remote.command()
    assert (play.do, play.session_id, play.ad_id) == ("play", 1, "a")
    assert play.exposure_id is not None
    remote.fact("started", play.exposure_id)
    playing = await remote.show(lambda show: show.ad_title is not None)
    assert (playing.state, playing.ads_left, playing.ad_title) == ("running", 1, "A")
    remote.sender.send_wish("pause")
    assert (await remote.command()).do == "pause"
    remote.fact("paused", play.exposure_id)
    await remote.show(lambda show: show.state == "paused")
    remote.sender.send_wish("resume")
    assert (await remote.command()).do == "resume"
    remote.fact("resumed", play.exposure_id)
    await remote.show(lambda show: show.state == "running")
    remote.sender.send_wish("skip")
    assert [(await remote.command()).do, (await remote.command()).ad_id] == ["stop", "b"]
    remote.sender.send_wish("stop")
    assert (await remote.command()).do == "stop"
    assert (await remote.show(lambda show: show.state == "finished")).ads_left == 0


async def test_a_wish_that_cannot_be_granted_is_answered_and_the_connection_lasts(
    server: Server, remote: Linked
) -> None:
    for wish, answer in (
        ("start", "There is no session ready to start. Prepare one first."),
        ("pause", "No ad is playing, so there is nothing to pause."),
        ("resume", "No ad is paused, so there is nothing to go on with."),
        ("skip", "No ad is playing, so there is nothing to skip."),
        ("stop", "No show is running."),
    ):
        assert remote.sender.send_wish(wish)
        assert await remote.status(answer) == (answer, True)
    assert remote.picture(1)
    assert (await remote.fate()).measured


async def test_while_the_nets_are_busy_only_the_newest_picture_waits(
    server: Server, remote: Linked
) -> None:
    busy, go_on = threading.Event(), threading.Event()

    def hold(jpeg: bytes) -> None:
        busy.set()
        assert go_on.wait(5)

    server.stage.analyser.before_each = hold
    remote.picture(1)
    assert await asyncio.to_thread(busy.wait, 5)
    remote.picture(2)
    await until_received(server, 2)
    for sequence in (3, 4, 5):
        remote.picture(sequence)
        replaced = await remote.fate()
        assert (replaced.sequence, replaced.measured) == (sequence - 1, False)
    go_on.set()
    measured = [await remote.fate(), await remote.fate()]
    assert [(f.sequence, f.measured) for f in measured] == [(1, True), (5, True)]
    assert server.stage.mailbox.replaced == {"cam": 3}


async def until_received(server: Server, frames: int) -> None:
    async with asyncio.timeout(5):
        while server.stage.mailbox.received.total() < frames:
            await asyncio.to_thread(threading.Event().wait, 0.002)


async def test_a_picture_that_is_none_is_told_to_the_sender_and_the_next_one_is_measured(
    server: Server, remote: Linked
) -> None:
    remote.picture(1, b"broken")
    assert await remote.status("JPEG") == ("This is not a JPEG.", True)
    assert (await remote.fate()).measured is False
    remote.picture(2)
    assert (await remote.fate()).measured is True


async def test_only_the_sender_of_the_webcam_hears_that_its_faces_are_too_small(
    server: Server, remote: Linked
) -> None:
    remote.picture(1)
    assert (await remote.fate()).measured is True
    assert (await remote.status("Connected"))[1] is False
    for source, detail in (("other", "Not yours."), ("cam", "Choose a larger picture width.")):
        notice = Notice(kind=NoticeKind.FACES_TOO_SMALL, source=source, detail=detail)
        server.stage.bus.publish(notice)
    assert await remote.status(".") == ("Choose a larger picture width.", True)


async def test_a_picture_over_the_server_s_limit_is_not_even_sent(
    server: Server, remote: Linked
) -> None:
    assert not remote.picture(1, b"1" * (PICTURE_BYTES_MAX + 1))
    text, is_problem = await remote.status("limit")
    assert text == (
        "A picture of 2001 bytes is over the server's limit of 2000. Choose a smaller webcam size."
    )
    assert is_problem
    assert remote.picture(2, b"1 " * (PICTURE_BYTES_MAX // 2))
    assert (await remote.fate()).sequence == 2


async def test_a_full_disk_is_told_to_both_sides_and_the_connection_lasts(
    server: Server, remote: Linked
) -> None:
    await server.started_show("a", "b")
    play = await remote.command()
    assert play.exposure_id is not None
    remote.fact("started", play.exposure_id)
    await server.until_state(lambda state: state.playing_ad_id == "a")
    await server.stage.rows("PRAGMA query_only = 1")
    remote.fact("ended", play.exposure_id)
    assert (await remote.status("readonly"))[1]
    assert server.stage.heard(NoticeKind.STORAGE_FAILED)
    await server.stage.rows("PRAGMA query_only = 0")
    await server.stage.screening.skip()
    assert (await remote.command()).ad_id == "b"


async def test_a_sender_that_dies_in_mid_ad_loses_the_ad_and_the_next_one_goes_on(
    server: Server,
) -> None:
    async with linked(server.url, server.token) as first:
        await first.ready()
        await server.started_show("a", "b")
        play = await first.command()
        assert play.exposure_id is not None
        first.fact("started", play.exposure_id)
        await server.until_state(lambda state: state.playing_ad_id == "a")
    await server.until_state(lambda state: not state.player_connected)
    async with linked(server.url, server.token) as second:
        assert (await second.command()).ad_id == "b"
    session = await server.stage.stored(server.stage.library.session, 1)
    assert [e.ended_how for e in session.exposures] == [ExposureEnd.LOST]


async def test_a_sender_that_was_showing_when_the_server_died_goes_on_and_tells_what_it_saw(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as server, linked(server.url, server.token) as first:
        await first.ready()
        await server.started_show("a", "b")
        play = await first.command()
        assert play.exposure_id is not None
        first.fact("started", play.exposure_id)
        await server.until_state(lambda state: state.playing_ad_id == "a")
    async with serving(tmp_path) as server:
        await server.stage.stored(server.stage.store.mark_interrupted)
        async with linked(server.url, server.token, session_id=1) as second:
            assert (await second.command()).ad_id == "b"
            second.fact("ended", play.exposure_id)
            running_b = await second.show(lambda show: show.state == "running")
            assert (running_b.session_id, running_b.ads_left) == (1, 1)
            assert second.picture(1)
            await second.fate()  # the fact, which went before, has been taken
        session = await server.stage.stored(server.stage.library.session, 1)
    (exposure,) = session.exposures
    assert exposure.ended_how is ExposureEnd.LOST  # it moved for far less than its ten seconds
    assert exposure.ended_at_ns is not None
    assert exposure.ended_at_ns > exposure.started_at_ns


async def test_the_clock_of_a_sender_that_left_is_not_kept_with_the_next_show(
    server: Server,
) -> None:
    async with raw(server) as socket:
        await socket.send_bytes(HELLO)
        await heard_by(socket, link.Clock)
    await server.until(Notice, lambda notice: notice.kind is NoticeKind.SENDER_GONE)
    async with linked(server.url, server.token):
        await server.started_show("a")
        senders = await server.stage.rows("SELECT sender FROM clock_offset")
    assert senders == [("obs",)]


async def test_a_sender_comes_back_after_the_server_was_started_again(tmp_path: Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        async with serving(tmp_path) as server:
            remote = await stack.enter_async_context(linked(server.url, server.token))
            await remote.ready()
        assert (await remote.status("went away"))[1]
        assert not remote.picture(1)
        again = await stack.enter_async_context(serving(tmp_path, port=server.port))
        await remote.status("Connected")
        await remote.ready()
        assert remote.picture(2)
        assert (await again.until(Reading)).sequence == 2
        await again.started_show("a")
        assert (await remote.command()).do == "play"


async def test_a_sender_without_a_server_says_so_and_stops_at_once() -> None:
    async with linked("ws://127.0.0.1:9/ws/ingest", "token") as remote:
        text, is_problem = await remote.status("No server")
        assert text == "No server at ws://127.0.0.1:9/ws/ingest. Start ReelPulse."
        assert is_problem
        assert not remote.picture(1)


async def test_a_wrong_token_is_told_to_both_sides(server: Server) -> None:
    async with linked(server.url, "wrong") as remote:
        text, _ = await remote.status("token")
        assert text == (
            "The server refuses the ingest token. Copy it again from the moderator page."
        )
    assert server.stage.heard(NoticeKind.SENDER_REFUSED)
    assert not server.stage.heard(NoticeKind.SENDER_CONNECTED)


async def test_a_script_of_another_release_is_told_to_both_sides(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "VERSION", wire.VERSION + 1)
    async with linked(server.url, server.token) as remote:
        text, is_problem = await remote.status("version")
        assert text == (
            f"The server speaks protocol version {wire.VERSION}, this script {wire.VERSION + 1}. "
            "Install both from the same ReelPulse release."
        )
        assert is_problem
        assert not remote.sender.ready
    assert (
        f"The sender speaks protocol version {wire.VERSION + 1}, this server speaks {wire.VERSION}."
        in (server.stage.heard(NoticeKind.SENDER_REFUSED)[0])
    )


HELLO = link.encode(link.Hello(sender="raw", plays=False, wants_fate=True))


@contextlib.asynccontextmanager
async def raw(server: Server) -> AsyncIterator[ClientWebSocketResponse]:
    """A client that may say anything."""
    headers = {"Authorization": f"Bearer {server.token}"}
    async with (
        ClientSession() as session,
        session.ws_connect(server.url, headers=headers, compress=0) as socket,
    ):
        yield socket


async def heard_by(socket: ClientWebSocketResponse, kind: type[T]) -> T:
    """The next message of this kind; pings of the clock are answered on the way."""
    async with asyncio.timeout(5):
        while True:
            message = await socket.receive()
            assert message.type is WSMsgType.BINARY, message
            said = link.decode(message.data)
            if isinstance(said, kind):
                return said
            if isinstance(said, link.Ping):
                await socket.send_bytes(link.encode(link.Pong(said.ping, 1, 1)))


def frame(sequence: int, *, source: str = "cam", jpeg: bytes = b"100") -> bytes:
    header = link.FrameHeader(source, sequence, 1, "buffer", None, None, None, False)
    return link.encode_frame(header, jpeg)


@pytest.mark.parametrize(
    ("first", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n", "not ReelPulse's protocol"),
        (HELLO[:-3], "truncated"),
        (frame(1), "The first message must be a HELLO."),
        ("hello", "The first message must be a binary HELLO."),
        (struct.pack("<2sBBI", b"RP", 9, 1, 0), "speaks protocol version 9"),
    ],
    ids=["foreign bytes", "a truncated hello", "a picture", "text", "another version"],
)
async def test_who_begins_with_something_else_is_told_why_and_cut_off(
    server: Server, first: bytes | str, problem: str
) -> None:
    async with raw(server) as socket:
        await (socket.send_str(first) if isinstance(first, str) else socket.send_bytes(first))
        told = await heard_by(socket, link.Problem)
        assert told.fatal
        assert problem in told.message
        assert (await socket.receive()).type in {WSMsgType.CLOSE, WSMsgType.CLOSED}
        assert socket.close_code == 1002
    assert problem in server.stage.heard(NoticeKind.SENDER_REFUSED)[0]
    assert not server.stage.heard(NoticeKind.SENDER_CONNECTED)


async def test_who_says_nothing_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "HELLO_TIMEOUT_S", 0.01)
    async with raw(server) as socket:
        assert "No HELLO came" in (await heard_by(socket, link.Problem)).message


async def test_who_leaves_before_the_hello_is_not_reported_as_refused(server: Server) -> None:
    async with raw(server):
        pass
    async with raw(server) as socket:
        await socket.send_bytes(HELLO)
        await heard_by(socket, link.Clock)
    assert server.stage.heard(NoticeKind.SENDER_REFUSED) == []


@pytest.mark.parametrize(
    ("later", "problem"),
    [
        (HELLO, "A second HELLO"),
        (b"garbage", "not ReelPulse's protocol"),
        (link.encode(link.Fact("held", 1, 1)), "The fact 'held' is unknown"),
        (wire.encode(wire.PingRequest(ping=1)), "from the server to the sender only"),
    ],
    ids=["a second hello", "foreign bytes", "an unknown fact", "what only a server says"],
)
async def test_foreign_bytes_later_on_end_the_connection_too(
    server: Server, later: bytes, problem: str
) -> None:
    async with raw(server) as socket:
        await socket.send_bytes(HELLO)
        await heard_by(socket, link.Clock)
        await socket.send_bytes(later)
        told = await heard_by(socket, link.Problem)
        assert (told.fatal, problem in told.message) == (True, True)
    await server.until(Notice, lambda notice: notice.kind is NoticeKind.SENDER_GONE)


async def test_pictures_before_the_clock_is_known_are_not_taken(server: Server) -> None:
    async with raw(server) as socket:
        await socket.send_bytes(HELLO)
        await socket.send_bytes(frame(1))
        told = await heard_by(socket, link.Problem)
        assert told == link.Problem(
            "Pictures are taken once the clock is measured: wait for CLOCK.", False
        )
        await heard_by(socket, link.Clock)
        await socket.send_bytes(frame(2))
        assert (await heard_by(socket, link.Fate)).sequence == 2
    assert server.stage.mailbox.received.total() == 1


async def test_a_clock_that_runs_faster_than_time_is_refused(server: Server) -> None:
    async with raw(server) as socket:
        await socket.send_bytes(HELLO)
        message = await socket.receive()
        while not isinstance(said := link.decode(message.data), link.Ping):
            message = await socket.receive()
        await socket.send_bytes(link.encode(link.Pong(said.ping, 1, 10**15)))
        assert "runs faster than time" in (await heard_by(socket, link.Problem)).message


async def test_a_ping_that_is_not_answered_is_asked_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "PING_TIMEOUT_S", 0.005)
    async with raw(server) as socket:
        await socket.send_bytes(HELLO)
        unanswered = 0
        while unanswered < ingest.PINGS + 1:
            said = link.decode((await socket.receive()).data)
            assert not isinstance(said, link.Clock)
            unanswered += isinstance(said, link.Ping)
        monkeypatch.setattr(ingest, "PING_TIMEOUT_S", 2.0)
        assert (await heard_by(socket, link.Clock)).round_trip_ns >= 0


async def test_a_picture_that_is_too_large_is_told_and_one_beyond_all_measure_cuts_off(
    server: Server,
) -> None:
    async with raw(server) as socket:
        await socket.send_bytes(HELLO)
        await heard_by(socket, link.Clock)
        await socket.send_bytes(frame(1, jpeg=b"1" * (PICTURE_BYTES_MAX + 1)))
        told = await heard_by(socket, link.Problem)
        assert told == link.Problem("A picture over 2000 bytes is not taken.", False)
        await socket.send_bytes(b"1" * 1_000_000)
        while (await socket.receive()).type not in {WSMsgType.CLOSE, WSMsgType.CLOSED}:
            pass
        assert socket.close_code == 1009
    assert server.stage.mailbox.received.total() == 0


async def test_one_sender_cannot_bring_webcams_without_end(server: Server) -> None:
    async with raw(server) as socket:
        await socket.send_bytes(HELLO)
        await heard_by(socket, link.Clock)
        for number in range(ingest.SOURCES_MAX + 1):
            await socket.send_bytes(frame(1, source=f"cam {number}"))
        assert "at most 16 webcams" in (await heard_by(socket, link.Problem)).message
    assert len(server.stage.mailbox.received) == ingest.SOURCES_MAX


async def test_two_senders_hear_of_their_own_webcams_only(server: Server) -> None:
    async with raw(server) as left, raw(server) as right:
        for socket, name in ((left, "left"), (right, "right")):
            await socket.send_bytes(HELLO)
            await heard_by(socket, link.Clock)
            await socket.send_bytes(frame(1, source=name))
            assert (await heard_by(socket, link.Fate)).source == name
        await left.send_bytes(frame(2, source="left"))
        assert (await heard_by(left, link.Fate)).sequence == 2
        await right.send_bytes(frame(3, source="right"))
        assert (await heard_by(right, link.Fate)).sequence == 3


async def test_who_does_not_read_what_is_said_is_cut_off(server: Server) -> None:
    async with raw(server) as socket:
        await socket.send_bytes(HELLO)
        await heard_by(socket, link.Clock)
        await socket.send_bytes(frame(1))
        await heard_by(socket, link.Fate)
        for sequence in range(100):  # in one breath, so that the writer cannot keep up
            server.stage.bus.publish(FrameFate(source="cam", sequence=sequence, measured=True))
        while (await socket.receive()).type not in {WSMsgType.CLOSE, WSMsgType.CLOSED}:
            pass
        assert socket.close_code == 1013

"""Records the session scene in OBS; the file's time 0 is the moment at which OBS says STARTED."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

from reelpulse.core.obs import ObsLinkState
from reelpulse.errors import ObsError, ObsRefusedError
from reelpulse.obs import names
from reelpulse.obs.link import ObsLink
from reelpulse.obs.requests import ObsEvent, Requests

STARTED: Final = "OBS_WEBSOCKET_OUTPUT_STARTED"
STOPPED: Final = "OBS_WEBSOCKET_OUTPUT_STOPPED"
START_TIMEOUT_S: Final = 10.0
"""Hardware encoders take a second or two to open."""
STOP_TIMEOUT_S: Final = 30.0
"""A long file's index is written at its end."""
TRANSITION_TIMEOUT_S: Final = 3.0

_OUTPUT_ACTIVE: Final = 500
"""obs-websocket's code for an output that runs already."""


class ObsRecording:
    """The recorder that the show starts and stops."""

    def __init__(self, link: ObsLink) -> None:
        self._link = link

    async def start(self) -> int:
        """Bring the session scene into the programme, then record it.

        Returns:
            `perf_counter_ns` of the STARTED event.

        Raises:
            ObsError: OBS is not there, records already, is not set up, or does not begin.
        """
        if await self._link.ask(is_recording):
            raise _already()
        await self._show_session()
        async with self._hearing(_state_is(STARTED, STOPPED)) as heard:
            try:
                await self._link.ask(_start)
            except ObsRefusedError as problem:
                raise (_already() if problem.code == _OUTPUT_ACTIVE else problem) from problem
            event = await _within(START_TIMEOUT_S, heard, _no_start())
        if event.data["outputState"] != STARTED:
            raise _no_start()
        return event.arrived_at_ns

    async def stop(self) -> Path:
        """End the recording.

        Returns:
            Where the file lies.

        Raises:
            ObsError: OBS is not there, or does not record.
        """
        async with self._hearing(_state_is(STOPPED)) as heard:
            path = await self._link.ask(_stop)
            await _within(
                STOP_TIMEOUT_S,
                heard,
                ObsError(
                    "OBS does not finish the recording {path}. Look into OBS: the disk may be full "
                    "or slow.",
                    path=path,
                ),
            )
        return Path(path)

    async def _show_session(self) -> None:
        """The event comes at the transition's end; without one the scene is there at once."""
        async with self._hearing(_programme_is_session) as heard:
            if await self._link.ask(_programme_to_session):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(heard, TRANSITION_TIMEOUT_S)

    @contextlib.asynccontextmanager
    async def _hearing(
        self, fits: Callable[[ObsEvent], bool]
    ) -> AsyncIterator[asyncio.Future[ObsEvent]]:
        """The first event that fits; listening begins before the request that causes it."""
        heard: asyncio.Future[ObsEvent] = asyncio.get_running_loop().create_future()

        def listen(event: ObsEvent) -> None:
            if fits(event) and not heard.done():
                heard.set_result(event)

        def give_up() -> None:
            if self._link.state is not ObsLinkState.CONNECTED and not heard.done():
                heard.set_exception(_gone())

        unsubscribe = (self._link.subscribe(listen), self._link.on_change(give_up))
        try:
            yield heard
        finally:
            for each in unsubscribe:
                each()
            if not heard.cancel() and not heard.cancelled():
                heard.exception()  # asked for, so that nobody complains of an unread one


def is_recording(requests: Requests) -> bool:
    """Whether OBS records now, for whomever."""
    return bool(requests.ask("GetRecordStatus")["outputActive"])


def _programme_to_session(requests: Requests) -> bool:
    """Whether the scene had to be changed."""
    now = requests.ask("GetCurrentProgramScene")["currentProgramSceneName"]
    if now == names.SESSION:
        return False
    scenes = {one["sceneName"] for one in requests.ask("GetSceneList")["scenes"]}
    if names.SESSION not in scenes:
        raise ObsError(
            "The scene “{scene}” is not in OBS's current collection. Set up OBS first.",
            scene=names.SESSION,
        )
    requests.ask("SetCurrentProgramScene", sceneName=names.SESSION)
    return True


def _start(requests: Requests) -> None:
    requests.ask("StartRecord")


def _stop(requests: Requests) -> str:
    return str(requests.ask("StopRecord")["outputPath"])


def _state_is(*states: str) -> Callable[[ObsEvent], bool]:
    return lambda event: (
        event.name == "RecordStateChanged" and event.data.get("outputState") in states
    )


def _programme_is_session(event: ObsEvent) -> bool:
    is_change = event.name == "CurrentProgramSceneChanged"
    return is_change and event.data.get("sceneName") == names.SESSION


async def _within(timeout_s: float, heard: asyncio.Future[ObsEvent], problem: ObsError) -> ObsEvent:
    try:
        return await asyncio.wait_for(heard, timeout_s)
    except TimeoutError:
        raise problem from None


def _already() -> ObsError:
    return ObsError(
        "OBS is recording already. Stop that recording in OBS, then start the show again."
    )


def _gone() -> ObsError:
    return ObsError(
        "OBS was closed while it recorded. What it had written by then lies in its recordings folder."
    )


def _no_start() -> ObsError:
    return ObsError(
        "OBS did not begin to record. Try Start Recording in OBS itself: it names the reason, such "
        "as a folder that cannot be written to."
    )

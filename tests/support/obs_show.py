"""A whole screening in real OBS, run once for the tests that look at what came of it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt
import skimage.data
from PIL import Image
from real_obs.codes import read_code, write_coded_clip
from real_obs.collection import collection, item, looped_file, scene
from real_obs.obs import Client, RealObs, Wanted, real_obs

from reelpulse.assembly.house import House, open_house, serving
from reelpulse.core.frame import Frame, Reading
from reelpulse.core.obs import ObsLinkState
from reelpulse.core.session import Session, SessionState
from reelpulse.live.events import Event
from reelpulse.media.ads import read_ad
from reelpulse.obs.script_install import SCRIPT, install_script, script_folder
from reelpulse.resources import resource
from reelpulse.settings import ObsSettings, ServerSettings, Settings, VisionSettings
from reelpulse.web.tokens import Scope, TokenStore

Picture = npt.NDArray[np.uint8]

CAMERA = "My camera"
HOME = "home"
WIDTH_PX, HEIGHT_PX = 640, 360
CAMERA_AT_PX = (WIDTH_PX // 2, HEIGHT_PX // 2)
"""Left and top of the webcam in the recorded picture; it is half as wide as that."""
AD_RATE_HZ = 30
OBS_RATE_HZ = 20
"""OBS draws without a graphics card here: at 30 two slow cores cannot draw, record and measure at once."""
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """OBS's picture, with the webcam in its lower right quarter."""

    width_px: int = WIDTH_PX
    height_px: int = HEIGHT_PX
    rate_hz: int = OBS_RATE_HZ
    ad_rate_hz: int = AD_RATE_HZ

    @property
    def camera_at_px(self) -> tuple[int, int]:
        """Left and top of the webcam."""
        return self.width_px // 2, self.height_px // 2


USUAL = Canvas()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFrame:
    """One webcam picture that the script sent, with the number of the clip's frame on it."""

    frame: Frame
    code: int | None


@dataclass
class Stage:
    """Real OBS with the script and a server beside it."""

    obs: RealObs
    house: House
    client: Client
    sent: list[SentFrame] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    async def ask(self, request: str, **fields: Any) -> dict[str, Any]:
        """One request to OBS from outside."""
        answer = await asyncio.to_thread(self.client.send, request, fields or None, True)
        return dict(answer or {})

    async def picture(self, name: str, *, kind: str = "png") -> Picture:
        """A source or scene as it looks now; `jpg` is the quicker kind."""
        answer = await self.ask(
            "GetSourceScreenshot", sourceName=name, imageFormat=kind, imageWidth=WIDTH_PX
        )
        data = base64.b64decode(answer["imageData"].partition(",")[2])
        return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something that a person would wait for as well."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():  # noqa: ASYNC110  what it waits for has no event
                await asyncio.sleep(0.05)

    @property
    def state(self) -> SessionState | None:
        """Of the session."""
        session = self.house.screening.state.session
        return session.state if session else None


def coded_ad(folder: Path, number: int, *, seconds: int, canvas: Canvas = USUAL) -> Path:
    """An ad of soft colours, each frame with its number."""
    spots = np.random.default_rng(number).integers(60, 190, (6, 8, 3), dtype=np.uint8)
    size = (canvas.width_px, canvas.height_px)
    picture = np.asarray(cv2.resize(spots, size), dtype=np.uint8)
    return write_coded_clip(
        folder / f"ad {number}.mp4",
        background=lambda _: picture,
        frames=seconds * canvas.ad_rate_hz,
        frame_rate_hz=canvas.ad_rate_hz,
    )


def astronaut() -> Picture:
    """The portrait that scikit-image ships (NASA, public domain)."""
    portrait: Picture = skimage.data.astronaut()  # type: ignore[no-untyped-call]
    return portrait


def coded_camera(folder: Path, *, seconds: int, canvas: Canvas = USUAL) -> Path:
    """The astronaut before a grey wall, each frame with its number."""
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 90, dtype=np.uint8)
    picture[:, 140:500] = cv2.resize(astronaut(), (360, 360))
    return write_coded_clip(
        folder / "camera.mp4",
        background=lambda _: picture,
        frames=seconds * canvas.rate_hz,
        frame_rate_hz=canvas.rate_hz,
    )


@contextlib.asynccontextmanager
async def stage(
    folder: Path, *, camera: Path, route: str = "", canvas: Canvas = USUAL
) -> AsyncIterator[Stage]:
    """Install the script, start OBS and the server, set up OBS as the page's button does."""
    async with bare_house(folder) as house, serving(house):
        wish = wanted(folder, camera, route, canvas)
        with real_obs(folder / HOME, wish) as obs, obs.client() as client:
            made = Stage(obs, house, client)
            listen(made)
            await set_up_obs(made, canvas)
            yield made


@contextlib.asynccontextmanager
async def bare_house(folder: Path) -> AsyncIterator[House]:
    """A server that knows OBS's folder and does not listen yet, and the script where OBS finds it."""
    config = folder / HOME / "config" / "obs-studio"
    settings = Settings(
        data_dir=folder / "data",
        server=ServerSettings(port=free_port()),
        vision=VisionSettings(threads=1),
        obs=ObsSettings(config_dir=str(config)),
    )
    settings.data_dir.mkdir(parents=True)
    install_script(
        config,
        resource("obs_plugin"),
        server_url=f"ws://127.0.0.1:{settings.server.port}/ws/ingest",
        ingest_token=TokenStore(settings.tokens_path).token(Scope.INGEST),
    )
    async with open_house(settings, with_obs=True) as house:
        yield house


def wanted(folder: Path, camera: Path, route: str = "", canvas: Canvas = USUAL) -> Wanted:
    """The person's own OBS before ReelPulse: one scene with a camera, and the script loaded."""
    script = script_folder(folder / HOME / "config" / "obs-studio") / SCRIPT
    own = collection(
        sources=[looped_file(CAMERA, camera)],
        scenes=[scene("My scene", [item(CAMERA, 1)])],
        scripts={script: {"rate": 10, "route": route}},
    )
    return Wanted(
        collection=own,
        width_px=canvas.width_px,
        height_px=canvas.height_px,
        frame_rate_hz=canvas.rate_hz,
    )


def listen(made: Stage) -> None:
    """Note every picture that arrives and every reading that is published."""
    put = made.house.mailbox.put

    def noted(frame: Frame) -> Frame | None:
        made.sent.append(SentFrame(frame=frame, code=read_code(decoded(frame.jpeg))))
        return put(frame)

    def on_event(event: Event) -> None:
        if isinstance(event, Reading):
            made.readings.append(event)

    setattr(made.house.mailbox, "put", noted)  # noqa: B010  a spy, which the type forbids
    made.house.bus.subscribe(on_event)


async def set_up_obs(made: Stage, canvas: Canvas = USUAL) -> None:
    """Press the page's button, and make the webcam large enough to read its numbers."""
    room = made.house.obs
    assert room is not None
    await made.until(lambda: room.link.state is ObsLinkState.CONNECTED)
    outcome = await room.desk.set_up(webcam=CAMERA, language="en", agreed=False)
    assert outcome.done and outcome.webcam == CAMERA
    await made.ask("SetCurrentProgramScene", sceneName="RP Session")
    number = (await made.ask("GetSceneItemId", sceneName="RP Session", sourceName=CAMERA))[
        "sceneItemId"
    ]
    left, top = canvas.camera_at_px
    where = {
        "positionX": left,
        "positionY": top,
        "alignment": 5,
        "boundsType": "OBS_BOUNDS_STRETCH",
        "boundsAlignment": 0,
        "boundsWidth": canvas.width_px / 2,
        "boundsHeight": canvas.height_px / 2,
    }
    await made.ask(
        "SetSceneItemTransform",
        sceneName="RP Session",
        sceneItemId=number,
        sceneItemTransform=where,
    )
    await made.until(lambda: made.house.screening.state.player_connected and bool(made.sent))


def decoded(jpeg: bytes) -> Picture:
    """RGB."""
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFrame:
    """One frame of the recording, with both codes."""

    at_s: float
    ad: int | None
    camera: int | None
    picture: Picture


def recorded_frames(path: Path, canvas: Canvas = USUAL) -> list[RecordedFrame]:
    """All frames of a recording."""
    left, top = canvas.camera_at_px
    frames = []
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            picture = frame.to_ndarray(format="rgb24").astype(np.uint8)
            camera = read_code(picture[top:, left:])
            frames.append(
                RecordedFrame(
                    at_s=float(frame.time or 0),
                    ad=read_code(picture),
                    camera=camera,
                    picture=picture,
                )
            )
    return frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What one screening left behind."""

    session: Session
    ads: tuple[Path, ...]
    sent: list[SentFrame]
    readings: list[Reading]
    recording: Path
    audience: Picture
    """The participants' picture in the middle of an ad."""
    programme: Picture
    log: str
    exit_code: int
    obs_stats: dict[str, Any]


async def screen(
    folder: Path, ads: tuple[Path, ...], camera: Path, direct: Callable[[Stage], Awaitable[None]]
) -> Screened:
    """Run a recorded show; `direct` does what the moderator does while it runs."""
    async with stage(folder, camera=camera) as made:
        screening = made.house.screening
        plan = [await made.house.lanes.ads.call(read_ad, path) for path in ads]
        session = await screening.prepare(title="In OBS", ads=plan, buffer_ms=800, recorded=True)
        await screening.start()
        await made.until(lambda: screening.state.playing_ad_id is not None)
        await made.until(lambda: len(_in_ads(made)) >= 15)
        audience, programme = await made.picture("RP Audience"), await made.picture("RP Session")
        await direct(made)
        await made.until(lambda: made.state is SessionState.FINISHED)
        stats = await made.ask("GetStats")
        await made.until(lambda: not screening.state.recording)
        stored = await made.house.lanes.storage.call(made.house.library.session, session.session_id)
        exit_code = await asyncio.to_thread(made.obs.close)
        log = made.obs.log
    (recording,) = (made.obs.recordings_dir).glob("*.mkv")
    return Screened(
        session=stored,
        ads=ads,
        sent=made.sent,
        readings=made.readings,
        recording=recording,
        audience=audience,
        programme=programme,
        log=log,
        exit_code=exit_code,
        obs_stats=stats,
    )


def _in_ads(made: Stage) -> list[SentFrame]:
    return [one for one in made.sent if one.frame.show.ad_position_ms is not None]

"""Real OBS on a display of its own, started and closed as a person would."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import obsws_python
from obsws_python.error import OBSSDKError

from real_obs.collection import Json, collection, scene
from real_obs.display import Display, close_window, start_display
from real_obs.processes import Processes

PASSWORD = "test-secret"
START_S = 40
CLOSE_S = 20
NEEDED = ("obs", "Xvfb", "openbox", "wmctrl")


class Client(Protocol):
    """What the tests use of obsws-python's request client."""

    def send(self, param: str, data: Mapping[str, Any] | None = None, raw: bool = False) -> Any:
        """One request."""
        ...

    def disconnect(self) -> None:
        """End the connection."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How OBS is to be set up before it starts."""

    collection: Json = field(
        default_factory=lambda: collection(sources=(), scenes=[scene("Scene")], scripts={})
    )
    width_px: int = 640
    height_px: int = 360
    frame_rate_hz: int = 30


class RealObs:
    """One running OBS."""

    def __init__(
        self,
        processes: Processes,
        home: Path,
        port: int,
        display: Display,
        process: subprocess.Popen[bytes],
    ) -> None:
        self.processes = processes
        self.home = home
        self.port = port
        self.display = display
        self.process = process

    @property
    def config_dir(self) -> Path:
        """`obs-studio` in the configuration folder."""
        return self.home / "config" / "obs-studio"

    @property
    def recordings_dir(self) -> Path:
        """Where it records to."""
        return self.home / "recordings"

    @property
    def log(self) -> str:
        """What it said up to now."""
        return (self.home / "obs.log").read_text(errors="replace")

    @property
    def collection(self) -> Json:
        """The scene collection as it was last saved."""
        path = self.config_dir / "basic" / "scenes" / "Tests.json"
        saved: Json = json.loads(path.read_text())
        return saved

    @contextlib.contextmanager
    def client(self) -> Iterator[Client]:
        """A websocket client that OBS answers."""
        client = self._connected()
        try:
            yield client
        finally:
            client.disconnect()

    def _connected(self) -> Client:
        deadline = time.monotonic() + START_S
        while True:
            client = None
            try:
                client = obsws_python.ReqClient(
                    host="127.0.0.1", port=self.port, password=PASSWORD, timeout=10
                )
                client.send("GetSceneList")
            except (OBSSDKError, OSError):  # it listens before it is ready to answer
                if client is not None:
                    client.disconnect()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                connected: Client = client
                return connected

    def start_again(self, wanted: Wanted) -> RealObs:
        """After `close`: the same home and display, with what was saved there."""
        return start_obs(self.processes, self.home, self.display, wanted)

    def close(self) -> int:
        """Close the main window and wait for the exit code."""
        deadline = time.monotonic() + CLOSE_S
        while self.process.poll() is None and time.monotonic() < deadline:
            close_window(self.display, "OBS 29")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(3)
        if self.process.poll() is None:
            raise TimeoutError(f"OBS did not close within {CLOSE_S} s")
        return int(self.process.returncode)


def missing_programs() -> list[str]:
    """What these tests need and this machine does not have."""
    return [name for name in NEEDED if shutil.which(name) is None]


@contextlib.contextmanager
def real_obs(home: Path, wanted: Wanted | None = None) -> Iterator[RealObs]:
    """Start OBS in this home; whatever happens, no process of it outlives the block."""
    processes = Processes()
    home.mkdir(parents=True, exist_ok=True)
    try:
        display = start_display(processes, home)
        yield start_obs(processes, home, display, wanted or Wanted())
    finally:
        processes.end_all()


def start_obs(processes: Processes, home: Path, display: Display, wanted: Wanted) -> RealObs:
    """Start OBS on a display that runs; a second start in the same home keeps its settings."""
    port = _free_port()
    config = home / "config" / "obs-studio"
    if not (config / "basic").exists():
        _configure(config, home, wanted)
    (config / "global.ini").write_text(_GLOBAL_INI.format(port=port, password=PASSWORD))
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    (home / "recordings").mkdir(exist_ok=True)
    process = processes.start(
        [
            *("obs", "--multi", "--minimize-to-tray", "--disable-updater"),
            *("--disable-missing-files-check", "--collection", "Tests", "--profile", "Tests"),
        ],
        log=home / "obs.log",
        env=_environment(home, display),
        cwd=home,
    )
    obs = RealObs(processes, home, port, display, process)
    _wait_for_port(obs)
    return obs


def _wait_for_port(obs: RealObs) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if obs.process.poll() is not None:
            raise RuntimeError(f"OBS ended with {obs.process.returncode}:\n{obs.log}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", obs.port), 0.2):
            return
        time.sleep(0.05)
    raise TimeoutError(f"OBS did not listen within {START_S} s:\n{obs.log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(home: Path, display: Display) -> dict[str, str]:
    """Nothing of ours: OBS's Python must not see PYTHONPATH, nor its Qt what OpenCV sets for its own."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "DISPLAY": display.name,
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "GALLIUM_DRIVER": "llvmpipe",
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "NO_AT_BRIDGE": "1",
    }


def _configure(config: Path, home: Path, wanted: Wanted) -> None:
    profile = config / "basic" / "profiles" / "Tests"
    scenes = config / "basic" / "scenes"
    profile.mkdir(parents=True)
    scenes.mkdir(parents=True)
    (profile / "basic.ini").write_text(
        _BASIC_INI.format(
            width=wanted.width_px,
            height=wanted.height_px,
            rate=wanted.frame_rate_hz,
            recordings=home / "recordings",
        )
    )
    (scenes / "Tests.json").write_text(json.dumps(wanted.collection))


_GLOBAL_INI = """[General]
FirstRun=true
LastVersion=486539266
InfoIncrement=99
Pre19Defaults=false
Pre21Defaults=false
Pre23Defaults=false
Pre24.1Defaults=false
EnableAutoUpdates=false
ConfirmOnExit=false

[Basic]
Profile=Tests
ProfileDir=Tests
SceneCollection=Tests
SceneCollectionFile=Tests

[BasicWindow]
PreviewEnabled=false
SysTrayEnabled=true
SysTrayWhenStarted=false

[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort={port}
AlertsEnabled=false
AuthRequired=true
ServerPassword={password}
"""

_BASIC_INI = """[General]
Name=Tests

[Video]
BaseCX={width}
BaseCY={height}
OutputCX={width}
OutputCY={height}
FPSType=0
FPSCommon={rate}

[Output]
Mode=Simple

[SimpleOutput]
FilePath={recordings}
RecFormat=mkv
RecQuality=Small
RecEncoder=x264_lowcpu
StreamEncoder=x264
VBitrate=2500
ABitrate=128
Preset=veryfast

[Audio]
SampleRate=48000
ChannelSetup=Stereo
"""

"""Starts, runs and closes real OBS with the script again and again: `python -m obs_rounds [N]`.

Every second round has a server that takes the pictures, every second one has none. A round fails when
OBS does not start, does not close, ends with another code than 0, or does not unload the script.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from obs_show import CAMERA, coded_camera
from obs_sink import sink
from real_obs.collection import collection, item, looped_file, scene
from real_obs.obs import Wanted, real_obs

from reelpulse.obs.script_install import install_script
from reelpulse.resources import resource


def main(rounds: int) -> int:
    """Print a line a round; returns how many failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        camera = coded_camera(Path(name), seconds=10)
        for number in range(rounds):
            with_server = number % 2 == 0
            said = _round(Path(name) / f"{number}", camera, with_server=with_server)
            failed += not said.startswith("clean")
            print(f"{number + 1}/{rounds} {'with' if with_server else 'without'} server: {said}")
    print(f"{rounds - failed} of {rounds} clean")
    return failed


def _round(home: Path, camera: Path, *, with_server: bool) -> str:
    with sink() as server:
        if with_server:
            server.open.set()
        script = install_script(
            home / "config" / "obs-studio",
            resource("obs_plugin"),
            server_url=server.url if with_server else "ws://127.0.0.1:9/ws/ingest",
            ingest_token="none",
        ).script
        session = scene("RP Session", [item(CAMERA, 1)])
        sources = [looped_file(CAMERA, camera)]
        wanted = collection(sources=sources, scenes=[session], scripts={script: {}})
        try:
            with real_obs(home, Wanted(collection=wanted)) as obs:
                with obs.client():
                    time.sleep(2.5)
                began = time.perf_counter()
                code = obs.close()
                seconds = time.perf_counter() - began
                unloaded = "Unloaded python script: reelpulse_obs.py" in obs.log
        except (TimeoutError, RuntimeError) as problem:
            return f"failed: {str(problem).splitlines()[0]}"
    if code or not unloaded:
        return f"failed: exit code {code}, script unloaded: {unloaded}"
    return f"clean in {seconds:.2f} s, {server.pictures} pictures"


if __name__ == "__main__":
    sys.exit(1 if main(int("".join(sys.argv[1:2]) or "30")) else 0)

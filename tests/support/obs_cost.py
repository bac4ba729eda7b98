"""What the script costs OBS: `python -m obs_cost [tap]`, a figure for CONTRIBUTING.md.

In one run of real OBS, the script takes pictures and rests in turn, six times six seconds each; the
server is a sink, so that only OBS and the script are measured.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil
from obs_show import CAMERA, coded_ad, coded_camera
from obs_sink import Sink, sink
from real_obs.collection import collection, item, looped_file, scene
from real_obs.obs import Client, RealObs, Wanted, real_obs

from reelpulse.obs.script_install import install_script
from reelpulse.resources import resource

TURNS = 6
TURN_S = 6.0
RATE_HZ = 15


def main(route: str) -> None:
    """Measure and print one line."""
    with tempfile.TemporaryDirectory() as name, sink() as server:
        folder = Path(name)
        home = folder / "home"
        script = install_script(
            home / "config" / "obs-studio",
            resource("obs_plugin"),
            server_url=server.url,
            ingest_token="none",
        ).script
        sources = [
            looped_file("Ad", coded_ad(folder, 1, seconds=20)),
            looped_file(CAMERA, coded_camera(folder, seconds=30)),
        ]
        inner = scene("Audience", [item("Ad", 1)])
        outer = scene("RP Session", [item("Audience", 1), item(CAMERA, 2, x_px=400, y_px=220)])
        settings = {"rate": RATE_HZ, "route": route}
        wanted = collection(sources=sources, scenes=[outer, inner], scripts={script: settings})
        with real_obs(home, Wanted(collection=wanted)) as obs, obs.client() as client:
            time.sleep(5)
            print(_compared(obs, client, server, route or "screenshots"))


def _compared(obs: RealObs, client: Client, server: Sink, route: str) -> str:
    resting, taking, skipped, pictures = [], [], [0, 0], 0
    for _ in range(TURNS):
        server.close()
        time.sleep(2)
        resting.append(_turn(obs, client, skipped, 0))
        server.open.set()
        time.sleep(6)  # the script tries again after at most five seconds
        before = server.pictures
        taking.append(_turn(obs, client, skipped, 1))
        pictures += server.pictures - before
    renders = [median(render for render, _ in turns) for turns in (resting, taking)]
    loads = [median(load for _, load in turns) for turns in (resting, taking)]
    return (
        f"{route}: render {renders[0]:.2f} ms at rest, {renders[1]:.2f} ms at "
        f"{pictures / TURNS / TURN_S:.1f} pictures/s = {renders[1] / renders[0]:.3f}; "
        f"processor {loads[0]:.0f} % and {loads[1]:.0f} % of a core; frames skipped {skipped[0]} and "
        f"{skipped[1]} in {TURNS * TURN_S:.0f} s each"
    )


def _turn(obs: RealObs, client: Client, skipped: list[int], which: int) -> tuple[float, float]:
    """Median render time in ms, and load in per cent of a core."""
    process = psutil.Process(obs.process.pid)
    before, began = process.cpu_times(), time.perf_counter()
    first = client.send("GetStats", None, True)["renderSkippedFrames"]
    renders = []
    while time.perf_counter() - began < TURN_S:
        time.sleep(0.5)
        stats = client.send("GetStats", None, True)
        renders.append(stats["averageFrameRenderTime"])
    after, seconds = process.cpu_times(), time.perf_counter() - began
    skipped[which] += stats["renderSkippedFrames"] - first
    load = 100 * (after.user + after.system - before.user - before.system) / seconds
    return median(renders), load


if __name__ == "__main__":
    main("".join(sys.argv[1:2]))

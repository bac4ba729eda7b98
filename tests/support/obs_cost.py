"""What the script costs OBS: `python -m obs_cost [tap]`, a figure for CONTRIBUTING.md.

Real OBS is started without the script and with it in turn; with it, pictures are taken all the time.
The server is a sink, so that only OBS and the script are measured.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from obs_show import CAMERA, coded_ad, coded_camera
from obs_sink import Sink, sink
from real_obs.collection import Json, collection, item, looped_file, scene
from real_obs.obs import Client, RealObs, Wanted, real_obs

from reelpulse.obs.script_install import install_script
from reelpulse.resources import resource

ROUNDS = 5
SETTLE_S = 4.0
MEASURE_S = 8.0
RATE_HZ = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one OBS needed for its picture."""

    render_ms: float
    """Median of OBS's average render time of a frame."""
    load_percent: float
    """Processor time in per cent of a core."""
    skipped: int
    """Frames that were not drawn in time."""
    pictures_hz: float
    """Webcam pictures that reached the server."""


def main(route: str) -> None:
    """Measure and print a line a round, then the medians."""
    without, taking = [], []
    with tempfile.TemporaryDirectory() as name, sink() as server:
        server.open.set()
        folder = Path(name)
        sources = [
            looped_file("Ad", coded_ad(folder, 1, seconds=20)),
            looped_file(CAMERA, coded_camera(folder, seconds=30)),
        ]
        for number in range(ROUNDS):
            without.append(_run(folder / f"{number} without", sources, server, None))
            taking.append(_run(folder / f"{number} with", sources, server, route))
            print(f"{number + 1}/{ROUNDS}: {_compared(without[-1:], taking[-1:])}", flush=True)
    print(f"{route or 'screenshots'}, median: {_compared(without, taking)}")


def _compared(without: list[Cost], taking: list[Cost]) -> str:
    ratio = median(b.render_ms / a.render_ms for a, b in zip(without, taking, strict=True))
    renders = [median(one.render_ms for one in costs) for costs in (without, taking)]
    loads = [median(one.load_percent for one in costs) for costs in (without, taking)]
    skipped = [sum(one.skipped for one in costs) for costs in (without, taking)]
    return (
        f"render {renders[0]:.2f} ms without the script, {renders[1]:.2f} ms at "
        f"{median(one.pictures_hz for one in taking):.1f} pictures/s, ratio {ratio:.3f}; processor "
        f"{loads[0]:.0f} % and {loads[1]:.0f} % of a core; frames skipped {skipped[0]} and "
        f"{skipped[1]} in {MEASURE_S * len(taking):.0f} s each"
    )


def _run(home: Path, sources: list[Json], server: Sink, route: str | None) -> Cost:
    """One OBS from start to end; `route` None: without the script."""
    scripts = {}
    if route is not None:
        script = install_script(
            home / "config" / "obs-studio",
            resource("obs_plugin"),
            server_url=server.url,
            ingest_token="none",
        ).script
        scripts[script] = {"rate": RATE_HZ, "route": route}
    inner = scene("Audience", [item("Ad", 1)])
    outer = scene("RP Session", [item("Audience", 1), item(CAMERA, 2, x_px=400, y_px=220)])
    wanted = collection(sources=sources, scenes=[outer, inner], scripts=scripts)
    before = server.pictures
    with real_obs(home, Wanted(collection=wanted)) as obs:
        with obs.client() as client:
            time.sleep(SETTLE_S)
            if route is not None and server.pictures == before:
                raise RuntimeError("the script sends nothing")
            cost = _measured(obs, client, server)
        obs.close()
    return cost


def _measured(obs: RealObs, client: Client, server: Sink) -> Cost:
    process = psutil.Process(obs.process.pid)
    before, began, pictures = process.cpu_times(), time.perf_counter(), server.pictures
    first = client.send("GetStats", None, True)["renderSkippedFrames"]
    renders = []
    while time.perf_counter() - began < MEASURE_S:
        time.sleep(0.5)
        stats = client.send("GetStats", None, True)
        renders.append(stats["averageFrameRenderTime"])
    after, seconds = process.cpu_times(), time.perf_counter() - began
    return Cost(
        render_ms=median(renders),
        load_percent=100 * (after.user + after.system - before.user - before.system) / seconds,
        skipped=stats["renderSkippedFrames"] - first,
        pictures_hz=(server.pictures - pictures) / seconds,
    )


if __name__ == "__main__":
    main("".join(sys.argv[1:2]))

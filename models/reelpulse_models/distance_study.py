"""Measures how far away people may sit: `python -m reelpulse_models.distance_study --data ../shared/data`.

Prints the share of faces found by their height and the false alarms of several ways to search, what a frame
costs, and how well emotions are read from few pixels. `--yunet FILE` measures YuNet beside them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.errors import ReelPulseError
from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import PictureAnalyser, build_analyser
from reelpulse.vision.crop import Square
from reelpulse.vision.detections import Detections
from reelpulse.vision.face_search import SMALL_PRESENCE_MIN, FaceSearch
from reelpulse.vision.runtime import CPU, Runtime, installed_engine
from reelpulse.vision.same_face import each_once, one_face
from reelpulse.vision.tile_pace import TileMode
from reelpulse.vision.tiles import Tile, around
from reelpulse_models.chain import Chain, open_chain
from reelpulse_models.datasets import Picture, expw_faces
from reelpulse_models.distance_scenes import (
    HEIGHT_PX,
    WIDTH_PX,
    Photograph,
    Scene,
    backgrounds,
    crowd,
    photographs,
    scenes,
)
from reelpulse_models.metrics import agreement
from reelpulse_models.yunet import open_yunet

Values = npt.NDArray[np.float32]
Find = Callable[[Picture], Detections]

_HEIGHTS_PX: Final = (40, 56, 72, 100, 144)
_PEOPLE: Final = (1, 8, 16)
_COST_HEIGHTS_PX: Final = (40, 110)
_FRAMES: Final = 31
_FRAME_NS: Final = 66_666_667
_EMOTION_HEIGHTS_PX: Final = (96, 56, 40, 28, 20)
_PIXELS_MAX: Final = 33_200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one way of searching did in some scenes."""

    scenes: int = 0
    found: int = 0
    """Largest faces that the detector found."""
    kept: int = 0
    """Of these, confirmed by the mesh."""
    doubled: int = 0
    """Boxes kept beyond the first on one labelled face."""
    strangers: int = 0
    """Boxes kept where no face is labelled."""

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            scenes=self.scenes + other.scenes,
            found=self.found + other.found,
            kept=self.kept + other.kept,
            doubled=self.doubled + other.doubled,
            strangers=self.strangers + other.strangers,
        )


def ways(chain: Chain, yunet: Path | None) -> dict[str, Find]:
    """The candidates by name."""
    found: dict[str, Find] = {
        "whole picture": chain.faces.find,
        "+ 6 tiles of 511 (ours)": partial(by_product, chain),
        "+ 28 tiles of 256": partial(with_tiles, chain, tiles=_of_256),
    }
    if yunet is not None:
        runtime = Runtime(engine=installed_engine(), provider=CPU, threads=2)
        for width in (WIDTH_PX, WIDTH_PX // 2):
            finder = open_yunet(yunet, runtime, side_px=width)
            found[f"YuNet {width}"] = finder.find
            found[f"YuNet {width} + 6 tiles"] = partial(by_product, replace(chain, faces=finder))
    return found


def by_product(chain: Chain, picture: Picture) -> Detections:
    """What the product finds in a picture by itself, with tiles."""
    presence_min = chain.landmarks.presence_min
    search = FaceSearch(chain.faces, tiles=TileMode.ON, presence_min=presence_min)
    return search.find(picture, at_ns=0)


def with_tiles(
    chain: Chain, picture: Picture, *, tiles: Callable[[], Sequence[Tile]]
) -> Detections:
    """The whole picture and any tiles, joined."""
    return each_once(chain.faces.find(picture), chain.faces.find_in(picture, tiles()))


def _of_256() -> Sequence[Tile]:
    """Tiles as large as the detector's input, a third shared with the next."""
    lefts = np.linspace(0, WIDTH_PX - 256, 7).round().astype(int).tolist()
    tops = np.linspace(0, HEIGHT_PX - 256, 4).round().astype(int).tolist()
    return [
        Tile(left_px=left, top_px=top, width_px=256, height_px=256, reach_px=82)
        for top in tops
        for left in lefts
    ]


def judge(chain: Chain, find: Find, scene: Scene, *, presence_min: float) -> Tally:
    """One scene: is its largest face found, and what else."""
    found = find(scene.picture)
    if not len(found):
        return Tally(scenes=1)
    presence = chain.landmarks.find(scene.picture, found).presence
    truth = replace(
        found,
        boxes=scene.boxes,
        scores=np.ones(len(scene.boxes), np.float32),
        keypoints=np.zeros((len(scene.boxes), 6, 2), np.float32),
    )
    same = one_face(truth.corners, found.corners)
    kept = same[:, presence >= presence_min]
    return Tally(
        scenes=1,
        found=int(same[0].any()),
        kept=int(kept[0].any()),
        doubled=int((kept.sum(axis=1) - 1).clip(0).sum()),
        strangers=int((~kept.any(axis=0)).sum()),
    )


def print_recall(
    chain: Chain,
    finds: Mapping[str, Find],
    photos: Sequence[Photograph],
    rooms: Sequence[Picture],
    *,
    heights_px: Sequence[int],
) -> None:
    """Found and kept by height; then boxes on nobody in pictures without a face."""
    for face_px in heights_px:
        for name, find in finds.items():
            presence_min = (
                chain.landmarks.presence_min if name == "whole picture" else SMALL_PRESENCE_MIN
            )
            made = scenes(photos, rooms, face_px=face_px)
            tallies = (judge(chain, find, scene, presence_min=presence_min) for scene in made)
            tally = sum(tallies, Tally())
            _say(
                f"{face_px:>4} px  {name:<26} {tally.scenes} scenes, found "
                f"{tally.found / tally.scenes:.0%}, kept {tally.kept / tally.scenes:.0%}, "
                f"doubled {tally.doubled}, on nobody {tally.strangers}"
            )
    for name, find in finds.items():
        detected, kept = _alarms(chain, find, rooms)
        _say(f"no face  {name:<26} {len(rooms)} pictures, found {detected}, kept {kept}")


def _alarms(chain: Chain, find: Find, rooms: Iterable[Picture]) -> tuple[int, int]:
    detected = kept = 0
    for room in rooms:
        found = find(room)
        detected += len(found)
        if len(found):
            presence = chain.landmarks.find(room, found).presence
            kept += int((presence >= SMALL_PRESENCE_MIN).sum())
    return detected, kept


def print_moving(chain: Chain, photos: Sequence[Photograph], rooms: Sequence[Picture]) -> None:
    """How many faces that tiles found are found again in the part around where they were before."""
    random = np.random.default_rng(0)
    for face_px in (40, 72):
        found = again = 0
        for scene in scenes(photos, rooms, face_px=face_px):
            seen = by_product(chain, scene.picture)
            rows = np.flatnonzero(one_face(seen.corners, _corners(scene.boxes[:1])).any(axis=1))
            if not rows.size:
                continue
            before = seen.boxes[rows[:1]].copy()
            before[:, :2] += random.uniform(-0.5, 0.5, 2) * before[:, 2:]
            parts = around(before, width_px=WIDTH_PX, height_px=HEIGHT_PX)
            now = chain.faces.find_in(scene.picture, parts, cell_px=64)
            found += 1
            again += bool(one_face(now.corners, _corners(scene.boxes[:1])).any())
        _say(f"{face_px:>4} px  found again after moving by up to half a face: {again} of {found}")


def _corners(boxes: Values) -> Values:
    return np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)


def print_cost(chain: Chain, photos: Sequence[Photograph], rooms: Sequence[Picture]) -> None:
    """What frames at 15 a second cost with and without tiles, near and far away."""
    room = next(room for room in rooms if not len(by_product(chain, room)))
    easy = list(islice((p for p in photos if _is_easy(chain, p, room)), max(_PEOPLE)))
    for face_px in _COST_HEIGHTS_PX:
        for people in _PEOPLE:
            picture = crowd(easy, room, people=people, face_px=face_px)
            _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
            for mode in ("off", "auto"):
                settings = VisionSettings(provider="cpu", tiles=mode)
                analyser = build_analyser(settings, max_picture_pixels=_PIXELS_MAX)
                cost = _cost(analyser, jpeg.tobytes())
                _say(f"{face_px:>4} px, {people:>2} people, tiles {mode:<5} {cost}")


def _is_easy(chain: Chain, photo: Photograph, room: Picture) -> bool:
    """Whether its largest face is found at all sizes: else the people would not be as many as told."""
    if photo.boxes[0, 3] < max(_COST_HEIGHTS_PX):
        return False
    alone = (crowd([photo], room, people=1, face_px=face_px) for face_px in _COST_HEIGHTS_PX)
    return all(len(by_product(chain, picture)) == 1 for picture in alone)


def _cost(analyser: PictureAnalyser, jpeg: bytes) -> str:
    """Processor time of all threads: what other programs take of the machine does not change it."""
    times_ms, faces = [], 0
    for frame in range(_FRAMES):
        began_ns = time.process_time_ns()
        seen = analyser.analyse(jpeg, source="study", at_ns=frame * _FRAME_NS)
        times_ms.append((time.process_time_ns() - began_ns) / 1e6)
        faces = len(seen.faces)
    after_first = times_ms[1:]
    return (
        f"{faces:>2} faces, a frame: median {np.median(after_first):5.1f} ms, "
        f"mean {np.mean(after_first):5.1f} ms, highest {max(after_first):5.1f} ms"
    )


def print_emotions(chain: Chain, folder: Path, *, faces_max: int) -> None:
    """Agreement with ExpW's labels when faces are reduced to a height of the detector's box first."""
    squares: list[tuple[Picture, Square, float, int]] = []
    for face in islice(expw_faces(folder, part="val"), faces_max):
        found = chain.find(face.picture, face.box)
        if found is not None:
            height = found.detection.box(0).height_px
            square = found.square(chain.emotions.spec.crop)
            squares.append((face.picture, square, height, face.label))
    for height_px in _EMOTION_HEIGHTS_PX:
        fit = [one for one in squares if one[2] >= max(_EMOTION_HEIGHTS_PX)]
        seen = [_reduced(picture, square, height_px / height) for picture, square, height, _ in fit]
        labels = np.array([label for *_, label in fit])
        result = agreement(chain.probabilities(seen), labels)
        _say(
            f"{height_px:>4} px  {len(fit)} faces: accuracy {result.accuracy:.1%}, "
            f"F1 {result.macro_f1:.1%}, groups {result.group_accuracy:.1%}"
        )


def _reduced(picture: Picture, square: Square, scale: float) -> tuple[Picture, Square]:
    height, width = picture.shape[:2]
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    moved = replace(
        square,
        centre_x_px=square.centre_x_px * scale,
        centre_y_px=square.centre_y_px * scale,
        side_px=square.side_px * scale,
    )
    return np.asarray(small, dtype=np.uint8), moved


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print all tables."""
    parser = argparse.ArgumentParser(description="Measure how far away people may sit.")
    parser.add_argument("--data", type=Path, required=True, help="folder with detect/ and expw/")
    parser.add_argument("--manifest", type=Path, default=Path("models/manifest.toml"))
    parser.add_argument("--yunet", type=Path, help="YuNet's ONNX file, which does not ship")
    parser.add_argument("--part", choices=("all", "found", "emotions", "cost"), default="all")
    parser.add_argument("--heights", type=int, nargs="+", default=_HEIGHTS_PX, help="of faces, px")
    parser.add_argument("--faces", type=int, default=600, help="of ExpW, at most")
    options = parser.parse_args(arguments)
    try:
        chain = open_chain(options.manifest)
        photos = photographs(options.data / "detect")
        rooms = backgrounds(options.data / "detect")
        if options.part in {"all", "found"}:
            print_recall(
                chain, ways(chain, options.yunet), photos, rooms, heights_px=options.heights
            )
            print_moving(chain, photos, rooms)
        if options.part in {"all", "emotions"}:
            print_emotions(chain, options.data / "expw", faces_max=options.faces)
        if options.part in {"all", "cost"}:
            print_cost(chain, photos, rooms)
    except (ReelPulseError, FileNotFoundError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

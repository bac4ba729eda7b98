"""People who sit far away are found, each once, and followed from one search of the tiles to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.vision.far_faces import Place, room, rows_of
from tests.vision.shipped_nets import mesh_spec

from reelpulse.core.quality import QualityLimits
from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import PictureAnalyser, build_analyser
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections
from reelpulse.vision.face_search import FaceSearch
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.landmarks import FaceMesh
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.runtime import Runtime
from reelpulse.vision.tile_pace import TileMode
from reelpulse.vision.tiles import Tile

FRAMES_PER_S = 15


class CountingFinder(FaceFinder):
    """Counts the pictures whose tiles were searched."""

    searches = 0

    def find_in(
        self, picture: Picture, tiles: Sequence[Tile], *, cell_px: int | None = None
    ) -> Detections:
        self.searches += cell_px is None
        return super().find_in(picture, tiles, cell_px=cell_px)


class Watcher:
    """Detector, mesh and search, as the analyser joins them."""

    def __init__(self, manifest: Manifest, runtime: Runtime, tiles: TileMode) -> None:
        self.finder = CountingFinder(manifest.detector(), runtime)
        self._mesh = FaceMesh(mesh_spec(manifest), runtime)
        self._search = FaceSearch(self.finder, tiles=tiles, presence_min=self._mesh.presence_min)
        self.searched_ms: list[int] = []

    def middles(self, picture: Picture, *, at_ms: int = 0) -> list[Place]:
        """Middle of each face, from left to right."""
        before = self.finder.searches
        found = self._search.find(picture, at_ns=at_ms * 1_000_000)
        if self.finder.searches > before:
            self.searched_ms.append(at_ms)
        if not len(found):
            return []
        kept = self._search.settle(self._mesh.find(picture, found))
        return sorted(found.box(row).centre_px for row in kept)


@pytest.fixture(params=[TileMode.ON, TileMode.AUTO])
def watcher(manifest: Manifest, runtime: Runtime, request: pytest.FixtureRequest) -> Watcher:
    return Watcher(manifest, runtime, request.param)


@pytest.fixture
def near_only(manifest: Manifest, runtime: Runtime) -> Watcher:
    return Watcher(manifest, runtime, TileMode.OFF)


def are_at(found: Sequence[Place], true: Sequence[Place], *, within_px: float) -> bool:
    """Whether every person was found where they are, and nobody else."""
    near = [[place for place in found if math.dist(place, person) < within_px] for person in true]
    return len(found) == len(true) and all(len(places) == 1 for places in near)


@pytest.mark.parametrize("face_px", [40, 72])
@pytest.mark.parametrize("people", [1, 8, 16])
def test_faces_of_40_and_72_px_are_found_each_once(
    watcher: Watcher, astronaut: Picture, face_px: int, people: int
) -> None:
    places = rows_of(people, rows=1 if people == 1 else 2)
    picture = room(astronaut, places, face_px=face_px)
    assert are_at(watcher.middles(picture), places, within_px=0.2 * face_px)


def test_the_whole_picture_alone_shows_none_of_40_px(
    near_only: Watcher, astronaut: Picture
) -> None:
    assert near_only.middles(room(astronaut, rows_of(8), face_px=40)) == []
    assert near_only.finder.searches == 0


@pytest.mark.parametrize("face_px", [100, 150, 220, 400])
def test_larger_faces_are_found_once_too_wherever_tiles_cut_them(
    watcher: Watcher, astronaut: Picture, face_px: int
) -> None:
    places = [(320.0, 360.0), (900.0, 360.0)]
    found = watcher.middles(room(astronaut, places, face_px=face_px))
    assert are_at(found, places, within_px=0.2 * face_px)


def test_small_and_large_faces_are_found_beside_each_other(
    watcher: Watcher, astronaut: Picture
) -> None:
    far = room(astronaut, [(200, 200), (330, 180)], face_px=42)
    near = room(astronaut, [(1000, 400)], face_px=260)
    picture = np.concatenate([far[:, :640], near[:, 640:]], axis=1)
    true = [(200, 200), (330, 180), (1000, 400)]
    assert are_at(watcher.middles(picture), true, within_px=40)


def test_an_empty_room_holds_nobody(watcher: Watcher, astronaut: Picture) -> None:
    assert watcher.middles(room(astronaut, [], face_px=40)) == []


def walking(at_ms: int) -> list[Place]:
    """Six people: one row sways in its chairs, one person walks along it at 1.5 m/s."""
    sway = 5 * math.sin(2.0 * at_ms / 1000)
    seated = [(180.0 + 220 * chair, 430 + sway) for chair in range(5)]
    return [*seated, (100 + 0.3 * at_ms, 200.0)]


def test_in_every_frame_between_two_searches_everybody_is_followed(
    watcher: Watcher, astronaut: Picture
) -> None:
    for frame in range(2 * FRAMES_PER_S):
        at_ms = frame * 1000 // FRAMES_PER_S
        places = walking(at_ms)
        found = watcher.middles(room(astronaut, places, face_px=40), at_ms=at_ms)
        assert are_at(found, places, within_px=12), (at_ms, found)
    assert 7 <= len(watcher.searched_ms) <= 10
    assert all(after - before >= 200 for before, after in pairwise(watcher.searched_ms))


def test_who_leaves_is_gone_at_once_and_who_comes_is_found_within_two_seconds(
    watcher: Watcher, astronaut: Picture
) -> None:
    empty = room(astronaut, [], face_px=40)
    taken = room(astronaut, [(400, 300)], face_px=40)
    assert watcher.middles(empty, at_ms=0) == []
    seen_ms = [at_ms for at_ms in range(66, 2400, 66) if watcher.middles(taken, at_ms=at_ms)]
    assert seen_ms[0] <= 2050
    assert watcher.middles(empty, at_ms=2450) == []


def test_where_one_passes_in_front_of_another_there_is_never_a_third(
    watcher: Watcher, astronaut: Picture
) -> None:
    counts = []
    for frame in range(24):
        at_ms = frame * 1000 // FRAMES_PER_S
        places = [(640.0, 360.0), (500 + 0.2 * at_ms, 362.0)]
        counts.append(len(watcher.middles(room(astronaut, places, face_px=44), at_ms=at_ms)))
    assert max(counts) == 2
    assert min(counts) == 1
    assert counts[:3] == [2] * 3


def test_auto_looks_into_the_tiles_every_two_seconds_while_all_sit_near(
    manifest: Manifest, runtime: Runtime, astronaut: Picture
) -> None:
    watcher = Watcher(manifest, runtime, TileMode.AUTO)
    picture = room(astronaut, [(400, 360), (900, 360)], face_px=150)
    for at_ms in range(0, 2200, 66):
        assert len(watcher.middles(picture, at_ms=at_ms)) == 2
    assert watcher.searched_ms == [0, 2046]


def test_the_same_frames_and_times_give_the_same_faces(
    manifest: Manifest, runtime: Runtime, astronaut: Picture
) -> None:
    runs = []
    for _ in range(2):
        watcher = Watcher(manifest, runtime, TileMode.AUTO)
        frames = [(t, room(astronaut, walking(t), face_px=40)) for t in range(0, 600, 66)]
        runs.append([watcher.middles(picture, at_ms=at_ms) for at_ms, picture in frames])
    assert runs[0] == runs[1]


def test_a_frame_from_before_the_last_one_finds_nobody_to_follow(
    manifest: Manifest, runtime: Runtime, astronaut: Picture
) -> None:
    watcher = Watcher(manifest, runtime, TileMode.AUTO)
    watcher.middles(room(astronaut, [(400, 300)], face_px=40), at_ms=5000)
    assert watcher.middles(room(astronaut, [], face_px=40), at_ms=0) == []
    assert watcher.searched_ms == [5000, 0]


def to_jpeg(picture: Picture) -> bytes:
    _, coded = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    return coded.tobytes()


def test_each_webcam_is_followed_by_itself(analyser: PictureAnalyser, astronaut: Picture) -> None:
    left = to_jpeg(room(astronaut, [(300, 300)], face_px=40))
    right = to_jpeg(room(astronaut, [(900, 300)], face_px=40))
    for at_ns in (0, 66_000_000, 133_000_000):
        for source, jpeg, x_px in (("left", left, 300), ("right", right, 900)):
            (face,) = analyser.analyse(jpeg, source=source, at_ns=at_ns).faces
            assert face.box.centre_px[0] == pytest.approx(x_px, abs=8)


def test_a_face_of_40_px_counts_and_is_read(analyser: PictureAnalyser, astronaut: Picture) -> None:
    faces = analyser.analyse(to_jpeg(room(astronaut, rows_of(8), face_px=40))).faces
    assert [QualityLimits().verdict(face.quality) for face in faces] == [None] * 8
    likely = np.array([face.probabilities for face in faces])
    assert (likely[:, 3] > 20 * np.delete(likely, 3, axis=1).max(axis=1)).all()


@pytest.fixture(scope="module")
def searching() -> PictureAnalyser:
    settings = VisionSettings(provider="cpu", tiles="on")
    return build_analyser(settings, max_picture_pixels=33_200_000)


@pytest.mark.shared_data
def test_tiles_see_nobody_in_pictures_without_a_face(
    searching: PictureAnalyser, shared_data: Path
) -> None:
    pictures = sorted((shared_data / "detect" / "noface").iterdir())
    pictures += sorted((shared_data / "stills").glob("*noface*"))
    assert len(pictures) == 13
    found = {}
    for path in pictures:
        picture = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR_RGB), dtype=np.uint8)
        if faces := searching.analyse(to_jpeg(picture)).faces:
            found[path.name] = len(faces)
    assert found == {}

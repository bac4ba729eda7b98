"""Between two looks of the detector every face stays where it is, and whoever comes or goes is noticed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from tests.vision.far_faces import Place, room
from tests.vision.shipped_nets import mesh_spec

from reelpulse.core.frame import Box
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections
from reelpulse.vision.face_follower import FaceFollower, moved
from reelpulse.vision.face_search import FaceSearch
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.landmarks import FaceMesh, Landmarks
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.runtime import Runtime
from reelpulse.vision.same_face import one_face
from reelpulse.vision.tile_pace import TileMode

FACE_PX = 150
LEFT, RIGHT = (400.0, 360.0), (900.0, 360.0)


class CountingFinder(FaceFinder):
    """Counts the whole pictures that the detector looks at."""

    looks = 0

    def find(self, picture: Picture) -> Detections:
        self.looks += 1
        return super().find(picture)


class Camera:
    """Shows one picture after the other to detector, mesh and follower."""

    def __init__(self, manifest: Manifest, runtime: Runtime, *, look_every: int = 3) -> None:
        self._nets = manifest, runtime
        self._finder = CountingFinder(manifest.detector(), runtime)
        mesh = FaceMesh(mesh_spec(manifest), runtime)
        search = FaceSearch(self._finder, tiles=TileMode.OFF, presence_min=mesh.presence_min)
        self._follower = FaceFollower(search, mesh, look_every=look_every)
        self.looked_at_ms: list[int] = []

    def afresh(self) -> Camera:
        """Another camera, which has seen nothing yet."""
        return Camera(*self._nets)

    def boxes(self, picture: Picture, *, at_ms: int) -> list[Box]:
        """From left to right."""
        looks = self._finder.looks
        faces = self._follower.see(picture, at_ns=at_ms * 1_000_000).detections
        self.looked_at_ms += [at_ms] * (self._finder.looks - looks)
        return sorted((faces.box(row) for row in range(len(faces))), key=lambda box: box.left_px)

    def watch(self, picture: Picture, times_ms: Sequence[int]) -> list[int]:
        """How many are seen each time."""
        return [len(self.boxes(picture, at_ms=at_ms)) for at_ms in times_ms]


@pytest.fixture
def camera(manifest: Manifest, runtime: Runtime) -> Camera:
    return Camera(manifest, runtime)


@pytest.fixture
def two(astronaut: Picture) -> Picture:
    return room(astronaut, [LEFT, RIGHT], face_px=FACE_PX)


@pytest.fixture
def nobody(astronaut: Picture) -> Picture:
    return room(astronaut, [], face_px=FACE_PX)


def corners_of(box: Box) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    return (
        box.left_px,
        box.top_px,
        box.left_px + box.width_px,
        box.top_px + box.height_px,
    )


def frames(count: int, *, interval_ms: int = 66, first_ms: int = 0) -> range:
    return range(first_ms, first_ms + count * interval_ms, interval_ms)


def test_while_the_same_people_sit_there_the_detector_looks_at_every_third_frame(
    camera: Camera, two: Picture
) -> None:
    assert camera.watch(two, frames(16)) == [2] * 16
    first_four = [0, 66, 132, 198]
    assert camera.looked_at_ms == [*first_four, 396, 594, 792, 990]


def test_with_few_frames_a_second_it_looks_at_each(camera: Camera, two: Picture) -> None:
    times = frames(8, interval_ms=300)
    assert camera.watch(two, times) == [2] * 8
    assert camera.looked_at_ms == list(times)


def test_it_can_be_told_to_look_at_each(manifest: Manifest, runtime: Runtime, two: Picture) -> None:
    camera = Camera(manifest, runtime, look_every=1)
    assert camera.watch(two, frames(8)) == [2] * 8
    assert camera.looked_at_ms == list(frames(8))


def swaying(astronaut: Picture, at_ms: int) -> Picture:
    """Two people who move by a tenth of a face in a frame, nearer and farther; one turns the head."""
    wave = math.sin(6 * at_ms / 1000)
    face_px = 120 + 12 * wave
    picture = room(astronaut, [(LEFT[0] + 40 * wave, LEFT[1]), RIGHT], face_px=face_px)
    turn = cv2.getRotationMatrix2D(RIGHT, 12 * wave, 1.0)
    turned = cv2.warpAffine(picture, turn, (picture.shape[1], picture.shape[0]))
    picture[:, 640:] = turned[:, 640:]
    return picture


def test_in_between_the_boxes_are_where_the_detector_would_see_them(
    manifest: Manifest, runtime: Runtime, camera: Camera, astronaut: Picture
) -> None:
    always = Camera(manifest, runtime, look_every=1)
    followed = 0
    for at_ms in frames(45):
        picture = swaying(astronaut, at_ms)
        true, found = always.boxes(picture, at_ms=at_ms), camera.boxes(picture, at_ms=at_ms)
        assert len(found) == len(true) == 2
        followed += at_ms not in camera.looked_at_ms
        for box, other in zip(found, true, strict=True):
            assert box.centre_px == pytest.approx(other.centre_px, abs=0.06 * other.height_px)
            # The detector's own boxes are up to an eighth off the size that was drawn.
            assert box.height_px == pytest.approx(other.height_px, rel=0.15)
    assert followed >= 24


@pytest.mark.parametrize("seen", [12, 13, 14])
def test_who_leaves_is_gone_in_the_same_frame(
    camera: Camera, two: Picture, nobody: Picture, seen: int
) -> None:
    camera.watch(two, frames(seen))
    first_ms = frames(seen)[-1] + 66
    assert camera.watch(nobody, frames(3, first_ms=first_ms)) == [0, 0, 0]


@pytest.mark.parametrize("seen", [12, 13, 14])
def test_who_comes_is_seen_within_three_frames_and_then_in_every_frame(
    camera: Camera, astronaut: Picture, two: Picture, seen: int
) -> None:
    one = room(astronaut, [LEFT], face_px=FACE_PX)
    camera.watch(one, frames(seen))
    counts = camera.watch(two, frames(6, first_ms=seen * 66))
    assert counts == sorted(counts)
    assert counts[2:] == [2] * 4


def test_the_detector_looks_at_every_frame_until_it_saw_a_newcomer_four_times(
    camera: Camera, astronaut: Picture, two: Picture
) -> None:
    one = room(astronaut, [LEFT], face_px=FACE_PX)
    camera.watch(one, frames(12))
    camera.watch(two, frames(12, first_ms=792))
    came = next(at for at in camera.looked_at_ms if at >= 792)
    after = [at for at in camera.looked_at_ms if at >= came]
    assert after[:5] == [came, came + 66, came + 132, came + 198, came + 396]


@pytest.mark.parametrize("seen", [12, 13, 14])
def test_a_face_that_is_elsewhere_at_once_is_found_there(
    camera: Camera, astronaut: Picture, seen: int
) -> None:
    """A cut in a film, or a webcam that was moved."""
    camera.watch(room(astronaut, [LEFT], face_px=FACE_PX), frames(seen))
    picture = room(astronaut, [RIGHT], face_px=FACE_PX)
    (box,) = camera.boxes(picture, at_ms=seen * 66)
    assert box.centre_px == pytest.approx(RIGHT, abs=0.1 * FACE_PX)


def test_where_one_passes_in_front_of_another_there_is_never_a_third_nor_one_twice(
    manifest: Manifest, runtime: Runtime, camera: Camera, astronaut: Picture
) -> None:
    always = Camera(manifest, runtime, look_every=1)
    for at_ms in frames(45):
        places: list[Place] = [(640.0, 360.0), (300 + 0.25 * at_ms, 362.0)]
        picture = room(astronaut, places, face_px=FACE_PX)
        true, found = always.boxes(picture, at_ms=at_ms), camera.boxes(picture, at_ms=at_ms)
        assert [box.centre_px for box in found] == [
            pytest.approx(box.centre_px, abs=0.15 * FACE_PX) for box in true
        ]


def faces_only(astronaut: Picture, middles_px: Sequence[Place]) -> Picture:
    """Faces without anything around them, which so may come near each other."""
    picture = np.full((720, 1280, 3), 110, dtype=np.uint8)
    face = cv2.resize(astronaut[50:200, 160:290], None, fx=1.4, fy=1.4)
    height, width = face.shape[:2]
    y_part, x_part = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    oval = y_part**2 + x_part**2 < 1
    for x, y in middles_px:
        left, top = round(x) - width // 2, round(y) - height // 2
        picture[top : top + height, left : left + width][oval] = face[oval]
    return picture


@pytest.mark.parametrize(("seen", "step_px"), [(12, 8), (13, 12), (14, 16)])
def test_of_two_faces_that_come_near_none_is_seen_twice(
    camera: Camera, astronaut: Picture, seen: int, step_px: int
) -> None:
    gaps_px = [240] * seen + list(range(240, 20, -step_px)) + [20] * 6
    counts = []
    for at_ms, gap_px in zip(frames(len(gaps_px)), gaps_px, strict=True):
        picture = faces_only(astronaut, [(640, 360), (640 + gap_px, 362)])
        boxes = camera.boxes(picture, at_ms=at_ms)
        counts.append(len(boxes))
        corners = np.array([corners_of(box) for box in boxes], np.float32)
        assert np.count_nonzero(one_face(corners, corners)) == len(boxes), gap_px
    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[-1]) == (2, 1)


@pytest.mark.parametrize("seen", [12, 13, 14])
@pytest.mark.parametrize(("shift_px", "face_px"), [(70, 150), (90, 150), (0, 220), (0, 95)])
def test_who_moves_by_half_a_face_in_one_frame_is_measured_where_they_are(
    camera: Camera, astronaut: Picture, seen: int, shift_px: int, face_px: int
) -> None:
    camera.watch(room(astronaut, [LEFT], face_px=FACE_PX), frames(seen))
    picture = room(astronaut, [(LEFT[0] + shift_px, LEFT[1])], face_px=face_px)
    (true,) = camera.afresh().boxes(picture, at_ms=0)
    (box,) = camera.boxes(picture, at_ms=66 * seen)
    assert box.centre_px == pytest.approx(true.centre_px, abs=0.04 * face_px)
    assert box.height_px == pytest.approx(true.height_px, rel=0.04)


def test_a_frame_from_before_the_last_one_follows_nobody(
    camera: Camera, two: Picture, nobody: Picture
) -> None:
    camera.watch(two, frames(12, first_ms=5000))
    assert camera.watch(nobody, [0]) == [0]
    assert camera.looked_at_ms[-1] == 0


def test_a_frame_from_between_the_last_two_follows_nobody_either(
    camera: Camera, two: Picture
) -> None:
    camera.watch(two, frames(11))
    assert camera.looked_at_ms[-1] == 594
    assert camera.watch(two, [640]) == [2]
    assert camera.looked_at_ms[-1] == 640


class SometimesUnsure(FaceMesh):
    """The mesh, of which a test says how sure it is."""

    presence = 1.0
    runs = 0

    def find(self, picture: Picture, detections: Detections) -> Landmarks:
        self.runs += 1
        found = super().find(picture, detections)
        sure = np.full_like(found.presence, self.presence)
        return Landmarks(presence=sure, points_px=found.points_px)


@pytest.mark.parametrize(("presence", "runs"), [(0.95, 30), (0.7, 30)])
def test_who_is_hard_to_follow_costs_no_second_mesh_in_every_frame(
    manifest: Manifest, runtime: Runtime, two: Picture, presence: float, runs: int
) -> None:
    mesh = SometimesUnsure(mesh_spec(manifest), runtime)
    mesh.presence = presence
    finder = FaceFinder(manifest.detector(), runtime)
    search = FaceSearch(finder, tiles=TileMode.OFF, presence_min=mesh.presence_min)
    follower = FaceFollower(search, mesh, look_every=3)
    for at_ms in frames(30):
        follower.see(two, at_ns=1 + at_ms * 1_000_000)
    assert mesh.runs == runs


def test_a_mesh_that_gives_no_numbers_is_not_followed(
    manifest: Manifest, runtime: Runtime, two: Picture
) -> None:
    mesh = SometimesUnsure(mesh_spec(manifest), runtime)
    finder = FaceFinder(manifest.detector(), runtime)
    search = FaceSearch(finder, tiles=TileMode.OFF, presence_min=mesh.presence_min)
    follower = FaceFollower(search, mesh, look_every=3)
    for at_ms in frames(13):
        follower.see(two, at_ns=1 + at_ms * 1_000_000)
    mesh.presence = float("nan")
    for at_ms in frames(2, first_ms=13 * 66):
        seen = follower.see(two, at_ns=1 + at_ms * 1_000_000)
        assert np.isfinite(seen.detections.boxes).all()
        assert len(seen.detections) == 0


def test_a_box_goes_with_its_mesh() -> None:
    """Shifted, turned by 30 degrees and made half as large again."""
    points = np.random.default_rng(3).normal(100, 20, (1, 468, 3)).astype(np.float32)
    middle = points[:, :, :2].mean(axis=1)
    anchor = Detections(
        boxes=np.concatenate([middle - [[30, 40]], [[60, 80]]], axis=1).astype(np.float32),
        scores=np.array([0.9], np.float32),
        keypoints=(middle + np.array([[10, 0], [-10, 0], [0, 0], [0, 9], [20, 0], [-20, 0]]))[
            np.newaxis
        ].astype(np.float32),
    )
    cos, sin = 1.5 * math.cos(math.pi / 6), 1.5 * math.sin(math.pi / 6)
    turn = np.array([[cos, sin], [-sin, cos]], np.float32)
    later = points.copy()
    later[0, :, :2] = (points[0, :, :2] - middle) @ turn + middle + [7, -5]
    now = moved(anchor, points, later)
    assert now.boxes[0, 2:] == pytest.approx([90, 120], abs=0.01)
    assert now.box(0).centre_px == pytest.approx(tuple((middle[0] + [7, -5]).tolist()), abs=0.01)
    expected = (anchor.keypoints[0] - middle) @ turn + middle + [7, -5]
    assert now.keypoints[0] == pytest.approx(expected, abs=0.01)
    assert now.scores is anchor.scores

"""One face seen in several ways counts once; two people never become one."""

from __future__ import annotations

import numpy as np
import pytest

from reelpulse.vision.detections import Detections, no_detections
from reelpulse.vision.same_face import each_once, one_face

Corners = tuple[float, float, float, float]


def seen(*faces: tuple[Corners, float]) -> Detections:
    """Faces by corners and score."""
    corners = np.array([corner for corner, _ in faces], dtype=np.float32).reshape(-1, 4)
    boxes = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1)
    scores = np.array([score for _, score in faces], dtype=np.float32)
    keypoints = np.zeros((len(faces), 6, 2), dtype=np.float32)
    return Detections(boxes=boxes, scores=scores, keypoints=keypoints)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ((0, 0, 10, 10), True),
        ((5, 0, 15, 10), True),  # a third of both
        ((6, 0, 16, 10), False),
        ((2, 2, 6, 6), True),  # inside
        ((7, 7, 11, 11), False),  # nine sixteenths inside
        ((20, 20, 30, 30), False),
    ],
)
def test_boxes_are_of_one_face_by_overlap_or_by_lying_inside(other: Corners, same: bool) -> None:
    box, corners = np.array([[0, 0, 10, 10]], np.float32), np.array([other], np.float32)
    assert one_face(box, corners).tolist() == [[same]]
    assert one_face(corners, box).tolist() == [[same]]


def test_of_whole_picture_and_part_the_better_score_is_kept() -> None:
    whole = seen(((0, 0, 40, 40), 0.65), ((100, 0, 200, 100), 0.95))
    parts = seen(
        ((2, 2, 38, 38), 0.9),
        ((120, 10, 190, 90), 0.8),  # inside the second
        ((300, 0, 330, 30), 0.7),
        ((305, 2, 335, 32), 0.6),  # seen by two parts
    )
    once = each_once(whole, parts)
    assert once.scores.tolist() == pytest.approx([0.95, 0.9, 0.7])
    assert once.boxes[:, 0].tolist() == [100, 2, 300]


def test_faces_that_the_whole_picture_shows_beside_each_other_stay_two() -> None:
    whole = seen(((0, 0, 100, 100), 0.9), ((10, 10, 50, 50), 0.8))
    assert len(each_once(whole, no_detections())) == 2


def test_of_nobody_nobody_is_kept() -> None:
    assert len(each_once(no_detections(), no_detections())) == 0
    assert one_face(no_detections().corners, np.zeros((3, 4), np.float32)).shape == (0, 3)

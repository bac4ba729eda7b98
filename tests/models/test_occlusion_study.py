"""The study of covered faces covers what it says, and counts what the product says of it."""

from __future__ import annotations

import numpy as np
from skimage import data

from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import build_analyser
from reelpulse_models.occlusion_study import COVERS, count_covered, laid_before


def test_a_free_face_is_not_taken_for_covered_and_covered_mouths_are() -> None:
    astronaut = np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    analyser = build_analyser(VisionSettings(), max_picture_pixels=33_200_000)
    counts = count_covered(analyser, [astronaut])
    assert dict(counts["as they are"]) == {False: 1}
    mouths = [counts[name] for name in COVERS if name.endswith("mouth")]
    assert len(mouths) == 3
    assert all(count[False] == 0 for count in mouths)
    assert sum(count[True] for count in mouths) >= 2


def test_only_the_part_named_is_covered() -> None:
    astronaut = np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    analyser = build_analyser(VisionSettings(), max_picture_pixels=33_200_000)
    (face,) = analyser.analyse_picture(astronaut).faces
    cup = COVERS["cup before the mouth"]
    changed = laid_before(astronaut, face, cup, np.random.default_rng(0)) != astronaut
    rows, columns = np.nonzero(changed.any(axis=2))
    mouth = face.landmarks_px[[13, 14], :2].mean(axis=0)
    assert np.hypot(columns.mean() - mouth[0], rows.mean() - mouth[1]) < 12
    assert 0.3 < (columns.max() - columns.min()) / face.box.width_px < 1.1

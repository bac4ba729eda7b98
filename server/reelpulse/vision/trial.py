"""Tries a net on a grey picture: one that cannot read it must not wait for a screening to say so."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.errors import AddedNetError
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections
from reelpulse.vision.detector_spec import DetectorSpec
from reelpulse.vision.emotion_spec import EmotionSpec, OutputValues
from reelpulse.vision.emotions import EmotionReader
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.manifest import NetSpec
from reelpulse.vision.open_landmarks import open_landmark_net
from reelpulse.vision.runtime import CPU, ENGINE_FAILURES, Runtime, installed_engine
from reelpulse.vision.tiles import AROUND_CELL_PX, Tile

_SUM_TOLERANCE: Final = 0.01
"""How far probabilities may sum to something else than one: those of quantised nets are rounded."""


def try_net(spec: NetSpec) -> None:
    """Open a net on the processor and read a grey picture with it.

    Raises:
        ModelLoadingError: it cannot be opened, or lacks what its description says.
        AddedNetError: it does not take the picture, gives no numbers for it, or gives others than
            the probabilities that its description promises.
    """
    runtime = Runtime(engine=installed_engine(), provider=CPU, threads=1)
    try:
        finite = _reads_grey(spec, runtime)
    except ENGINE_FAILURES as problem:
        raise AddedNetError(
            "The net {name} does not take what its description says: {problem}",
            name=spec.file.name,
            problem=problem,
        ) from problem
    if not finite:
        raise AddedNetError(
            "The net {name} gives no finite numbers for a grey picture.", name=spec.file.name
        )


def _reads_grey(spec: NetSpec, runtime: Runtime) -> bool:
    """Whether all that it gives is numbers."""
    if isinstance(spec, DetectorSpec):
        return _detects(FaceFinder(spec, runtime))
    if isinstance(spec, EmotionSpec):
        return _reads_emotions(EmotionReader(spec, runtime))
    found = open_landmark_net(spec, runtime).find(_grey(90, 160), _two_boxes())
    return bool(np.isfinite(found.points_px).all() and np.isfinite(found.presence).all())


def _reads_emotions(reader: EmotionReader) -> bool:
    side = reader.spec.file.input.side_px
    values = reader.values([_grey(side, side)] * 2)
    finite = bool(np.isfinite(reader.logits(values)).all())
    if finite and reader.spec.values is OutputValues.PROBABILITIES:
        _require_probabilities(values, name=reader.spec.file.name)
    return finite


def _require_probabilities(values: npt.NDArray[np.float32], *, name: str) -> None:
    """Refuse logits under the name of probabilities: all of them below zero would count the same.

    Args:
        values: of all classes, since those beyond the seven have their part of the sum.
        name: of the net.

    Raises:
        AddedNetError: one is below zero, or those of one face do not sum to one.
    """
    sums = values.sum(axis=1)
    if (values >= 0).all() and (np.abs(sums - 1) <= _SUM_TOLERANCE).all():
        return
    raise AddedNetError(
        "The net {name} gives values from {lowest} to {highest} that sum to {total} for a grey "
        'picture, so they are no probabilities. Describe them as logits: values = "logits".',
        name=name,
        lowest=f"{values.min():.2f}",
        highest=f"{values.max():.2f}",
        total=f"{sums[0]:.2f}",
    )


def _detects(finder: FaceFinder) -> bool:
    """In every way in which pictures are searched."""
    picture = _grey(90, 160)
    halves = [
        Tile(left_px=left, top_px=0, width_px=80, height_px=90, reach_px=80) for left in (0, 80)
    ]
    looks = (
        finder.find(picture),
        finder.find_in(picture, halves),
        finder.find_in(picture, halves, cell_px=AROUND_CELL_PX),
    )
    return all(np.isfinite(look.boxes).all() for look in looks)


def _grey(height_px: int, width_px: int) -> Picture:
    return np.full((height_px, width_px, 3), 128, dtype=np.uint8)


def _two_boxes() -> Detections:
    """Two faces that a detector might have found."""
    return Detections(
        boxes=np.array([[20, 20, 50, 50], [90, 20, 50, 50]], dtype=np.float32),
        scores=np.array([0.9, 0.9], dtype=np.float32),
        keypoints=np.array(
            [[[35, 40]] + [[55, 40]] * 5, [[105, 40]] + [[125, 40]] * 5], np.float32
        ),
    )

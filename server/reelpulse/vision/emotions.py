"""Reads the emotions of faces: one crop each, all of a picture in one batch if the net takes one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reelpulse.errors import ModelLoadingError
from reelpulse.vision.crop import Square, cut
from reelpulse.vision.decode import Picture
from reelpulse.vision.emotion_spec import EmotionSpec, OutputValues
from reelpulse.vision.preprocess import Preprocessor
from reelpulse.vision.runtime import Runtime

Values = npt.NDArray[np.float32]


class EmotionReader:
    """The emotion net of the manifest on one runtime; used from one thread."""

    def __init__(self, spec: EmotionSpec, runtime: Runtime) -> None:
        self.spec = spec
        self._net = runtime.open(spec.file)
        self._net.require_outputs(spec.output)
        self._one_by_one = self._net.takes_one
        self._preprocessor = Preprocessor(spec.file.input)
        self._side_px = spec.file.input.side_px
        self._columns = list(spec.columns)

    def read(self, picture: Picture, squares: Sequence[Square]) -> Values:
        """Logits of the faces inside the squares: shape (N, 7) in the order of `EMOTIONS`.

        Args:
            picture: that the squares lie in.
            squares: at least one; on some processors ONNX Runtime refuses an empty batch.
        """
        crops = [
            cut(picture, square, size_px=self._side_px, border=self.spec.crop.border)
            for square in squares
        ]
        return self.read_crops(crops)

    def read_crops(self, crops: Sequence[Picture]) -> Values:
        """Logits of crops that have the net's size: shape (N, 7) in the order of `EMOTIONS`.

        Raises:
            ModelLoadingError: the net gives another number of values than it has labels.
        """
        return self.logits(self.values(crops))

    def values(self, crops: Sequence[Picture]) -> Values:
        """What the net itself gives for crops that have its size: shape (N, classes).

        Raises:
            ModelLoadingError: the net gives another number of values than it has labels.
        """
        if self._one_by_one:
            return np.concatenate([self._values_at_once([crop]) for crop in crops])
        return self._values_at_once(crops)

    def logits(self, values: Values) -> Values:
        """Logits in the order of `EMOTIONS` from what the net itself gives."""
        logits = seven_logits(values, self._columns, values_are=self.spec.values)
        return np.asarray(logits / np.float32(self.spec.temperature))

    def _values_at_once(self, crops: Sequence[Picture]) -> Values:
        (values,) = self._net.run([self.spec.output], self._preprocessor.batch(crops))
        shape = getattr(values, "shape", None)  # some nets give a list of tables
        if shape != (len(crops), self.spec.classes):
            raise ModelLoadingError(
                "The net {net} gives values of shape {shape} for {faces} faces, but its description "
                "has {labels} labels. Compare its output with the labels.",
                net=self.spec.file.name,
                shape=shape,
                faces=len(crops),
                labels=self.spec.classes,
            )
        return values


def seven_logits(values: Values, columns: Sequence[int], *, values_are: OutputValues) -> Values:
    """Sort a net's output into the order of `EMOTIONS` and leave out what is not among them.

    Args:
        values: shape (N, classes).
        columns: where each emotion stands.
        values_are: probabilities are turned into their logarithms.
    """
    chosen: Values = values[:, list(columns)]
    if values_are is OutputValues.PROBABILITIES:
        return np.asarray(np.log(np.maximum(chosen, np.float32(1e-7))))
    return chosen


def softmax(logits: Values) -> Values:
    """Probabilities over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)

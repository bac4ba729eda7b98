"""A net's output is sorted into the seven emotions, whatever its own order."""

from __future__ import annotations

import numpy as np
import pytest

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.vision.crop import Square
from reelpulse.vision.decode import Picture
from reelpulse.vision.emotion_spec import OutputValues
from reelpulse.vision.emotions import EmotionReader, seven_logits, softmax
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.runtime import Runtime

_HAPPY = EMOTIONS.index(Emotion.HAPPINESS)


@pytest.fixture(scope="module")
def reader(manifest: Manifest, runtime: Runtime) -> EmotionReader:
    return EmotionReader(manifest.emotion_net(), runtime)


def _square(x: float, y: float, side: float) -> Square:
    return Square(centre_x_px=x, centre_y_px=y, side_px=side)


def test_the_astronaut_is_happy(reader: EmotionReader, astronaut: Picture) -> None:
    logits = reader.read(astronaut, [_square(225, 126, 105)])
    assert logits.shape == (1, 7)
    likely = softmax(logits)[0]
    assert likely[_HAPPY] > 20 * np.delete(likely, _HAPPY).max()


def test_a_batch_of_faces_gives_what_single_faces_give(
    reader: EmotionReader, astronaut: Picture
) -> None:
    squares = [_square(225 + 9 * i, 126, 90 + 20 * i) for i in range(5)]
    together = reader.read(astronaut, squares)
    alone = np.concatenate([reader.read(astronaut, [square]) for square in squares])
    np.testing.assert_allclose(together, alone, atol=1e-4)
    assert np.abs(np.diff(together, axis=0)).max() > 0.05


def test_a_face_at_the_border_is_cropped_without_black(
    reader: EmotionReader, astronaut: Picture
) -> None:
    cut_off = np.ascontiguousarray(astronaut[92:, :])
    logits = reader.read(cut_off, [_square(225, 126 - 92, 105)])
    assert softmax(logits)[0, _HAPPY] > 0.8


def test_columns_are_sorted_and_other_classes_left_out() -> None:
    values = np.array([[10, 11, 12, 13, 14, 15, 16, 17]], dtype=np.float32)
    columns = (5, 6, 7, 2, 4, 3, 0)
    chosen = seven_logits(values, columns, values_are=OutputValues.LOGITS)
    assert chosen.tolist() == [[15, 16, 17, 12, 14, 13, 10]]


def test_probabilities_become_logits_that_give_them_back() -> None:
    given = np.array([[0.1, 0.0, 0.2, 0.3, 0.05, 0.15, 0.2]], dtype=np.float32)
    logits = seven_logits(given, range(7), values_are=OutputValues.PROBABILITIES)
    assert softmax(logits) == pytest.approx(given, abs=1e-5)


def test_softmax_of_large_logits_does_not_overflow() -> None:
    result = softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]], dtype=np.float32))
    assert result.tolist() == [[0.5, 0.5], [0.0, 1.0]]

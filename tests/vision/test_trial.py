"""A net whose values are not what its description calls them is refused before it measures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.vision.small_classifiers import add_classifier, write_classifier

from reelpulse.errors import AddedNetError
from reelpulse.texts import Language, told
from reelpulse.vision.emotion_spec import OutputValues
from reelpulse.vision.manifest import Manifest

_LOGITS = (-1.0, 2.0, -0.5, 0.25, -3.0, 1.0, -2.0, 4.0)
_SUM_TO_ONE = (-1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_ABOVE_ZERO = (0.5, 2.0, 0.0, 0.25, 0.0, 1.0, 0.0, 4.0)
_ROUNDED = (0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.108)


@pytest.mark.parametrize("says", [_LOGITS, _SUM_TO_ONE, _ABOVE_ZERO])
def test_logits_that_are_described_as_probabilities_are_refused_and_taken_as_logits(
    tmp_path: Path, manifest: Manifest, says: Sequence[float]
) -> None:
    path = write_classifier(tmp_path / "mine.onnx", says=says)
    with pytest.raises(AddedNetError, match="they are no probabilities"):
        add_classifier(path, manifest, values=OutputValues.PROBABILITIES)
    assert not list((tmp_path / "nets").iterdir())
    spec = add_classifier(path, manifest, values=OutputValues.LOGITS)
    assert spec.values is OutputValues.LOGITS


def test_the_refusal_says_what_to_write_in_both_languages(
    tmp_path: Path, manifest: Manifest
) -> None:
    path = write_classifier(tmp_path / "mine.onnx", says=_LOGITS)
    with pytest.raises(AddedNetError) as refused:
        add_classifier(path, manifest, values=OutputValues.PROBABILITIES)
    assert told(refused.value, Language.ENGLISH) == (
        "The net mine gives values from -3.00 to 4.00 that sum to 0.75 for a grey picture, so they "
        'are no probabilities. Describe them as logits: values = "logits".'
    )
    assert told(refused.value, Language.RUSSIAN) == (
        "Сеть mine даёт для серого снимка значения от -3.00 до 4.00 с суммой 0.75, а это не "
        'вероятности. Укажите в описании, что это логиты: values = "logits".'
    )


def test_probabilities_are_taken_though_most_of_them_lie_on_an_emotion_beyond_the_seven(
    tmp_path: Path, manifest: Manifest
) -> None:
    path = write_classifier(tmp_path / "mine.onnx", says=_LOGITS, softmax=True)
    spec = add_classifier(path, manifest, values=OutputValues.PROBABILITIES)
    assert spec.values is OutputValues.PROBABILITIES


def test_probabilities_may_be_rounded(tmp_path: Path, manifest: Manifest) -> None:
    path = write_classifier(tmp_path / "mine.onnx", says=_ROUNDED)
    add_classifier(path, manifest, values=OutputValues.PROBABILITIES)

"""The figures of a small session, worked out by hand."""

from __future__ import annotations

import pytest
from tests.core.metrics.test_ratings import CALM, JOY, label, machine

from reelpulse.agreement.judging import agreement
from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.labels import AgreementFigures
from reelpulse.core.metrics.epochs import SeatSeconds

SURPRISE = EMOTIONS.index(Emotion.SURPRISE)


@pytest.fixture
def figures() -> AgreementFigures:
    """Seat 1 over six seconds.

    second     0     1     2         3      4     5
    Ann      joy   joy  calm      calm    joy  calm
    Bob        -   joy  calm  surprise      -     -
    machine  joy  surp  calm      calm   calm     -
    """
    labels = [
        label(0, 2000),
        label(2000, 4000, Emotion.NEUTRAL),
        label(4000, 5000),
        label(5000, 6000, Emotion.NEUTRAL),
        label(1000, 2000, coder="Bob"),
        label(2000, 3000, Emotion.NEUTRAL, coder="Bob"),
        label(3000, 4000, Emotion.SURPRISE, coder="Bob"),
    ]
    seen = machine((1, 0, JOY), (1, 1, SURPRISE), (1, 2, CALM), (1, 3, CALM), (1, 4, CALM))
    found = agreement(labels, seen)
    assert found is not None
    return found


def test_each_coder_is_compared_where_both_named_an_emotion(figures: AgreementFigures) -> None:
    ann, bob = figures.coders
    assert (ann.coder, ann.coded, ann.compared, ann.same) == ("Ann", 6, 5, 3)
    # Ao 3/5; Ann: joy 3, calm 2; machine: joy 1, surprise 1, calm 3; Ae (3·1 + 2·3) / 25
    assert ann.kappa == pytest.approx((3 / 5 - 9 / 25) / (1 - 9 / 25))
    # in groups: Ao 4/5; machine positive 2, neutral 3; Ae (3·2 + 2·3) / 25
    assert ann.kappa_groups == pytest.approx((4 / 5 - 12 / 25) / (1 - 12 / 25))
    assert (bob.coder, bob.coded, bob.compared, bob.same) == ("Bob", 3, 3, 1)
    # Ao 1/3; Bob: joy, calm, surprise; machine: surprise, calm, calm; Ae (1·2 + 1·1) / 9
    assert bob.kappa == pytest.approx(0)


def test_alpha_takes_all_who_named_an_emotion(figures: AgreementFigures) -> None:
    assert (figures.units, figures.shared_units) == (6, 5)
    # labels in units with two or more: joy 5, surprise 2, calm 6, n = 13
    # observed, per unit (differing ordered pairs / (labels - 1)): 0, 4/2, 0, 4/2, 2/1: 6 of 13
    # expected: 2 (5·2 + 5·6 + 2·6) / (13 · 12)
    assert figures.alpha == pytest.approx(1 - (6 / 13) / (2 * 52 / (13 * 12)))
    # coders alone: joy-joy, calm-calm, calm-surprise: joy 2, calm 3, surprise 1, n = 6
    # observed 2 of 6; expected 2 (2·3 + 2·1 + 3·1) / (6 · 5)
    assert figures.alpha_people == pytest.approx(1 - (2 / 6) / (22 / 30))


def test_what_the_machine_did_not_measure_is_missing_and_no_disagreement() -> None:
    nothing: SeatSeconds = machine()
    found = agreement([label(0, 3000)], nothing)
    assert found is not None
    (ann,) = found.coders
    assert (ann.coded, ann.compared, ann.same, ann.kappa) == (3, 0, 0, None)
    assert (found.alpha, found.alpha_people, found.shared_units) == (None, None, 0)


def test_without_labels_there_are_no_figures() -> None:
    assert agreement([], machine((1, 0, JOY))) is None

"""Reaction plans: emotions that follow the scenes, one face's shares summing to one."""

from __future__ import annotations

import pytest

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.demo.made_ads import MADE_ADS, OLMERA, VELDRA
from reelpulse.demo.made_audience import Reaction, ReactionPlan, plan_for


@pytest.mark.parametrize("ad_name", ["tea.mp4", "bicycle.mp4", "anything.mp4", None])
def test_the_shares_of_a_face_sum_to_one_at_any_time(ad_name: str | None) -> None:
    for person in range(8):
        plan = plan_for(person, ad_name=ad_name, seed=1)
        for tenth in range(-5, 300):
            weights = plan.weights(tenth / 10)
            assert sum(weights.values()) == pytest.approx(1.0)
            assert min(weights.values()) >= 0


def test_a_reaction_rises_holds_and_falls() -> None:
    reaction = Reaction(start_s=2.0, end_s=5.0, emotion=Emotion.ANGER, strength=0.8)
    assert reaction.level(1.9) == 0
    assert 0 < reaction.level(2.15) < 0.8
    assert reaction.level(3.5) == pytest.approx(0.8)
    assert 0 < reaction.level(5.2) < 0.8
    assert reaction.level(5.6) == 0


def test_two_reactions_at_once_share_the_face() -> None:
    plan = ReactionPlan(
        reactions=tuple(
            Reaction(start_s=0.0, end_s=9.0, emotion=emotion, strength=1.0)
            for emotion in (Emotion.FEAR, Emotion.SURPRISE)
        )
    )
    assert plan.weights(4.0) == {Emotion.FEAR: 0.5, Emotion.SURPRISE: 0.5, Emotion.NEUTRAL: 0.0}


def test_the_first_person_feels_what_each_scene_aims_at() -> None:
    for ad in MADE_ADS:
        plan = plan_for(0, ad_name=ad.file_name, seed=1)
        for scene, start_s in zip(ad.scenes, ad.starts_s(), strict=True):
            weights = plan.weights(start_s + 0.6 * scene.duration_s)
            assert weights[scene.aims_at] > 0.8


def test_not_everybody_feels_the_same() -> None:
    jam_s = VELDRA.starts_s()[1] + 2.0
    felt = {
        max(weights, key=lambda emotion: weights[emotion])
        for weights in (plan_for(p, ad_name="bicycle.mp4", seed=1).weights(jam_s) for p in range(4))
    }
    assert felt == {Emotion.ANGER, Emotion.SADNESS, Emotion.NEUTRAL}


def test_the_face_is_neutral_again_when_the_ad_ends() -> None:
    for person in range(8):
        plan = plan_for(person, ad_name="tea.mp4", seed=1)
        assert plan.weights(OLMERA.duration_s)[Emotion.NEUTRAL] == pytest.approx(1.0, abs=1e-6)


def test_an_unknown_ad_is_answered_with_all_emotions_in_turn() -> None:
    plan = plan_for(0, ad_name="somebody's.mp4", seed=1)
    seen = {
        max(weights, key=lambda emotion: weights[emotion])
        for weights in (plan.weights(tenth / 10) for tenth in range(240))
    }
    assert seen == set(EMOTIONS)
    assert plan.weights(1.7) == plan.weights(1.7 + 24.0)


def test_another_seed_delays_the_reactions_otherwise() -> None:
    first = plan_for(0, ad_name="tea.mp4", seed=1)
    second = plan_for(0, ad_name="tea.mp4", seed=2)
    assert first != second
    assert first == plan_for(0, ad_name="tea.mp4", seed=1)

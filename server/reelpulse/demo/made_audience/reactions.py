"""Who shows which emotion when, while which ad runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from reelpulse.core.emotion import Emotion
from reelpulse.demo.made_ads import MADE_ADS, Ad

RISE_S: Final = 0.3
FALL_S: Final = 0.5
_CYCLE_STEP_S: Final = 3.0
_CYCLE: Final = (
    Emotion.HAPPINESS,
    Emotion.SURPRISE,
    Emotion.NEUTRAL,
    Emotion.ANGER,
    Emotion.SADNESS,
    Emotion.HAPPINESS,
    Emotion.DISGUST,
    Emotion.FEAR,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One emotion that comes, stays and goes."""

    start_s: float
    end_s: float
    emotion: Emotion
    strength: float
    """0…1."""

    def level(self, at_s: float) -> float:
        """How strongly it shows, 0…`strength`."""
        rise = _smooth((at_s - self.start_s) / RISE_S)
        fall = _smooth((self.end_s + FALL_S - at_s) / FALL_S)
        return self.strength * rise * fall


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionPlan:
    """One person's reactions to one ad, along its timecode."""

    reactions: tuple[Reaction, ...]
    repeats_every_s: float | None = None
    """For an ad of unknown length."""

    def weights(self, ad_position_s: float) -> Mapping[Emotion, float]:
        """Share of each emotion in the face, summing to one; what is not moved is neutral."""
        at_s = ad_position_s
        if self.repeats_every_s is not None:
            at_s %= self.repeats_every_s
        moved: dict[Emotion, float] = {}
        for reaction in self.reactions:
            level = reaction.level(at_s)
            if level > 0 and reaction.emotion is not Emotion.NEUTRAL:
                moved[reaction.emotion] = moved.get(reaction.emotion, 0.0) + level
        total = sum(moved.values())
        weights = {emotion: level / max(1.0, total) for emotion, level in moved.items()}
        weights[Emotion.NEUTRAL] = max(0.0, 1.0 - total)
        return weights


_Taste = Mapping[Emotion, tuple[Emotion, float]]
_TASTES: Final[tuple[_Taste, ...]] = tuple(
    MappingProxyType(taste)
    for taste in (
        {},  # as the ad intends
        {Emotion.ANGER: (Emotion.SADNESS, 1.0), Emotion.FEAR: (Emotion.SURPRISE, 0.9)},
        {Emotion.DISGUST: (Emotion.ANGER, 1.0), Emotion.SADNESS: (Emotion.NEUTRAL, 1.0)},
        {Emotion.FEAR: (Emotion.HAPPINESS, 0.8), Emotion.ANGER: (Emotion.NEUTRAL, 1.0)},
    )
)
"""What a person shows instead of what a scene aims at, and how strongly."""


def plan_for(person: int, *, ad_name: str | None, seed: int) -> ReactionPlan:
    """How a person reacts to an ad, by its file name: one of ours, any other, or none."""
    if ad_name is None:
        return ReactionPlan(reactions=())
    for ad in MADE_ADS:
        if ad.file_name == ad_name:
            return _scene_plan(ad, person, seed=seed)
    return _cyclic_plan(person, seed=seed)


def _scene_plan(ad: Ad, person: int, *, seed: int) -> ReactionPlan:
    """Every scene moves the person shortly after its cut, until shortly after the next."""
    random = np.random.default_rng([seed, person, len(ad.scenes)])
    taste = _TASTES[person % len(_TASTES)]
    reactions = []
    for scene, start_s in zip(ad.scenes, ad.starts_s(), strict=True):
        emotion, strength = taste.get(scene.aims_at, (scene.aims_at, 1.0))
        delay_s, firmness = random.uniform((0.25, 0.85), (0.6, 1.0))
        reactions.append(
            Reaction(
                start_s=start_s + delay_s,
                # The last face relaxes while the ad still runs.
                end_s=min(start_s + scene.duration_s + delay_s - 0.15, ad.duration_s - FALL_S),
                emotion=emotion,
                strength=strength * firmness,
            )
        )
    return ReactionPlan(reactions=tuple(reactions))


def _cyclic_plan(person: int, *, seed: int) -> ReactionPlan:
    """All emotions in turn, each person from another one on."""
    random = np.random.default_rng([seed, person])
    reactions = tuple(
        Reaction(
            start_s=number * _CYCLE_STEP_S + 0.2,
            end_s=(number + 1) * _CYCLE_STEP_S - FALL_S,
            emotion=_CYCLE[(number + 3 * person) % len(_CYCLE)],
            strength=float(random.uniform(0.85, 1.0)),
        )
        for number in range(len(_CYCLE))
    )
    return ReactionPlan(reactions=reactions, repeats_every_s=_CYCLE_STEP_S * len(_CYCLE))


def _smooth(x: float) -> float:
    x = min(1.0, max(0.0, x))
    return x * x * (3 - 2 * x)

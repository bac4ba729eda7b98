"""One fixed colour per emotion and group, told apart also by colour-blind readers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reelpulse.core.emotion import Emotion, Group

EMOTION_COLOURS: Final[Mapping[Emotion, str]] = MappingProxyType(
    {
        Emotion.ANGER: "#d9480f",
        Emotion.DISGUST: "#e3b505",
        Emotion.FEAR: "#cc79a7",
        Emotion.HAPPINESS: "#0b7a75",
        Emotion.SADNESS: "#5c1a45",
        Emotion.SURPRISE: "#5ab7e6",
        Emotion.NEUTRAL: "#d5dae0",
    }
)
GROUP_COLOURS: Final[Mapping[Group, str]] = MappingProxyType(
    {Group.POSITIVE: "#0b7a75", Group.NEGATIVE: "#c8501e", Group.NEUTRAL: "#c9d0d8"}
)
INK: Final = "#1c2430"
MUTED: Final = "#5d6876"
RULE: Final = "#dfe4ea"

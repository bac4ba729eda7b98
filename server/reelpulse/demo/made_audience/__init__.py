"""A webcam picture of people who watch ads, made from one real portrait and said to be made."""

from reelpulse.demo.made_audience.audience import LABEL, MadeAudience, MadeAudienceConfig
from reelpulse.demo.made_audience.portrait import load_portrait
from reelpulse.demo.made_audience.reactions import Reaction, ReactionPlan, plan_for
from reelpulse.demo.made_audience.seating import MAX_PEOPLE

__all__ = [
    "LABEL",
    "MAX_PEOPLE",
    "MadeAudience",
    "MadeAudienceConfig",
    "Reaction",
    "ReactionPlan",
    "load_portrait",
    "plan_for",
]

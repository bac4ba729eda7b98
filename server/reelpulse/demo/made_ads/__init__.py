"""The two ads that ship with ReelPulse, drawn, composed and encoded by the project itself."""

from reelpulse.demo.made_ads.bicycle import VELDRA
from reelpulse.demo.made_ads.scenes import Ad, Scene
from reelpulse.demo.made_ads.tea import OLMERA

MADE_ADS: tuple[Ad, ...] = (OLMERA, VELDRA)

__all__ = ["MADE_ADS", "OLMERA", "VELDRA", "Ad", "Scene"]

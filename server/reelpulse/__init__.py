"""ReelPulse measures which frames of an ad please a focus group and which put it off."""

__version__ = "0.1.0"

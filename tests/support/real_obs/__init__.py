"""Starts real OBS Studio without a screen for the tests: its own home, display and ports."""

"""Real nets and a real face for every test of this room."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from skimage import data

from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import PictureAnalyser, build_analyser
from reelpulse.vision.decode import Picture
from reelpulse.vision.manifest import Manifest, load_manifest
from reelpulse.vision.runtime import CPU, Runtime, installed_engine

MODELS = Path(__file__).resolve().parents[2] / "models"


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    """The manifest that ships."""
    return load_manifest(MODELS / "manifest.toml")


@pytest.fixture(scope="session")
def runtime() -> Runtime:
    """The CPU, which every machine has."""
    return Runtime(engine=installed_engine(), provider=CPU, threads=2)


@pytest.fixture(scope="session")
def analyser() -> PictureAnalyser:
    """The whole chain on the CPU."""
    return build_analyser(VisionSettings(provider="cpu"), max_picture_pixels=33_200_000)


@pytest.fixture(scope="session")
def astronaut() -> Picture:
    """512 by 512 pixels with one smiling face, from the package scikit-image."""
    return np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]

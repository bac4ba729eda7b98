"""YuNet as a measure for our detector; its file does not ship."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from reelpulse.resources import resource
from reelpulse.vision.detector_spec import DetectorSpec
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.fetchable import fetchable_net, load_fetchable
from reelpulse.vision.runtime import Runtime
from reelpulse_models.errors import ModelWorkError

NAME = "yunet-n"
"""In the catalogue of nets that can be fetched."""


def open_yunet(file: Path, runtime: Runtime, *, side_px: int) -> FaceFinder:
    """The net by the catalogue's description, but for the size at which pictures are looked at.

    Args:
        file: with an input of any size.
        runtime: that runs it.
        side_px: to which the longer side of a picture is scaled.

    Raises:
        ModelWorkError: there is no such file, or the catalogue has another net of this name.
    """
    if not file.is_file():
        raise ModelWorkError("{path} is missing.", path=file)
    spec = fetchable_net(NAME, load_fetchable(resource("models", "fetchable.toml"))).spec
    if not isinstance(spec, DetectorSpec):
        raise ModelWorkError("{name} is no detector in models/fetchable.toml.", name=NAME)
    found = replace(
        spec.file,
        path=file,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        input=replace(spec.file.input, side_px=side_px),
    )
    return FaceFinder(replace(spec, file=found), runtime)

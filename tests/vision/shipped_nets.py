"""What ships or can be fetched, with the type that tests of one kind of net need."""

from __future__ import annotations

from reelpulse.resources import resource
from reelpulse.vision.detector_spec import DetectorSpec
from reelpulse.vision.fetchable import fetchable_net, load_fetchable
from reelpulse.vision.landmarks_spec import MeshSpec, TaskSpec
from reelpulse.vision.manifest import Manifest, NetSpec


def mesh_spec(manifest: Manifest) -> MeshSpec:
    """The shipped landmark net, which ONNX Runtime runs."""
    spec = manifest.landmark_net()
    assert isinstance(spec, MeshSpec)
    return spec


def fetchable_detector(name: str) -> DetectorSpec:
    """The catalogue's description of a detector, whose file is elsewhere."""
    spec = _fetchable(name)
    assert isinstance(spec, DetectorSpec)
    return spec


def fetchable_bundle(name: str) -> TaskSpec:
    """The catalogue's description of a bundle of mediapipe's, whose file is elsewhere."""
    spec = _fetchable(name)
    assert isinstance(spec, TaskSpec)
    return spec


def _fetchable(name: str) -> NetSpec:
    return fetchable_net(name, load_fetchable(resource("models", "fetchable.toml"))).spec

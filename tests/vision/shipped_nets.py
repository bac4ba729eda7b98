"""What ships, with the type that tests of one kind of net need."""

from __future__ import annotations

from reelpulse.vision.landmarks_spec import MeshSpec
from reelpulse.vision.manifest import Manifest


def mesh_spec(manifest: Manifest) -> MeshSpec:
    """The shipped landmark net, which ONNX Runtime runs."""
    spec = manifest.landmark_net()
    assert isinstance(spec, MeshSpec)
    return spec

"""Opens the landmark net in use, whoever runs it."""

from __future__ import annotations

from reelpulse.core.session import ModelIdentity
from reelpulse.vision.landmarks import FaceMesh, LandmarkFinder
from reelpulse.vision.landmarks_spec import LandmarksSpec, MeshSpec
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.nets_in_use import MEDIAPIPE
from reelpulse.vision.runtime import Runtime


def open_landmarks(
    name: str, manifest: Manifest, runtime: Runtime
) -> tuple[LandmarkFinder, ModelIdentity]:
    """The landmark net that the settings name, and what is kept of it with a session.

    Args:
        name: of a net of the manifest, `default`, or `mediapipe` for the one inside that package.
        manifest: with the nets that the user added.
        runtime: for a mesh in an ONNX file.

    Raises:
        ModelLoadingError: there is no such net, or it cannot be opened.
    """
    if name == MEDIAPIPE:
        # Its import takes seconds and is needed for this choice only.
        from reelpulse.vision.mediapipe_landmarks import MediapipeLandmarks  # noqa: PLC0415

        finder = MediapipeLandmarks()
        return finder, finder.identity
    spec = manifest.landmark_net(name)
    return open_landmark_net(spec, runtime), spec.file.identity


def open_landmark_net(spec: LandmarksSpec, runtime: Runtime) -> LandmarkFinder:
    """A landmark net of the manifest.

    Raises:
        ModelLoadingError: it cannot be opened.
    """
    if isinstance(spec, MeshSpec):
        return FaceMesh(spec, runtime)
    # mediapipe's import takes seconds and is needed for such a bundle only.
    from reelpulse.vision.task_landmarks import TaskLandmarks  # noqa: PLC0415

    return TaskLandmarks(spec)

"""What a landmark net's entry says: a mesh for ONNX Runtime, or a bundle that mediapipe runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reelpulse.vision.net_file import NetFile, OnnxFile, net_file, onnx_file
from reelpulse.vision.toml_table import Table


class LandmarkDecoder(StrEnum):
    """Who runs the net and reads its output."""

    FACE_MESH = "face_mesh"
    """ONNX Runtime."""
    FACE_LANDMARKER = "face_landmarker"
    """mediapipe, from a bundle such as face_landmarker.task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeshSpec:
    """A face mesh in an ONNX file."""

    file: OnnxFile
    points: str
    presence: str
    presence_min: float
    crop_scale: float
    """Side of the crop in sides of the detector's box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSpec:
    """A bundle of mediapipe's tasks with a detector of its own and a face mesh."""

    file: NetFile
    presence_min: float
    crop_scale: float
    """Side of the crop in sides of our detector's box."""


LandmarksSpec = MeshSpec | TaskSpec


def landmarks_spec(table: Table) -> LandmarksSpec:
    """One landmark net's entry.

    Raises:
        ManifestError: it lacks a key, or says something impossible.
    """
    part = table.table("landmarks")
    decoder = part.one_of_or("decoder", LandmarkDecoder, LandmarkDecoder.FACE_MESH)
    presence_min, crop_scale = part.share("presence_min"), part.positive("crop_scale")
    if decoder is LandmarkDecoder.FACE_LANDMARKER:
        return TaskSpec(file=net_file(table), presence_min=presence_min, crop_scale=crop_scale)
    return MeshSpec(
        file=onnx_file(table),
        points=part.text("points"),
        presence=part.text("presence"),
        presence_min=presence_min,
        crop_scale=crop_scale,
    )

"""Reads faces that lie in one folder for each emotion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from reelpulse_models.datasets import LabelledFace, emotion_named, read_picture, whole_face
from reelpulse_models.errors import ModelWorkError

_ENDINGS: Final = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})


def class_folder_faces(folder: Path) -> Iterator[LabelledFace]:
    """Pictures that are the face, sorted by name.

    Args:
        folder: holds folders named `anger` or `angry`, `disgust`, `fear` and so on.

    Raises:
        ModelWorkError: there is no folder, one has another name, or a picture is corrupt.
    """
    classes = sorted(path for path in folder.glob("*") if path.is_dir())
    if not classes:
        raise ModelWorkError("{folder} holds no folder of faces for any emotion.", folder=folder)
    for inner in classes:
        emotion = emotion_named(inner.name, place=folder)
        for path in sorted(inner.iterdir()):
            if path.suffix.lower() in _ENDINGS:
                yield whole_face(f"{inner.name}/{path.name}", read_picture(path), emotion)

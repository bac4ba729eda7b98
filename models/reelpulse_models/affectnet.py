"""Reads AffectNet short (Hugging Face `Mauregato/affectnet_short`) as it lies on disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from reelpulse_models.datasets import LabelledFace, decode_picture, emotion_named, whole_face
from reelpulse_models.errors import ModelWorkError

_LEFT_OUT: Final = frozenset({"contempt"})
"""AffectNet's eighth class, which is none of our seven."""
_METADATA: Final = b"huggingface"


def affectnet_faces(folder: Path, *, part: str) -> Iterator[LabelledFace]:
    """Faces in colour, each picture the face; contempt is left out.

    Args:
        folder: holds the Parquet files of a download, or the Arrow files of `save_to_disk`.
        part: the split, which the names of files or of their folders begin with.

    Raises:
        ModelWorkError: there is no such file, it does not name its classes, or a row lacks its
            label or picture; it is named by its number, from 0 as `datasets` counts.
    """
    paths = [path for path in sorted(folder.rglob("*")) if _is_of(path, folder, part)]
    if not paths:
        raise ModelWorkError(
            "{folder} holds no .parquet or .arrow file of {part}.", folder=folder, part=part
        )
    for path in paths:
        yield from _faces(path, _table(path))


def _is_of(path: Path, folder: Path, part: str) -> bool:
    inner = path.relative_to(folder).parts
    named = any(place.startswith(part) for place in inner)
    return path.suffix in {".parquet", ".arrow"} and named


def _table(path: Path) -> pa.Table:
    try:
        if path.suffix == ".parquet":
            return pq.read_table(path)
        with pa.memory_map(str(path)) as source:
            return pa.ipc.open_stream(source).read_all()
    except pa.ArrowInvalid as problem:
        raise ModelWorkError("{path} is corrupt: {problem}", path=path, problem=problem) from (
            problem
        )


def _faces(path: Path, table: pa.Table) -> Iterator[LabelledFace]:
    names = _class_names(path, table.schema.metadata or {})
    if missing := {"image", "label"} - set(table.column_names):
        raise ModelWorkError(
            "{path} has no column {missing}.", path=path, missing=", ".join(sorted(missing))
        )
    for number, row in enumerate(table.select(["image", "label"]).to_pylist()):
        name = f"{path.name} row {number}"
        word = _word(names, row["label"], name)
        if word.strip().lower() in _LEFT_OUT:
            continue
        content = (row["image"] or {}).get("bytes")
        if content is None:
            raise ModelWorkError(
                "{name} holds no picture: fetch the data set again with its pictures inside.",
                name=name,
            )
        yield whole_face(name, decode_picture(content, name), emotion_named(word, place=path))


def _word(names: list[str], label: int | None, name: str) -> str:
    # Hugging Face writes -1 for no label, which a list would take for its last class.
    if label is None or not 0 <= label < len(names):
        raise ModelWorkError(
            "{name}: its label is {label}, expected 0 to {last}: leave out rows without a label.",
            name=name,
            label="missing" if label is None else label,
            last=len(names) - 1,
        )
    return names[label]


def _class_names(path: Path, metadata: dict[bytes, bytes]) -> list[str]:
    """The words for 0, 1, 2 and so on; guessing their order would mislabel every face."""
    try:
        features: dict[str, Any] = json.loads(metadata[_METADATA])["info"]["features"]
        names: list[str] = features["label"]["names"]
    except (KeyError, TypeError, ValueError) as problem:
        raise ModelWorkError(
            "{path} does not say what its labels mean: fetch the data set again with its "
            "metadata (info.features.label.names).",
            path=path,
        ) from problem
    return names

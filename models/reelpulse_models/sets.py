"""The sets of labelled faces, each with its reader: `KIND=PATH` on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from reelpulse_models.class_folders import class_folder_faces
from reelpulse_models.datasets import LabelledFace, expw_faces, fer2013_faces
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.fer2013_csv import fer2013_csv_faces
from reelpulse_models.raf_db import raf_db_aligned_faces, raf_db_original_faces

Faces = Iterator[LabelledFace]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceSet:
    """One kind of set."""

    train: Callable[[Path], Faces]
    val: Callable[[Path], Faces]
    whole: bool
    """The pictures are the faces; otherwise the product's nets look for them."""


def _affectnet_faces(folder: Path, *, part: str) -> Faces:
    # Only now: its reader needs pyarrow, which the other sets do without.
    from reelpulse_models.affectnet import affectnet_faces  # noqa: PLC0415

    return affectnet_faces(folder, part=part)


KINDS: Final[Mapping[str, FaceSet]] = MappingProxyType(
    {
        "expw": FaceSet(
            train=partial(expw_faces, part="train"),
            val=partial(expw_faces, part="val"),
            whole=False,
        ),
        "fer2013": FaceSet(
            train=lambda folder: fer2013_faces(folder / "fer2013_train.zip"),
            val=lambda folder: fer2013_faces(folder / "fer2013_val.zip"),
            whole=True,
        ),
        "fer2013-csv": FaceSet(
            train=partial(fer2013_csv_faces, usage="Training"),
            val=partial(fer2013_csv_faces, usage="PublicTest"),
            whole=True,
        ),
        "raf-db": FaceSet(
            train=partial(raf_db_aligned_faces, part="train"),
            val=partial(raf_db_aligned_faces, part="test"),
            whole=True,
        ),
        "raf-db-original": FaceSet(
            train=partial(raf_db_original_faces, part="train"),
            val=partial(raf_db_original_faces, part="test"),
            whole=False,
        ),
        "affectnet": FaceSet(
            train=partial(_affectnet_faces, part="train"),
            val=partial(_affectnet_faces, part="val"),
            whole=True,
        ),
        "folders": FaceSet(
            train=lambda folder: class_folder_faces(folder / "train"),
            val=lambda folder: class_folder_faces(folder / "val"),
            whole=True,
        ),
    }
)


def named_set(word: str) -> tuple[str, Path]:
    """Kind and place from `KIND=PATH`.

    Raises:
        ModelWorkError: there is no such kind or no such place.
    """
    kind, _, place = word.partition("=")
    if kind not in KINDS or not place:
        raise ModelWorkError(
            "{word!r}: expected KIND=PATH with one of {kinds}.", word=word, kinds=", ".join(KINDS)
        )
    if not Path(place).exists():
        raise ModelWorkError("{place} does not exist.", place=place)
    return kind, Path(place)

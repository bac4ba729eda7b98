"""The sets of labelled faces, each with its reader: `KIND=PATH` on the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from reelpulse_models.class_folders import class_folder_faces
from reelpulse_models.datasets import LabelledFace, expw_faces, fer2013_faces
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.fer2013_csv import fer2013_csv_faces
from reelpulse_models.raf_db import raf_db_aligned_faces, raf_db_original_faces

Faces = Iterator[LabelledFace]
Part = Literal["train", "val"]

_FER2013: Final[Mapping[Part, int]] = MappingProxyType({"train": 28_709, "val": 3_589})
_RAF_DB: Final[Mapping[Part, int]] = MappingProxyType({"train": 12_271, "val": 3_068})


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceSet:
    """One kind of set."""

    train: Callable[[Path], Faces]
    val: Callable[[Path], Faces]
    whole: bool
    """The pictures are the faces; otherwise the product's nets look for them."""
    published: Mapping[Part, int] = field(default_factory=dict)
    """Number of faces of a part, where its publisher tells it."""


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
            published=_FER2013,
        ),
        "fer2013-csv": FaceSet(
            train=partial(fer2013_csv_faces, usage="Training"),
            val=partial(fer2013_csv_faces, usage="PublicTest"),
            whole=True,
            published=_FER2013,
        ),
        "raf-db": FaceSet(
            train=partial(raf_db_aligned_faces, part="train"),
            val=partial(raf_db_aligned_faces, part="test"),
            whole=True,
            published=_RAF_DB,
        ),
        "raf-db-original": FaceSet(
            train=partial(raf_db_original_faces, part="train"),
            val=partial(raf_db_original_faces, part="test"),
            whole=False,
            published=_RAF_DB,
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


def faces_of(kind: str, path: Path, part: Part) -> Faces:
    """The faces of one part; after the last, stderr tells if their number is not the published one.

    Raises:
        ModelWorkError: there is none, or the set's reader cannot read one.
    """
    chosen = KINDS[kind]
    count = 0
    for face in (chosen.val if part == "val" else chosen.train)(path):
        count += 1
        yield face
    if not count:
        raise ModelWorkError(
            "{path} holds no face for {kind} {part}.", path=path, kind=kind, part=part
        )
    published = chosen.published.get(part, count)
    if count != published:
        sys.stderr.write(
            f"{path}: {count} faces for {kind} {part}, but {published} were published; figures "
            "will not compare with those on the whole set.\n"
        )


def require_found(count: int, *, kind: str, part: Part) -> None:
    """Refuse a part that nothing is left of after the product's nets looked for its faces.

    Raises:
        ModelWorkError: nothing is.
    """
    if not count:
        raise ModelWorkError(
            "The product's nets find no face in any picture of {kind} {part}: are its boxes and "
            "pictures those of the same set?",
            kind=kind,
            part=part,
        )

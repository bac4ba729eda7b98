"""Remakes the files in models/weights: `python -m reelpulse_models.convert all --out models/weights`."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import onnx
import platformdirs

from reelpulse.errors import ReelPulseError
from reelpulse_models import sources
from reelpulse_models.emotion_net import build_emotion_net
from reelpulse_models.mediapipe_nets import build_blazeface, build_face_mesh
from reelpulse_models.onnx_graph import save
from reelpulse_models.sources import SourceFile, SourceStore

Metadata = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one file of models/weights is made."""

    file: str
    licence: str
    sources: tuple[SourceFile, ...]
    build: Callable[[SourceStore, Metadata], onnx.ModelProto]

    @property
    def metadata(self) -> Metadata:
        """What is written into the file about its origin."""
        return {
            "licence": self.licence,
            "sources": "; ".join(str(source) for source in self.sources),
        }


RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType(
    {
        "blazeface-back-256": Recipe(
            file="blazeface_back_256.onnx",
            licence="Apache-2.0, distributed under MIT",
            sources=(sources.BLAZEFACE_BACK,),
            build=lambda store, metadata: build_blazeface(store, metadata=metadata),
        ),
        "face-mesh-192": Recipe(
            file="face_mesh_192.onnx",
            licence="Apache-2.0",
            sources=(sources.FACE_MESH,),
            build=lambda store, metadata: build_face_mesh(store, metadata=metadata),
        ),
        "emotion-mean3-112": Recipe(
            file="emotion_mean3_112.onnx",
            licence="MIT",
            sources=(
                sources.FACE_API_WEIGHTS,
                sources.BIG_XCEPTION_WEIGHTS,
                sources.MINI_XCEPTION,
            ),
            build=lambda store, metadata: build_emotion_net(
                store, face_api_sees_colour=True, metadata=metadata
            ),
        ),
    }
)


def make(name: str, *, store: SourceStore, out_dir: Path) -> Path:
    """Make one file and return its path.

    Raises:
        ModelWorkError: a source cannot be fetched, is altered, or holds an unknown operator.
    """
    recipe = RECIPES[name]
    out_dir.mkdir(parents=True, exist_ok=True)
    path = out_dir / recipe.file
    save(recipe.build(store, recipe.metadata), path)
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, make the files, print their checksums."""
    parser = argparse.ArgumentParser(description="Remake the nets that ship with ReelPulse.")
    parser.add_argument("net", choices=["all", *RECIPES], help="which net to make")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument(
        "--cache",
        type=Path,
        default=platformdirs.user_cache_path("ReelPulse", appauthor=False) / "model_sources",
        help="folder for fetched packages",
    )
    options = parser.parse_args(arguments)
    names = list(RECIPES) if options.net == "all" else [options.net]
    store = SourceStore(options.cache)
    try:
        for name in names:
            path = make(name, store=store, out_dir=options.out)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            sys.stdout.write(f"{digest}  {path.name}  {path.stat().st_size} bytes\n")
    except ReelPulseError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

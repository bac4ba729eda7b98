"""Cuts the faces to train and judge on: `python -m reelpulse_models.prepare --set KIND=PATH … --out CACHE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from reelpulse.errors import ReelPulseError
from reelpulse_models.chain import Chain, open_chain
from reelpulse_models.crop_cache import Crops, cut_found, cut_whole, save_crops
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.near_copies import apart
from reelpulse_models.sets import KINDS, Part, faces_of, named_set, require_found


def _cut(kind: str, path: Path, part: Part, chain: Chain) -> Crops:
    faces = faces_of(kind, path, part)
    if KINDS[kind].whole:
        return cut_whole(faces)
    crops = cut_found(faces, chain=chain, rule=chain.emotions.spec.crop)
    require_found(len(crops.labels), kind=kind, part=part)
    return crops


def _prepare(words: Sequence[str], chain: Chain, out: Path) -> None:
    sets: dict[str, Path] = {}
    for kind, path in map(named_set, words):
        if kind in sets:
            raise ModelWorkError("{kind} is given twice; give each kind once.", kind=kind)
        sets[kind] = path
    if any(out.glob("*.npz")):
        raise ModelWorkError(
            "{out} holds faces already, and new ones might be copies of them: take another folder.",
            out=out,
        )
    judged = {kind: _cut(kind, path, "val", chain) for kind, path in sets.items()}
    for kind, crops in judged.items():
        save_crops(crops, out / f"{kind}_val.npz")
        sys.stdout.write(f"{kind} val: {len(crops.labels)}\n")
    for kind, path in sets.items():
        crops = _cut(kind, path, "train", chain)
        kept = apart(crops, tuple(judged.values()))
        save_crops(kept, out / f"{kind}_train.npz")
        left_out = len(crops.labels) - len(kept.labels)
        sys.stdout.write(
            f"{kind} train: {len(kept.labels)}, {left_out} near copies or blank left out\n"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, cut the faces, say how many were kept."""
    parser = argparse.ArgumentParser(description="Cut the faces that a net is trained on.")
    parser.add_argument(
        "--set",
        action="append",
        required=True,
        metavar="KIND=PATH",
        help=f"may be given again; kinds: {', '.join(KINDS)}",
    )
    parser.add_argument("--manifest", type=Path, default=Path("models/manifest.toml"))
    parser.add_argument("--out", type=Path, required=True, help="folder for the cut faces")
    options = parser.parse_args(arguments)
    try:
        _prepare(options.set, open_chain(options.manifest), options.out)
    except (ReelPulseError, FileNotFoundError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

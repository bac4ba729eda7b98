"""Judges emotion nets side by side: `python -m reelpulse_models.evaluate --set KIND=PATH … --out FOLDER`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from reelpulse.errors import ReelPulseError
from reelpulse.vision.emotion_spec import EmotionSpec
from reelpulse.vision.emotions import EmotionReader
from reelpulse.vision.manifest import load_manifest
from reelpulse.vision.runtime import CPU, Runtime, installed_engine
from reelpulse_models.chain import Chain, open_chain
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.evaluation_pages import (
    JudgedNet,
    as_markdown,
    draw_confusion,
    draw_reliability,
)
from reelpulse_models.judging import SeenFace, judge, milliseconds_a_face, seen_faces
from reelpulse_models.sets import KINDS, Part, faces_of, named_set, require_found


def chosen_nets(manifests: Sequence[Path], names: Sequence[str]) -> list[EmotionSpec]:
    """The emotion nets of some manifests, all or those that are named.

    Raises:
        ModelWorkError: one is not there.
        ModelLoadingError: a manifest cannot be read.
    """
    specs = [spec for path in manifests for spec in load_manifest(path).emotions]
    known = [spec.file.name for spec in specs]
    for name in names:
        if name not in known:
            raise ModelWorkError(
                "There is no net {name!r}; known are {known}.", name=name, known=", ".join(known)
            )
    return [spec for spec in specs if not names or spec.file.name in names]


def _seen(chain: Chain, kind: str, path: Path, part: Part, *, grey: bool) -> list[SeenFace]:
    whole = KINDS[kind].whole
    seen = seen_faces(chain, faces_of(kind, path, part), whole=whole, grey=grey)
    require_found(len(seen), kind=kind, part=part)
    return seen


def judge_nets(
    specs: Sequence[EmotionSpec], sets: dict[str, list[SeenFace]], *, threads: int
) -> list[JudgedNet]:
    """Judge every net on the very same faces.

    Raises:
        ModelLoadingError: a net cannot be opened.
    """
    judged = []
    for spec in specs:
        runtime = Runtime(engine=installed_engine(), provider=CPU, threads=threads)
        reader = EmotionReader(spec, runtime)
        alone = EmotionReader(spec, Runtime(engine=runtime.engine, provider=CPU, threads=1))
        judged.append(
            JudgedNet(
                name=spec.file.name,
                size_bytes=spec.file.path.stat().st_size,
                milliseconds_a_face=milliseconds_a_face(alone),
                figures={name: judge(reader, faces) for name, faces in sets.items()},
            )
        )
    return judged


def write(judged: Sequence[JudgedNet], out: Path) -> None:
    """Write `figures.json`, `figures.md` and two pictures for each net and set."""
    out.mkdir(parents=True, exist_ok=True)
    content = json.dumps([net.as_json() for net in judged], indent=1, ensure_ascii=False)
    (out / "figures.json").write_text(content + "\n", encoding="utf-8")
    (out / "figures.md").write_text(as_markdown(judged), encoding="utf-8")
    for net in judged:
        for name, figures in net.figures.items():
            title = f"{net.name}, {name}"
            stem = title.replace(", ", "_").replace(" ", "_")
            draw_confusion(figures.clean, title, out / f"{stem}_confusion.png")
            draw_reliability(figures.reliability, title, out / f"{stem}_reliability.png")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, judge, print the tables and write them."""
    parser = argparse.ArgumentParser(description="Judge emotion nets on the same labelled faces.")
    parser.add_argument(
        "--set",
        action="append",
        required=True,
        metavar="KIND=PATH",
        help=f"may be given again; kinds: {', '.join(KINDS)}",
    )
    parser.add_argument("--part", choices=["val", "train"], default="val")
    parser.add_argument("--grey", action="store_true", help="take the colour out of the pictures")
    parser.add_argument("--manifest", type=Path, action="append", help="may be given again")
    parser.add_argument("--net", action="append", default=[], help="may be given again; else all")
    parser.add_argument("--out", type=Path, required=True, help="folder for tables and pictures")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    manifests = options.manifest or [Path("models/manifest.toml")]
    try:
        specs = chosen_nets(manifests, options.net)
        chain = open_chain(manifests[0], threads=options.threads)
        named = [named_set(word) for word in options.set]
        for kind, count in Counter(kind for kind, _ in named).items():
            if count > 1:
                raise ModelWorkError(
                    "{kind} is given twice; judge one set of a kind at a time.", kind=kind
                )
        sets = {
            f"{kind} {options.part}": _seen(chain, kind, path, options.part, grey=options.grey)
            for kind, path in named
        }
        judged = judge_nets(specs, sets, threads=options.threads)
    except (ReelPulseError, FileNotFoundError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    write(judged, options.out)
    sys.stdout.write(as_markdown(judged))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

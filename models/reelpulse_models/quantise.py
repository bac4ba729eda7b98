"""Makes the 8-bit form of an emotion net: `python -m reelpulse_models.quantise --net FILE --cache CACHE --out FILE`."""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static

from reelpulse.errors import ReelPulseError
from reelpulse_models.crop_cache import Crops, middle_of, training_faces
from reelpulse_models.onnx_graph import save

_SEED: Final = 1
_FACES: Final = 512
_BATCH: Final = 32
_IN_8_BITS: Final = ("Conv", "Clip", "GlobalAveragePool", "Flatten")
"""Layers; what weighs the logits by a picture's colour costs nothing and stays exact."""


class _Faces:
    """Hands unspoilt training faces to the quantiser, which watches how far values reach."""

    def __init__(self, crops: Crops, input_name: str) -> None:
        rows = np.random.default_rng(_SEED).permutation(len(crops.labels))[:_FACES]
        pictures = middle_of(crops.pictures[rows])
        # The quantiser stacks what it saw, so no batch may be shorter than the others.
        ends = range(_BATCH, len(pictures) + 1, _BATCH)
        self._batches: Iterator[npt.NDArray[np.float32]] = (
            pictures[end - _BATCH : end] for end in ends
        )
        self._name = input_name

    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        """The next batch; None after the last."""
        batch = next(self._batches, None)
        return None if batch is None else {self._name: batch}


def quantise(net: Path, crops: Crops, out: Path) -> None:
    """Write the net with weights and values of 8 bits (Jacob et al. 2018), its input still float.

    Args:
        net: one that `training.export` wrote.
        crops: faces of the training part.
        out: the new file.
    """
    given = onnx.load(str(net))
    with tempfile.TemporaryDirectory() as folder:
        wide, made = Path(folder) / "wide.onnx", Path(folder) / "made.onnx"
        options = onnxruntime.SessionOptions()
        # Weights of half precision become constants of float32, which the quantiser wants.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(wide)
        onnxruntime.InferenceSession(str(net), options, providers=["CPUExecutionProvider"])
        quantize_static(
            str(wide),
            str(made),
            _Faces(crops, given.graph.input[0].name),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            nodes_to_exclude=[
                node.name
                for node in onnx.load(str(wide)).graph.node
                if node.op_type not in _IN_8_BITS
            ],
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.Percentile,
        )
        model = onnx.load(str(made))
    del model.metadata_props[:]
    model.metadata_props.extend(given.metadata_props)
    out.parent.mkdir(parents=True, exist_ok=True)
    save(model, out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, write the file, print what belongs into the manifest."""
    parser = argparse.ArgumentParser(description="Make the 8-bit form of an emotion net.")
    parser.add_argument("--net", type=Path, required=True, help="the ONNX file that export wrote")
    parser.add_argument("--cache", type=Path, required=True, help="folder that prepare wrote")
    parser.add_argument("--out", type=Path, required=True, help="the new ONNX file")
    options = parser.parse_args(arguments)
    try:
        quantise(options.net, training_faces(options.cache), options.out)
    except ReelPulseError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    digest = hashlib.sha256(options.out.read_bytes()).hexdigest()
    sys.stdout.write(f'sha256 = "{digest}"\nsize_bytes = {options.out.stat().st_size}\n')
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

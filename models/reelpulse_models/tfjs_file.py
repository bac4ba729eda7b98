"""Reads the weights of a TensorFlow.js model: one binary file and a list of what lies in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from reelpulse_models.errors import UnknownOperatorError

Weights = dict[str, npt.NDArray[np.float32]]


def read_weights(manifest: Sequence[Mapping[str, Any]], content: bytes) -> Weights:
    """Cut the binary file into named float32 weights, undoing the uint8 quantisation.

    Source of the layout: github.com/tensorflow/tfjs, `tfjs-core/src/io/io_utils.ts`.

    Args:
        manifest: `weightsManifest` of a graph model, or the content of a
            `*-weights_manifest.json`.
        content: the binary file.

    Raises:
        UnknownOperatorError: a weight is stored in another way, or bytes are left over.
    """
    weights: Weights = {}
    offset = 0
    for entry in (entry for group in manifest for entry in group["weights"]):
        dtype = _stored_dtype(entry)
        count = math.prod(entry["shape"])
        stored = np.frombuffer(content, dtype=dtype, count=count, offset=offset)
        offset += count * dtype.itemsize
        weights[entry["name"]] = _restore(stored, entry).reshape(entry["shape"])
    if offset != len(content):
        raise UnknownOperatorError(
            "weights", file="TensorFlow.js binary", detail=f"{len(content) - offset} bytes left"
        )
    return weights


def _stored_dtype(entry: Mapping[str, Any]) -> np.dtype[Any]:
    name = entry.get("quantization", {}).get("dtype", entry["dtype"])
    if name not in {"uint8", "float16", "float32", "int32"}:
        raise UnknownOperatorError(f"weights of type {name}", file=entry["name"])
    return np.dtype(name).newbyteorder("<")


def _restore(stored: npt.NDArray[Any], entry: Mapping[str, Any]) -> npt.NDArray[np.float32]:
    values = stored.astype(np.float32)
    quantisation = entry.get("quantization", {})
    if "scale" in quantisation:
        values = values * np.float32(quantisation["scale"]) + np.float32(quantisation["min"])
    return values

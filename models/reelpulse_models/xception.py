"""The two Xception nets of one family (oarriaga/face_classification): 64 x 64 grey, seven classes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import h5py
import numpy as np

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse_models import sources
from reelpulse_models.errors import SourceMissingError
from reelpulse_models.layers import (
    HWCM_TO_OIHW,
    HWIO_TO_OIHW,
    BatchNorm,
    ConvLayer,
    SeparableLayer,
    Weights,
)
from reelpulse_models.onnx_graph import OnnxGraph, same_pads
from reelpulse_models.tfjs_file import read_weights

SIDE_PX: Final = 64
LUMA: Final = (0.299, 0.587, 0.114)
"""Grey from red, green and blue (ITU-R BT.601-7, 2.5.1)."""
_ORDER: Final = (
    Emotion.ANGER,
    Emotion.DISGUST,
    Emotion.FEAR,
    Emotion.HAPPINESS,
    Emotion.SADNESS,
    Emotion.SURPRISE,
    Emotion.NEUTRAL,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Module:
    """Two separable layers and a pool, beside a shortcut that also halves the size."""

    first: SeparableLayer
    second: SeparableLayer
    shortcut: ConvLayer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Xception:
    """All weights of one net."""

    entry: tuple[ConvLayer, ConvLayer]
    entry_stride: int
    modules: tuple[Module, ...]
    relu_before_modules: bool
    head: ConvLayer


def add_xception(graph: OnnxGraph, net: Xception, picture: str) -> str:
    """Add the net.

    Args:
        graph: receives the nodes.
        net: its weights.
        picture: name of a value of shape (N, channels, 64, 64) from -1 to 1.

    Returns:
        The name of the logits, shape (N, 7, 1, 1), in the order of `EMOTIONS`.
    """
    first, second = net.entry
    value = graph.node("Relu", [first.add_to(graph, picture, stride=net.entry_stride)])
    value = graph.node("Relu", [second.add_to(graph, value)])
    size = (SIDE_PX - 3) // net.entry_stride + 1 - 2
    for number, module in enumerate(net.modules):
        # The entry already ends with a Relu.
        relu = net.relu_before_modules and number > 0
        value = _add_module(graph, module, value, size_px=size, relu_before=relu)
        size = -(-size // 2)
    pads = same_pads((size, size), kernel=(3, 3), stride=1)
    return graph.node("GlobalAveragePool", [net.head.add_to(graph, value, pads=pads)])


def _add_module(
    graph: OnnxGraph, module: Module, value: str, *, size_px: int, relu_before: bool
) -> str:
    main = graph.node("Relu", [value]) if relu_before else value
    main = graph.node("Relu", [module.first.add_to(graph, main, size_px=size_px)])
    main = module.second.add_to(graph, main, size_px=size_px)
    pads = same_pads((size_px, size_px), kernel=(3, 3), stride=2)
    main = graph.max_pool(main, size=3, stride=2, pads=pads)
    return graph.node("Add", [main, module.shortcut.add_to(graph, value, stride=2)])


def load_big_xception(store: sources.SourceStore) -> Xception:
    """Read the larger net; its batch normalisation was folded by its publisher."""
    _require_canonical_order()
    manifest = json.loads(store.fetch(sources.BIG_XCEPTION_GRAPH).read_text())["weightsManifest"]
    weights = read_weights(manifest, store.fetch(sources.BIG_XCEPTION_WEIGHTS).read_bytes())

    def conv(name: str, *, bias: str = "_bn_offset", kernel: str = "_weights") -> ConvLayer:
        path = f"StatefulPartitionedCall/model_1/{name}"
        return ConvLayer(
            weights=weights[path + kernel].transpose(HWIO_TO_OIHW), bias=weights[path + bias]
        )

    def separable(number: int, depthwise: str) -> SeparableLayer:
        return SeparableLayer(
            depthwise=weights[depthwise].transpose(HWCM_TO_OIHW),
            pointwise=conv(f"separable_conv2d_{number}/separable_conv2d"),
        )

    modules = (
        Module(
            first=separable(1, "unknown_9"),
            second=separable(2, "unknown_15"),
            shortcut=conv("conv2d_3/Conv2D"),
        ),
        Module(
            first=separable(3, "unknown_26"),
            second=separable(4, "unknown_32"),
            shortcut=conv("conv2d_4/Conv2D"),
        ),
    )
    head = ConvLayer(
        weights=weights["unknown_43"].transpose(HWIO_TO_OIHW), bias=weights["unknown_44"]
    )
    return Xception(
        entry=(conv("conv2d_1/Conv2D"), conv("conv2d_2/Conv2D")),
        entry_stride=2,
        modules=modules,
        relu_before_modules=True,
        head=head,
    )


def load_mini_xception(store: sources.SourceStore) -> Xception:
    """Read the smaller net from its Keras file."""
    _require_canonical_order()
    with h5py.File(store.fetch(sources.MINI_XCEPTION), "r") as file:
        layers = _KerasLayers(file)
        modules = tuple(
            Module(
                first=layers.separable(2 * number - 1, norm=3 * number + 1),
                second=layers.separable(2 * number, norm=3 * number + 2),
                shortcut=layers.conv(number + 2, norm=3 * number),
            )
            for number in (1, 2, 3, 4)
        )
        return Xception(
            entry=(layers.conv(1, norm=1), layers.conv(2, norm=2)),
            entry_stride=1,
            modules=modules,
            relu_before_modules=False,
            head=layers.head(7),
        )


def _require_canonical_order() -> None:
    if _ORDER != EMOTIONS:
        raise AssertionError("The head's rows must be sorted before they are used.")


class _KerasLayers:
    """Looks up layers of a Keras 2 HDF5 file and folds their normalisation."""

    def __init__(self, file: Any) -> None:
        self._weights = file["model_weights"]
        config = json.loads(file.attrs["model_config"])
        self._epsilon = {
            layer["name"]: float(layer["config"]["epsilon"])
            for layer in config["config"]["layers"]
            if layer["class_name"] == "BatchNormalization"
        }

    def _read(self, layer: str, part: str) -> Weights:
        names = [bytes(n).decode() for n in self._weights[layer].attrs["weight_names"]]
        for name in names:
            if name.endswith(f"/{part}:0"):
                return np.asarray(self._weights[layer][name], dtype=np.float32)
        raise SourceMissingError(str(sources.MINI_XCEPTION), f"it has no {layer}/{part}")

    def _norm(self, number: int) -> BatchNorm:
        layer = f"batch_normalization_{number}"
        return BatchNorm(
            gamma=self._read(layer, "gamma"),
            beta=self._read(layer, "beta"),
            mean=self._read(layer, "moving_mean"),
            variance=self._read(layer, "moving_variance"),
            epsilon=self._epsilon[layer],
        )

    def conv(self, number: int, *, norm: int) -> ConvLayer:
        kernel = self._read(f"conv2d_{number}", "kernel").transpose(HWIO_TO_OIHW)
        return self._norm(norm).fold_into(kernel)

    def separable(self, number: int, *, norm: int) -> SeparableLayer:
        layer = f"separable_conv2d_{number}"
        pointwise = self._read(layer, "pointwise_kernel").transpose(HWIO_TO_OIHW)
        return SeparableLayer(
            depthwise=self._read(layer, "depthwise_kernel").transpose(HWCM_TO_OIHW),
            pointwise=self._norm(norm).fold_into(pointwise),
        )

    def head(self, number: int) -> ConvLayer:
        layer = f"conv2d_{number}"
        return ConvLayer(
            weights=self._read(layer, "kernel").transpose(HWIO_TO_OIHW),
            bias=self._read(layer, "bias"),
        )

"""How surely grey pictures are read beside coloured ones, as a part of an emotion net.

A net that learnt from sets of both kinds may be right more often in one of them: FER2013 is grey and posed
for a search, photographs of the web are coloured and labelled by fewer people. One temperature cannot fit
both. The manifest's temperature is that of coloured pictures, as webcams give them; the logits of grey ones
are multiplied by a gain that lies in the net.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelpulse_models.onnx_graph import OnnxGraph

COLOURED_FROM: Final = 0.1
"""Saturation from which a picture counts as coloured; of 3,600 faces of ExpW one in 30 lies below 0.05, of
FER2013 all lie at 0."""
_CHANNELS: Final = 1


def saturation(pictures: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float32]:
    """Spread of red, green and blue over the strongest of them, each the mean of a picture: shape (N,).

    A dark picture has as much as the same picture in light.

    Args:
        pictures: shape (N, 3, height, width), from 0 to 255.
    """
    strongest, weakest = pictures.max(axis=_CHANNELS), pictures.min(axis=_CHANNELS)
    spread = (strongest - weakest).mean(axis=(1, 2))
    return np.asarray(spread / np.maximum(strongest.mean(axis=(1, 2)), 1), dtype=np.float32)


def add_grey_gain(graph: OnnxGraph, face: str, logits: str, *, gain: float) -> str:
    """Multiply the logits of grey pictures, by less the more colour a picture has.

    Args:
        graph: is added to.
        face: name of the pictures, (N, 3, height, width), from 0 to 255.
        logits: name of the values, (N, classes).
        gain: of a picture without colour.
    """
    strongest = graph.node("ReduceMax", [face], axes=[_CHANNELS], keepdims=1)
    weakest = graph.node("ReduceMin", [face], axes=[_CHANNELS], keepdims=1)
    difference = graph.node("Sub", [strongest, weakest])
    spread = graph.node("ReduceMean", [difference], axes=[1, 2, 3], keepdims=1)
    height = graph.node("ReduceMean", [strongest], axes=[1, 2, 3], keepdims=1)
    zero, one, ends, full, rest = (
        graph.constant(np.array(value, dtype=np.float32))
        for value in (0, 1, COLOURED_FROM, gain, 1 - gain)
    )
    found = graph.node("Div", [spread, graph.node("Max", [height, one])])
    colour = graph.node("Clip", [graph.node("Div", [found, ends]), zero, one])
    gains = graph.node("Add", [graph.node("Mul", [colour, rest]), full])
    return graph.node("Mul", [logits, graph.node("Flatten", [gains], axis=1)])

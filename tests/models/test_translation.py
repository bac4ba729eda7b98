"""Single rules of the TFLite translation against plain numpy, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from reelpulse_models.errors import UnknownOperatorError
from reelpulse_models.onnx_graph import OnnxGraph, same_pads
from reelpulse_models.tflite_file import Operator, Tensor, TfliteNet, Window
from reelpulse_models.tflite_to_onnx import leak, translate

Values = npt.NDArray[np.float32]


def _run(graph: OnnxGraph, value: Values) -> Values:
    model = graph.finish("test", metadata={})
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (result,) = session.run(None, {"x": value})
    return np.asarray(result)


def _net(operator: Operator, *tensors: Tensor) -> TfliteNet:
    return TfliteNet(
        source=Path("made.tflite"),
        tensors=tensors,
        operators=(operator,),
        inputs=(0,),
        outputs=(len(tensors) - 1,),
    )


def _computed(*shape: int) -> Tensor:
    return Tensor(shape=shape, weights=None)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "pads"),
    [
        ((256, 256), (5, 5), 2, (1, 1, 2, 2)),
        ((128, 128), (3, 3), 1, (1, 1, 1, 1)),
        ((192, 192), (3, 3), 2, (0, 0, 1, 1)),
        ((29, 29), (3, 3), 2, (1, 1, 1, 1)),
        ((96, 96), (2, 2), 2, (0, 0, 0, 0)),
    ],
)
def test_same_padding_puts_the_odd_pixel_behind(
    size: tuple[int, int], kernel: tuple[int, int], stride: int, pads: tuple[int, int, int, int]
) -> None:
    assert same_pads(size, kernel=kernel, stride=stride) == pads


@pytest.mark.parametrize("slopes", [(-1.5, 0.0, 0.25, 1.0), (-1.5, 0.25, 1.0, 1.37)])
def test_a_leak_equals_prelu_for_slopes_on_both_sides_of_one(slopes: tuple[float, ...]) -> None:
    slope = np.array(slopes, dtype=np.float32)
    value = np.random.default_rng(0).normal(size=(2, 4, 3, 3)).astype(np.float32)
    graph = OnnxGraph()
    graph.add_output("y", leak(graph, graph.add_input("x", (4, 3, 3)), slope), (4, 3, 3))
    wanted = np.where(value > 0, value, value * slope.reshape(1, 4, 1, 1))
    np.testing.assert_allclose(_run(graph, value), wanted, atol=1e-6)


def test_padded_channels_are_empty_and_the_others_unchanged() -> None:
    amounts = np.array([[0, 0], [0, 0], [0, 0], [0, 2]], dtype=np.int32)
    net = _net(
        Operator(kind="PAD", inputs=(0, 1), outputs=(2,)),
        _computed(1, 5, 5, 3),
        Tensor(shape=(4, 2), weights=amounts),
        _computed(1, 5, 5, 5),
    )
    value = np.random.default_rng(0).normal(size=(2, 3, 5, 5)).astype(np.float32)
    graph = OnnxGraph()
    image = graph.add_input("x", (3, 5, 5))
    graph.add_output("y", translate(net, graph, image=image)[2], (5, 5, 5))
    result = _run(graph, value)
    np.testing.assert_array_equal(result[:, :3], value)
    assert not result[:, 3:].any()


def test_a_reshape_reads_channels_last_and_leaves_the_batch_open() -> None:
    net = _net(
        Operator(kind="RESHAPE", inputs=(0,), outputs=(1,)),
        _computed(1, 2, 2, 6),
        _computed(1, 8, 3),
    )
    value = np.arange(48, dtype=np.float32).reshape(2, 6, 2, 2)
    graph = OnnxGraph()
    image = graph.add_input("x", (6, 2, 2))
    graph.add_output("y", translate(net, graph, image=image)[1], (8, 3))
    wanted = value.transpose(0, 2, 3, 1).reshape(2, 8, 3)
    np.testing.assert_array_equal(_run(graph, value), wanted)


@pytest.mark.parametrize(
    ("operator", "said"),
    [
        (Operator(kind="SOFTMAX", inputs=(0,), outputs=(1,)), "SOFTMAX"),
        (Operator(kind="RELU", inputs=(0,), outputs=(1,), activation="TANH"), "TANH"),
        (
            Operator(
                kind="MAX_POOL_2D",
                inputs=(0,),
                outputs=(1,),
                window=Window(stride=(1, 2), kernel=(2, 2), same=True),
            ),
            "stride",
        ),
    ],
)
def test_what_is_not_translated_is_refused_by_name(operator: Operator, said: str) -> None:
    net = _net(operator, _computed(1, 4, 4, 1), _computed(1, 4, 4, 1))
    graph = OnnxGraph()
    with pytest.raises(UnknownOperatorError, match=said):
        translate(net, graph, image=graph.add_input("x", (1, 4, 4)))


def test_int8_weights_are_refused_because_they_would_be_misread() -> None:
    stored = Tensor(shape=(4,), weights=np.zeros(4, dtype=np.int8))
    net = _net(Operator(kind="DEQUANTIZE", inputs=(1,), outputs=(2,)), _computed(1), stored, stored)
    graph = OnnxGraph()
    with pytest.raises(UnknownOperatorError, match="float16"):
        translate(net, graph, image=graph.add_input("x", (1, 4, 4)))

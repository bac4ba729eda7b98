"""The emotion nets as torch modules that keep the layers of their ONNX builders, folded norms and all."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from reelpulse_models.face_api import MEAN_RGB, DenseBlock, FaceApiNet
from reelpulse_models.layers import ConvLayer, SeparableLayer, Weights
from reelpulse_models.onnx_graph import same_pads
from reelpulse_models.own_net import SMALL_SIDE_PX, OwnNet
from reelpulse_models.xception import Module, Xception

_STRIDE: Final = 2


class Conv(nn.Module):
    """A convolution with TensorFlow's "SAME" padding or none."""

    def __init__(self, layer: ConvLayer, *, stride: int = 1, same: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(_tensor(layer.weights))
        self.bias = nn.Parameter(_tensor(layer.bias))
        self._stride, self._same = stride, same

    def forward(self, value: Tensor) -> Tensor:
        """Shape (N, in, H, W) to (N, out, H', W')."""
        padded = _padded(value, self.weight, self._stride) if self._same else value
        return functional.conv2d(padded, self.weight, self.bias, stride=self._stride)

    def layer(self) -> ConvLayer:
        """The weights as they are now."""
        return ConvLayer(weights=_array(self.weight), bias=_array(self.bias))


class Separable(nn.Module):
    """Each channel by itself, then across them."""

    def __init__(self, layer: SeparableLayer, *, stride: int = 1) -> None:
        super().__init__()
        self.depthwise = nn.Parameter(_tensor(layer.depthwise))
        self.pointwise = Conv(layer.pointwise)
        self._stride = stride

    def forward(self, value: Tensor) -> Tensor:
        """Shape (N, in, H, W) to (N, out, H', W')."""
        padded = _padded(value, self.depthwise, self._stride)
        channels = self.depthwise.shape[0]
        spread = functional.conv2d(padded, self.depthwise, stride=self._stride, groups=channels)
        mixed: Tensor = self.pointwise(spread)
        return mixed

    def layer(self) -> SeparableLayer:
        """The weights as they are now."""
        return SeparableLayer(depthwise=_array(self.depthwise), pointwise=self.pointwise.layer())


class XceptionModule(nn.Module):
    """Two separable layers and a pool, beside a shortcut."""

    def __init__(self, module: Module, *, relu_before: bool) -> None:
        super().__init__()
        self.first, self.second = Separable(module.first), Separable(module.second)
        self.shortcut = Conv(module.shortcut, stride=_STRIDE)
        self._relu_before = relu_before

    def forward(self, value: Tensor) -> Tensor:
        """Halves the size."""
        main = functional.relu(value) if self._relu_before else value
        main = self.second(functional.relu(self.first(main)))
        top, left, bottom, right = same_pads(
            (main.shape[2], main.shape[3]), kernel=(3, 3), stride=_STRIDE
        )
        main = functional.pad(main, (left, right, top, bottom), value=float("-inf"))
        pooled = functional.max_pool2d(main, 3, _STRIDE)
        joined: Tensor = pooled + self.shortcut(value)
        return joined

    def layers(self) -> Module:
        """The weights as they are now."""
        return Module(
            first=self.first.layer(), second=self.second.layer(), shortcut=self.shortcut.layer()
        )


class XceptionNet(nn.Module):
    """An Xception that sees colour: picture of shape (N, 3, 64, 64) from -1 to 1, logits (N, 7)."""

    def __init__(self, net: Xception) -> None:
        super().__init__()
        self.entry = nn.ModuleList(
            [Conv(net.entry[0], stride=net.entry_stride), Conv(net.entry[1])]
        )
        self.blocks = nn.ModuleList(
            XceptionModule(module, relu_before=net.relu_before_modules and number > 0)
            for number, module in enumerate(net.modules)
        )
        self.head = Conv(net.head, same=True)
        self._stride, self._relu = net.entry_stride, net.relu_before_modules

    def forward(self, picture: Tensor) -> Tensor:
        """Logits."""
        value = picture
        for conv in self.entry:
            value = functional.relu(conv(value))
        for block in self.blocks:
            value = block(value)
        logits: Tensor = self.head(value).mean(dim=(2, 3))
        return logits

    def layers(self) -> Xception:
        """The weights as they are now."""
        first, second = (conv.layer() for conv in self.entry if isinstance(conv, Conv))
        return Xception(
            entry=(first, second),
            entry_stride=self._stride,
            modules=tuple(b.layers() for b in self.blocks if isinstance(b, XceptionModule)),
            relu_before_modules=self._relu,
            head=self.head.layer(),
        )


class DenseModule(nn.Module):
    """face-api's block: halves the size, then feeds each layer with the sum of all before it."""

    def __init__(self, block: DenseBlock) -> None:
        super().__init__()
        first = block.first
        self.first: Conv | Separable = (
            Conv(first, stride=_STRIDE, same=True)
            if isinstance(first, ConvLayer)
            else Separable(first, stride=_STRIDE)
        )
        self.rest = nn.ModuleList(Separable(layer) for layer in block.rest)

    def forward(self, value: Tensor) -> Tensor:
        """Shape (N, in, S, S) to (N, out, S/2, S/2)."""
        total = activated = functional.relu(self.first(value))
        for layer in self.rest:
            total = total + layer(activated)
            activated = functional.relu(total)
        return activated

    def layers(self) -> DenseBlock:
        """The weights as they are now."""
        return DenseBlock(
            first=self.first.layer(),
            rest=tuple(layer.layer() for layer in self.rest if isinstance(layer, Separable)),
        )


class FaceApiModule(nn.Module):
    """face-api's net at any size: picture of shape (N, 3, S, S) from -1 to 1, logits (N, 7)."""

    shift: Tensor

    def __init__(self, net: FaceApiNet) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(DenseModule(block) for block in net.blocks)
        self.head = Conv(net.head)
        mean = torch.tensor(MEAN_RGB).reshape(1, 3, 1, 1)
        self.register_buffer("shift", (127.5 - mean) / 255, persistent=False)

    def forward(self, picture: Tensor) -> Tensor:
        """Logits."""
        value = picture / 2 + self.shift
        for block in self.blocks:
            value = block(value)
        logits: Tensor = self.head(value.mean(dim=(2, 3), keepdim=True)).flatten(1)
        return logits

    def layers(self) -> FaceApiNet:
        """The weights as they are now."""
        return FaceApiNet(
            blocks=tuple(b.layers() for b in self.blocks if isinstance(b, DenseModule)),
            head=self.head.layer(),
        )


def _padded(value: Tensor, weight: Tensor, stride: int) -> Tensor:
    size, kernel = (value.shape[2], value.shape[3]), (weight.shape[2], weight.shape[3])
    top, left, bottom, right = same_pads(size, kernel=kernel, stride=stride)
    return functional.pad(value, (left, right, top, bottom))


def _tensor(weights: Weights) -> Tensor:
    return torch.from_numpy(np.array(weights, dtype=np.float32))


def _array(weights: Tensor) -> Weights:
    return np.asarray(weights.detach().cpu().numpy(), dtype=np.float32)


class OwnModule(nn.Module):
    """The three branches: picture of shape (N, 3, 80, 80) from 0 to 255."""

    def __init__(self, net: OwnNet) -> None:
        super().__init__()
        self.face_api = FaceApiModule(net.face_api)
        self.big, self.mini = XceptionNet(net.big), XceptionNet(net.mini)
        self.shares = nn.Parameter(torch.tensor(net.shares))

    def branches(self, picture: Tensor) -> Tensor:
        """Logits of each branch by itself, shape (3, N, 7)."""
        small = functional.interpolate(
            picture, size=SMALL_SIDE_PX, mode="bilinear", align_corners=False
        )
        small = small / 127.5 - 1
        wide = self.face_api(picture / 127.5 - 1)
        return torch.stack([wide, self.big(small), self.mini(small)])

    def summed(self, branches: Tensor) -> Tensor:
        """The net's logits, shape (N, 7), from those of its branches."""
        return (branches * self.shares.reshape(3, 1, 1)).sum(dim=0)

    def forward(self, picture: Tensor) -> Tensor:
        """Logits, shape (N, 7)."""
        return self.summed(self.branches(picture))

    def layers(self) -> OwnNet:
        """The weights as they are now."""
        wide, big, mini = self.shares.tolist()
        return OwnNet(
            face_api=self.face_api.layers(),
            big=self.big.layers(),
            mini=self.mini.layers(),
            shares=(wide, big, mini),
        )

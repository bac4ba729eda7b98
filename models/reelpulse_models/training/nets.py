"""Our own net as a torch module whose folded normalisations are opened again, so that it can learn."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from reelpulse_models.grey_pictures import COLOURED_FROM, saturation
from reelpulse_models.layers import BatchNorm, ConvLayer, Weights
from reelpulse_models.onnx_graph import same_pads
from reelpulse_models.own_net import MEAN_RGB, RELU_MAX, OwnNet, Unit

_EPSILON: Final = 1e-3


class UnitModule(nn.Module):
    """A convolution, a normalisation of each channel, and a Relu that ends at 6."""

    def __init__(self, unit: Unit) -> None:
        super().__init__()
        self.stride, self.groups, self.depthwise = unit.stride, unit.groups, unit.depthwise
        self.weight = nn.Parameter(_tensor(unit.layer.weights))
        self.norm = nn.BatchNorm2d(len(unit.layer.weights), eps=_EPSILON)
        with torch.no_grad():
            # With this variance the normalisation is the published bias and nothing else.
            self._variance().fill_(1 - _EPSILON)
            self.norm.bias.copy_(_tensor(unit.layer.bias))

    def _mixed(self, value: Tensor) -> Tensor:
        size, kernel = (value.shape[2], value.shape[3]), (self.weight.shape[2],) * 2
        top, left, bottom, right = same_pads(size, kernel=kernel, stride=self.stride)
        if (top, left) == (bottom, right):
            pads = (top, left)
        else:
            value, pads = functional.pad(value, (left, right, top, bottom)), (0, 0)
        return functional.conv2d(value, self.weight, None, self.stride, pads, 1, self.groups)

    def forward(self, value: Tensor) -> Tensor:
        """Shape (N, in, H, W) to (N, out, H', W')."""
        return functional.hardtanh(self.norm(self._mixed(value)), 0.0, RELU_MAX)

    @torch.no_grad()
    def settle(self, value: Tensor) -> Tensor:
        """Normalise by these values' own mean and variance, and still give what was given before."""
        mixed = self._mixed(value)
        was = self.unit().layer.bias, self._scale()
        mean, variance = mixed.mean(dim=(0, 2, 3)), mixed.var(dim=(0, 2, 3), unbiased=False)
        self._mean().copy_(mean)
        self._variance().copy_(variance)
        self.norm.weight.copy_(was[1] * torch.sqrt(variance + _EPSILON))
        self.norm.bias.copy_(_tensor(was[0]) + was[1] * mean)
        scale, bias = was[1].reshape(1, -1, 1, 1), _tensor(was[0]).reshape(1, -1, 1, 1)
        return functional.hardtanh(mixed * scale + bias, 0.0, RELU_MAX)

    def unit(self) -> Unit:
        """The weights as they are now, with the normalisation folded."""
        norm = BatchNorm(
            gamma=_array(self.norm.weight),
            beta=_array(self.norm.bias),
            mean=_array(self._mean()),
            variance=_array(self._variance()),
            epsilon=_EPSILON,
        )
        layer = norm.fold_into(_array(self.weight))
        return Unit(layer=layer, stride=self.stride, depthwise=self.depthwise)

    def _scale(self) -> Tensor:
        return self.norm.weight / torch.sqrt(self._variance() + _EPSILON)

    def _mean(self) -> Tensor:
        found = self.norm.running_mean
        if found is None:
            raise AssertionError("The normalisation keeps a mean.")
        return found

    def _variance(self) -> Tensor:
        found = self.norm.running_var
        if found is None:
            raise AssertionError("The normalisation keeps a variance.")
        return found


class OwnModule(nn.Module):
    """Picture of shape (N, 3, 96, 96), red, green, blue from 0 to 255; logits (N, 7)."""

    mean_rgb: Tensor

    def __init__(self, net: OwnNet, *, drop_out: float = 0.0) -> None:
        super().__init__()
        self.units = nn.ModuleList(UnitModule(unit) for unit in net.units)
        self.head_weight = nn.Parameter(_tensor(net.head.weights))
        self.head_bias = nn.Parameter(_tensor(net.head.bias))
        self._drop_out = drop_out
        self._grey_gain = net.grey_gain
        mean = torch.tensor(MEAN_RGB).reshape(1, 3, 1, 1)
        self.register_buffer("mean_rgb", mean, persistent=False)

    def forward(self, picture: Tensor) -> Tensor:
        """Logits, shape (N, 7)."""
        value = self._centred(picture)
        for unit in self.units:
            value = unit(value)
        pooled = functional.dropout(value.mean(dim=(2, 3)), self._drop_out, self.training)
        logits = functional.linear(pooled, self.head_weight.flatten(1), self.head_bias)
        return logits if self._grey_gain == 1 else logits * _gains(picture, self._grey_gain)

    def settle(self, picture: Tensor) -> None:
        """Open the folded normalisations with the figures of these pictures: logits stay the same."""
        value = self._centred(picture)
        for unit in self._units():
            value = unit.settle(value)

    def layers(self) -> OwnNet:
        """The weights as they are now."""
        return OwnNet(
            units=tuple(unit.unit() for unit in self._units()),
            head=ConvLayer(weights=_array(self.head_weight), bias=_array(self.head_bias)),
            grey_gain=self._grey_gain,
        )

    def _centred(self, picture: Tensor) -> Tensor:
        # Half as slow again in the other form.
        return (picture - self.mean_rgb).contiguous(memory_format=torch.channels_last)

    def _units(self) -> list[UnitModule]:
        return [unit for unit in self.units if isinstance(unit, UnitModule)]


def _gains(picture: Tensor, grey_gain: float) -> Tensor:
    """As `grey_pictures` has it, shape (N, 1)."""
    colour = _tensor(saturation(picture.numpy())[:, None] / COLOURED_FROM).clip(0, 1)
    return grey_gain + (1 - grey_gain) * colour


@torch.no_grad()
def mean_of(nets: Sequence[OwnModule]) -> OwnModule:
    """A net of the mean weights, for nets of one lineage (model soups, Wortsman et al. 2022)."""
    mean = copy.deepcopy(nets[0])
    states = [net.state_dict() for net in nets]
    for name, value in mean.state_dict().items():
        if value.is_floating_point():
            value.copy_(torch.stack([state[name] for state in states]).mean(dim=0))
    return mean


def _tensor(weights: Weights) -> Tensor:
    return torch.from_numpy(np.array(weights, dtype=np.float32))


def _array(weights: Tensor) -> Weights:
    return np.array(weights.detach().contiguous().numpy(), dtype=np.float32)

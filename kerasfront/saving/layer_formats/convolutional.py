"""Layers over space: in Keras 2 and 3, kernels have channels last, and those of sequences no axis of size 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import layers
from kerasfront.backend.conv_shapes import spatial
from kerasfront.layers import Convolution1D, Convolution2D, Deconvolution2D, SeparableConvolution2D
from kerasfront.layers.convolutional.base import ConvolutionLayer
from kerasfront.layers.spatial import SpatialLayer
from kerasfront.saving.layer_formats.base import LayerFormat, refusal
from kerasfront.saving.layer_formats.layout import Layout, converted_layout, own_shapes, transposition
from kerasfront.saving.layer_formats.registry import register_layer_format

EARLY_SEQUENCE_KERNEL = (3, 2, 0, 1)
"""Before Keras 1.1, kernels of sequences were (nb_filter, channels, filter_length, 1)."""


def kernel_axes(layer: SpatialLayer) -> list[int]:
    """The axes of a kernel in the order of Keras 2: sizes, channels, filters. An axis of size 1 is left out."""
    if layer.rank == 1:
        return [0, 2, 3]
    space = list(range(layer.rank))
    return [axis + 2 for axis in space] + [1, 0] if layer.layout == "th" else [*space, layer.rank, layer.rank + 1]


class ConvolutionFormat(LayerFormat[ConvolutionLayer]):
    """Convolutions of any rank."""

    def kernel_axes(self, layer: ConvolutionLayer) -> list[int]:
        """The axes of a kernel in the order of Keras 2; see `kernel_axes`."""
        return kernel_axes(layer)

    def keras2_layout(self, layer: ConvolutionLayer, names: Sequence[str] = ()) -> Layout:
        if layer.rank == 1:
            shapes = own_shapes(layer)
            return converted_layout(
                layer,
                lambda arrays: [array.squeeze(1) if array.ndim == 4 else array for array in arrays],
                lambda arrays: [np.reshape(array, shape) for array, shape in zip(arrays, shapes)],
            )
        return converted_layout(layer, *transposition(self.kernel_axes(layer)))

    def argument(self, layer: ConvolutionLayer, name: str, value: Any, version: int) -> Any:
        result = super().argument(layer, name, value, version)
        if name == "kernel_constraint" and result and "axis" in result["config"]:
            result["config"]["axis"] = self._constrained_axes(layer, result["config"]["axis"])
        return result

    def _constrained_axes(self, layer: ConvolutionLayer, axis: Any) -> list[int]:
        order, rank = self.kernel_axes(layer), max(layer.rank, 2) + 2
        axes = [int(one) % rank for one in np.ravel(axis)]
        return [order.index(one) for one in axes if one in order]


class SequenceConvolutionFormat(ConvolutionFormat):
    """Convolutions over sequences."""

    def earlier_layouts(self, layer: ConvolutionLayer) -> Sequence[Layout]:
        return [converted_layout(layer, *transposition(EARLY_SEQUENCE_KERNEL))]


class SeparableFormat(ConvolutionFormat):
    """Separable convolutions."""

    def keras3_factors(self, layer: ConvolutionLayer, count: int) -> list[Any]:
        return [1.0, *super().keras3_factors(layer, count - 1)]  # of the two kernels, one is enough


class DeconvolutionFormat(ConvolutionFormat):
    """Transposed convolutions, whose kernels have the axes sizes, filters, channels."""

    def kernel_axes(self, layer: ConvolutionLayer) -> list[int]:
        *space, channels, filters = super().kernel_axes(layer)
        return [*space, filters, channels]

    def argument(self, layer: Any, name: str, value: Any, version: int) -> Any:
        if name == "output_padding":
            return _output_padding(layer, version)
        return super().argument(layer, name, value, version)


def _output_padding(layer: Deconvolution2D, version: int) -> list[int] | None:
    """Rows and columns of the output beyond the smallest one that belongs to the input; None for the usual one."""
    target: Any = spatial(layer.output_shape_, layer.layout)
    sizes: Any = zip(target, Convolution2D.output_sizes(layer, target), layer.window_size, layer.window_strides)
    valid = layer.border_mode == "valid"
    both = [(t - n * s - valid * max(k - s, 0), t - (n - 1) * s - (k if valid else k % 2), s) for t, n, k, s in sizes]
    if not any(beyond_usual for beyond_usual, _, _ in both):
        return None
    if any(not 0 <= padding < stride for _, padding, stride in both):
        raise refusal(layer, version, f"there is no output_shape {layer.output_shape_} for such a window")
    return [padding for _, padding, _ in both]


class MarginFormat(LayerFormat[Any]):
    """Zero padding and cropping, whose sizes stand side by side."""

    def argument(self, layer: Any, name: str, value: Any, version: int) -> Any:
        if name in ("padding", "cropping"):
            return layer.margins if layer.rank > 1 else layer.margins[0]
        return super().argument(layer, name, value, version)


register_layer_format(ConvolutionLayer, ConvolutionFormat())
register_layer_format(Convolution1D, SequenceConvolutionFormat())
register_layer_format(SeparableConvolution2D, SeparableFormat())
register_layer_format(Deconvolution2D, DeconvolutionFormat())
for _rank in (1, 2, 3):
    for _kind in ("ZeroPadding", "Cropping"):
        register_layer_format(getattr(layers, f"{_kind}{_rank}D"), MarginFormat())

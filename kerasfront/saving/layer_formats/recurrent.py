"""Recurrent layers with gates: in Keras 2 and 3, all gates have one kernel, one recurrent kernel and one bias."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import activations
from kerasfront.layers import GRU
from kerasfront.layers.convolutional_recurrent import ConvRecurrent2D
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.saving.layer_formats.base import STEEPER, LayerFormat
from kerasfront.saving.layer_formats.convolutional import kernel_axes
from kerasfront.saving.layer_formats.layout import Arrays, Conversion, Layout, converted_layout, transposition
from kerasfront.saving.layer_formats.registry import register_layer_format

RESET_AFTER = " A GRU with reset_after=True computes something else, so its weights cannot be used."
CANDIDATES = ("c", "h")
"""What LSTM and GRU compute besides their gates."""


def _has_gates(layer: Gated) -> bool:
    return len(layer.gates) > 1


class GatedFormat(LayerFormat[Gated]):
    """Recurrent layers, with gates or without."""

    def earlier_layouts(self, layer: Gated) -> Sequence[Layout]:
        """The layout of a layer with another `consume_less`."""
        if not _has_gates(layer):
            return ()
        fuse, split = layer.gate_layout.fuse, layer.gate_layout.split
        return [converted_layout(layer, *((split, fuse) if layer.consume_less == "gpu" else (fuse, split)))]

    def keras2_layout(self, layer: Gated, names: Sequence[str] = ()) -> Layout:
        """Two arrays are those of a layer without bias."""
        channels_last, own_axes = self.kernel_conversions(layer)
        by_gate = layer.consume_less != "gpu" and _has_gates(layer)
        biases = [] if len(names) != 2 else [np.zeros(len(layer.gates) * layer.units, "float32")]

        def write(arrays: Arrays) -> Arrays:
            return channels_last(layer.gate_layout.fuse(arrays) if by_gate else arrays)[: 3 - len(biases)]

        def read(arrays: Arrays) -> Arrays:
            arrays = own_axes([*arrays, *biases])
            return layer.gate_layout.split(arrays) if by_gate else arrays

        return converted_layout(layer, write, read)

    def kernel_conversions(self, layer: Gated) -> tuple[Conversion, Conversion]:
        """Convert kernels to the order of axes of Keras 2, and back."""
        return list, list

    def keras3_factors(self, layer: Gated, count: int) -> list[Any]:
        if getattr(layer, "inner_activation", None) is not activations.hard_sigmoid:
            return super().keras3_factors(layer, count)
        return [np.repeat([1.0 if gate in CANDIDATES else STEEPER for gate in layer.gates], layer.units)] * count

    def leads_to_activation(self, layer: Gated) -> bool:
        return super().leads_to_activation(layer) and not _has_gates(layer)


class ConvolutionalGatedFormat(GatedFormat):
    """Recurrent layers whose kernels are convolved."""

    def kernel_conversions(self, layer: Any) -> tuple[Conversion, Conversion]:
        return transposition(kernel_axes(layer))


class GRUFormat(GatedFormat):
    """GRU, which Keras 2 and 3 have in another kind too."""

    def keras2_layout(self, layer: Gated, names: Sequence[str] = ()) -> Layout:
        return super().keras2_layout(layer, names)._replace(hint=RESET_AFTER)


register_layer_format(Gated, GatedFormat())
register_layer_format(ConvRecurrent2D, ConvolutionalGatedFormat())
register_layer_format(GRU, GRUFormat())

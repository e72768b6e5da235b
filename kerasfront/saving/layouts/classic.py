"""Layouts of Keras before 2."""

from __future__ import annotations

from kerasfront.engine.topology import Layer
from kerasfront.layers import Convolution1D
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.saving.layouts.layout import Layout, layout_of, own_layout, transposition

OLD_SEQUENCE_KERNEL = (3, 2, 0, 1)
"""Before Keras 1.1, kernels of sequences were (nb_filter, channels, filter_length, 1)."""


def classic_layouts(layer: Layer) -> list[Layout]:
    """The present layout, then the older ones, and those of other settings of the same layer."""
    if isinstance(layer, Convolution1D):
        return [own_layout(layer), layout_of(layer, *transposition(OLD_SEQUENCE_KERNEL))]
    if isinstance(layer, Gated) and len(layer.gates) > 1:
        changes = layer.by_gate, layer.in_one
        return [own_layout(layer), layout_of(layer, *(changes if layer.consume_less == "gpu" else changes[::-1]))]
    return [own_layout(layer)]

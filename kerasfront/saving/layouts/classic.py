"""Layouts of Keras before 2."""

from __future__ import annotations

from kerasfront.engine.topology import Layer
from kerasfront.layers import Convolution1D, Highway
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.saving.layouts.layout import Arrays, Layout, layout_of, own_layout, transposition

OLD_SEQUENCE_KERNEL = (3, 2, 0, 1)
"""Before Keras 1.1, kernels of sequences were (nb_filter, channels, filter_length, 1)."""


def classic_layouts(layer: Layer) -> list[Layout]:
    """The present layout, then the older ones, and those of other settings of the same layer."""
    if isinstance(layer, Convolution1D):
        return [own_layout(layer), layout_of(layer, *transposition(OLD_SEQUENCE_KERNEL))]
    if isinstance(layer, Gated) and len(layer.gates) > 1:
        changes = layer.by_gate, layer.in_one
        return [own_layout(layer), layout_of(layer, *(changes if layer.consume_less == "gpu" else changes[::-1]))]
    if isinstance(layer, Highway):
        return [own_layout(layer), layout_of(layer, _gate_by_gate, _gate_by_gate)]
    return [own_layout(layer)]


def _gate_by_gate(arrays: Arrays) -> Arrays:
    """Before Keras 1.2, the bias of a Highway's transformation came before the kernel of its gate."""
    return arrays[::2] + arrays[1::2]

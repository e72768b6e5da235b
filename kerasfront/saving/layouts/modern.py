"""Layouts of Keras 2 and later: kernels with channels last, gates side by side, weights named by their part.

The hard_sigmoid of Keras 3 has slope 1/6, where it was 1/5 before: weights that lead to one are that much larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from kerasfront import activations
from kerasfront.engine.topology import Container, Layer, Merge
from kerasfront.engine.topology.lists import unique
from kerasfront.layers import GRU, BatchNormalization, Deconvolution2D, SeparableConvolution2D
from kerasfront.layers.convolutional.base import ConvolutionLayer
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.layers.spatial import SpatialLayer
from kerasfront.layers.wrappers import Wrapper
from kerasfront.saving.layouts.layout import (
    Arrays,
    Layout,
    layout_of,
    own_layout,
    own_shapes,
    transposition,
)

RESET_AFTER = " A GRU with reset_after=True computes something else, so its weights cannot be used."
SCALE, SHIFT = "gamma", "beta"
STEEPER = 6 / 5
CANDIDATES = ("c", "h")
"""What LSTM and GRU compute beside their gates."""

T = TypeVar("T")


def is_stack(model: Container) -> bool:
    """Whether the model is a Sequential that later ones can have: each layer once, and no Merge of models at first."""
    if not isinstance(model.get_config(), list):
        return False
    merged = any(isinstance(layer, Merge) and layer.layers for layer in model.layers[:1])
    return len(unique(model.layers)) == len(model.layers) and not merged


def outer_layers(model: Container) -> list[Layer]:
    """The layers that have groups of their own in a file, in its order."""
    return model.layers if is_stack(model) else model.graph.layers


def modern_layout(layer: Layer, names: Sequence[str] = (), major: int = 2) -> Layout:
    """The layout of a layer in Keras 2 or 3 (`major`); `names` of the weights in the file say what it lacks."""
    if isinstance(layer, Container):
        return _of_parts(layer, layer.flattened_layers, major)
    if isinstance(layer, Wrapper):
        return _of_parts(layer, layer.inner_layers, major)
    layout = _of_single(layer, names)
    return _steeper(layer, layout) if major > 2 else layout


def _of_single(layer: Layer, names: Sequence[str]) -> Layout:
    if isinstance(layer, ConvolutionLayer):
        return _convolution(layer)
    if isinstance(layer, Gated):
        return _gated(layer, len(names))
    if isinstance(layer, BatchNormalization):
        return _normalization(layer, [name.split("/")[-1].split(":")[0] for name in names])
    return own_layout(layer)


def _of_parts(layer: Layer, parts: Sequence[Layer], major: int) -> Layout:
    """What is trained of all parts, then the rest of all parts."""
    inner = [modern_layout(part, (), major) for part in parts]
    trained = [layout.trained if part.trainable else 0 for part, layout in zip(parts, inner)]

    def in_order(lists: Sequence[Sequence[T]]) -> list[T]:
        first = [item for items, t in zip(lists, trained) for item in items[:t]]
        return first + [item for items, t in zip(lists, trained) for item in items[t:]]

    def convert(arrays: Arrays) -> Arrays:
        first, rest = iter(arrays[: sum(trained)]), iter(arrays[sum(trained) :])
        values = {}
        for part, layout, t in zip(parts, inner, trained):
            own = [next(first) for _ in range(t)] + [next(rest) for _ in layout.shapes[t:]]
            values.update(zip(part.weights, layout.convert(own)))
        return [values[weight] for weight in layer.weights]

    def write(arrays: Arrays) -> Arrays:
        values = dict(zip(layer.weights, arrays))
        return in_order([own.write([values[weight] for weight in part.weights]) for part, own in zip(parts, inner)])

    return Layout(in_order([layout.shapes for layout in inner]), convert, write, sum(trained))


def kernel_axes(layer: SpatialLayer) -> list[int]:
    """The axes of a kernel in the order in which they lie in the file; a sequence's has one of size 1, which does not.

    Those of a transposed convolution are (sizes..., filters, channels), all others (sizes..., channels, filters).
    """
    if layer.rank == 1:
        return [0, 2, 3]
    space, ends = list(range(layer.rank)), [layer.rank, layer.rank + 1]
    if layer.layout == "th":
        space, ends = [axis + 2 for axis in space], [1, 0]
    return space + (ends[::-1] if isinstance(layer, Deconvolution2D) else ends)


def _convolution(layer: ConvolutionLayer) -> Layout:
    if layer.rank == 1:
        shapes = own_shapes(layer)
        return layout_of(
            layer,
            lambda arrays: [array.squeeze(1) if array.ndim == 4 else array for array in arrays],
            lambda arrays: [array.reshape(shape) for array, shape in zip(arrays, shapes)],
        )
    return layout_of(layer, *transposition(kernel_axes(layer)))


def _gated(layer: Gated, count: int) -> Layout:
    """One kernel, one for the state and one bias for all gates; two arrays are those of a layer without bias."""
    last, first = transposition(kernel_axes(layer)) if isinstance(layer, SpatialLayer) else (list, list)
    single = layer.consume_less != "gpu" and len(layer.gates) > 1
    biases = [] if count != 2 else [np.zeros(len(layer.gates) * layer.units, "float32")]

    def there(arrays: Arrays) -> Arrays:
        return last(layer.in_one(arrays) if single else arrays)[: 3 - len(biases)]

    def back(arrays: Arrays) -> Arrays:
        arrays = first([*arrays, *biases])
        return layer.by_gate(arrays) if single else arrays

    return layout_of(layer, there, back)._replace(hint=RESET_AFTER if isinstance(layer, GRU) else "")


def _normalization(layer: BatchNormalization, names: Sequence[str]) -> Layout:
    """Scale and shift may be missing: then they do nothing."""
    neutral = {SCALE: np.ones, SHIFT: np.zeros}
    missing = [number for number, name in enumerate(neutral) if names and name not in names]
    features = own_shapes(layer)[0]

    def there(arrays: Arrays) -> Arrays:
        return [array for number, array in enumerate(arrays) if number not in missing]

    def back(arrays: Arrays) -> Arrays:
        known = iter(arrays)
        given = [neutral[name](features) if n in missing else next(known) for n, name in enumerate(neutral)]
        return [*given, *known]

    return layout_of(layer, there, back)._replace(trained=len(neutral) - len(missing))


def _steeper(layer: Any, layout: Layout) -> Layout:
    """The layout with larger weights where they lead to a hard_sigmoid."""
    factor: Any = 1.0
    if getattr(layer, "inner_activation", None) is activations.hard_sigmoid:
        factor = np.repeat([1.0 if gate in CANDIDATES else STEEPER for gate in layer.gates], layer.units)
    elif layout.shapes and getattr(layer, "activation", None) is activations.hard_sigmoid:
        factor = STEEPER
    start = 1 if isinstance(layer, SeparableConvolution2D) else 0  # its last kernel is enough

    def times(arrays: Arrays, factor: Any) -> Arrays:
        return [*arrays[:start], *((array * factor).astype(array.dtype) for array in arrays[start:])]

    return layout._replace(
        convert=lambda arrays: layout.convert(times(arrays, 1 / factor)),
        write=lambda arrays: times(layout.write(arrays), factor),
    )

"""Layouts of Keras 2 and later: kernels with channels last, gates side by side, weights named by their part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasfront.engine.topology import Container, Layer
from kerasfront.layers import GRU, BatchNormalization, Deconvolution2D
from kerasfront.layers.convolutional.base import ConvolutionLayer
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.layers.spatial import SpatialLayer
from kerasfront.layers.wrappers import Wrapper
from kerasfront.saving.layouts.layout import (
    Arrays,
    Change,
    Layout,
    layout_of,
    own_layout,
    own_shapes,
    transposition,
)

RESET_AFTER = " A GRU with reset_after=True computes something else, so its weights cannot be used."
SCALE, SHIFT = "gamma", "beta"


def modern_layout(layer: Layer, names: Sequence[str] = ()) -> Layout:
    """The layout of a layer; `names` of the weights in the file say what it lacks."""
    if isinstance(layer, Container):
        return _of_parts(layer, layer.flattened_layers)
    if isinstance(layer, Wrapper):
        return _of_parts(layer, layer.inner_layers)
    if isinstance(layer, ConvolutionLayer):
        return _convolution(layer)
    if isinstance(layer, Gated):
        return _gated(layer, len(names))
    if isinstance(layer, BatchNormalization):
        return _normalization(layer, [name.split("/")[-1].split(":")[0] for name in names])
    return own_layout(layer)


def _of_parts(layer: Layer, parts: Sequence[Layer]) -> Layout:
    """What is trained of all parts, then the rest of all parts."""
    inner = [modern_layout(part) for part in parts]
    trained = [layout.trained if part.trainable else 0 for part, layout in zip(parts, inner)]
    shapes = [s for layout, t in zip(inner, trained) for s in layout.shapes[:t]]
    shapes += [s for layout, t in zip(inner, trained) for s in layout.shapes[t:]]

    def convert(arrays: Arrays) -> Arrays:
        first, rest = iter(arrays[: sum(trained)]), iter(arrays[sum(trained) :])
        values = {}
        for part, layout, t in zip(parts, inner, trained):
            own = [next(first) for _ in range(t)] + [next(rest) for _ in layout.shapes[t:]]
            values.update(zip(part.weights, layout.convert(own)))
        return [values[weight] for weight in layer.weights]

    return Layout(shapes, convert, sum(trained))


def _convolution(layer: ConvolutionLayer) -> Layout:
    """Kernels are (sizes..., channels, filters), those of a transposed convolution (sizes..., filters, channels)."""
    if layer.rank == 1:
        shapes = own_shapes(layer)
        return layout_of(
            layer,
            lambda arrays: [array.squeeze(1) if array.ndim == 4 else array for array in arrays],
            lambda arrays: [array.reshape(shape) for array, shape in zip(arrays, shapes)],
        )
    return layout_of(layer, *_channels_last(layer, isinstance(layer, Deconvolution2D)))


def _channels_last(layer: SpatialLayer, swapped: bool = False) -> tuple[Change, Change]:
    """From kernels of the layer to those of the file, and back."""
    space, ends = list(range(layer.rank)), [layer.rank, layer.rank + 1]
    if layer.layout == "th":
        space, ends = [axis + 2 for axis in space], [1, 0]
    return transposition(space + (ends[::-1] if swapped else ends))


def _gated(layer: Gated, count: int) -> Layout:
    """One kernel, one for the state and one bias for all gates; two arrays are those of a layer without bias."""
    last, first = _channels_last(layer) if isinstance(layer, SpatialLayer) else (list, list)
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

"""The named ways to merge tensors: what each computes, needs and gives.

Every function takes the inputs, or their static shapes, and the `Axes` of the layer.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import NamedTuple

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology.tensors import compatible


class Axes(NamedTuple):
    """The axes that a mode works on: `concat` for concatenation, `dot` (one for each input) for products."""

    concat: int
    dot: tuple[int, int]


class Mode(NamedTuple):
    """One way to merge.

    Attributes
    ----------
    call : callable
        (input tensors, axes) -> tensor.
    fault : callable
        (input shapes, axes) -> in words what does not fit, or None.
    shape : callable
        (input shapes, axes) -> output shape.
    keeps_time : bool
        Whether the output has the time steps of the inputs, and so a mask.
    """

    call: Callable[[Sequence[Tensor], Axes], Tensor]
    fault: Callable[[Sequence[Shape], Axes], str | None]
    shape: Callable[[Sequence[Shape], Axes], Shape]
    keeps_time: bool


def _average(inputs: Sequence[Tensor], axes: Axes) -> Tensor:
    return reduce(operator.add, inputs) / float(len(inputs))


def _concatenate(inputs: Sequence[Tensor], axes: Axes) -> Tensor:
    return K.concatenate(list(inputs), axis=axes.concat)


def _dot(inputs: Sequence[Tensor], axes: Axes) -> Tensor:
    return K.batch_dot(inputs[0], inputs[1], axes=[[axis] for axis in axes.dot])


def _cosine(inputs: Sequence[Tensor], axes: Axes) -> Tensor:
    """The dot product over the product of norms, each norm at least sqrt(epsilon)."""
    normed = [K.l2_normalize(x, axis) for x, axis in zip(inputs, axes.dot)]
    return _dot(normed, axes)


def _elementwise_fault(shapes: Sequence[Shape], axes: Axes) -> str | None:
    return None if all(compatible(shapes[0], other) for other in shapes[1:]) else "needs inputs of one shape"


def _concatenation_fault(shapes: Sequence[Shape], axes: Axes) -> str | None:
    if any(not -len(shape) <= axes.concat < len(shape) for shape in shapes):
        return f"has concat_axis={axes.concat}, which an input lacks"
    rest = [_without(shape, axes.concat) for shape in shapes]
    if all(compatible(rest[0], other) for other in rest[1:]):
        return None
    return f"needs inputs that differ on axis {axes.concat} only"


def _product_fault(shapes: Sequence[Shape], axes: Axes) -> str | None:
    if len(shapes) != 2:
        return f"needs exactly two inputs, got {len(shapes)}"
    if any(not 0 < axis < len(shape) for shape, axis in zip(shapes, axes.dot)):
        return f"has dot_axes={list(axes.dot)}, which must name an axis of each input other than the batch axis"
    sizes = [shape[axis] for shape, axis in zip(shapes, axes.dot)]
    if None in sizes or sizes[0] == sizes[1]:
        return None
    return f"needs axes of equal size to multiply along, dot_axes={list(axes.dot)} name sizes {sizes[0]} and {sizes[1]}"


def _elementwise_shape(shapes: Sequence[Shape], axes: Axes) -> Shape:
    return tuple(next((size for size in sizes if size is not None), None) for sizes in zip(*shapes))


def _concatenation_shape(shapes: Sequence[Shape], axes: Axes) -> Shape:
    sizes = [shape[axes.concat] for shape in shapes]
    whole = list(_elementwise_shape(shapes, axes))
    whole[axes.concat] = None if None in sizes else sum(sizes)  # type: ignore[arg-type]
    return tuple(whole)


def _product_shape(shapes: Sequence[Shape], axes: Axes) -> Shape:
    samples = _elementwise_shape([shape[:1] for shape in shapes], axes)
    rest = [size for shape, axis in zip(shapes, axes.dot) for size in _without(shape, axis)[1:]]
    return (*samples, *(rest or [1]))


def _without(shape: Shape, axis: int) -> Shape:
    axis %= len(shape)
    return (*shape[:axis], *shape[axis + 1 :])


def _elementwise(function: Callable[[Tensor, Tensor], Tensor]) -> Mode:
    def call(inputs: Sequence[Tensor], axes: Axes) -> Tensor:
        return reduce(function, inputs)

    return Mode(call, _elementwise_fault, _elementwise_shape, True)


MODES: dict[str, Mode] = {
    "sum": _elementwise(operator.add),
    "mul": _elementwise(operator.mul),
    "max": _elementwise(K.maximum),
    "ave": Mode(_average, _elementwise_fault, _elementwise_shape, True),
    "concat": Mode(_concatenate, _concatenation_fault, _concatenation_shape, True),
    "dot": Mode(_dot, _product_fault, _product_shape, False),
    "cos": Mode(_cosine, _product_fault, _product_shape, False),
}


def merged_mask(mode: str, inputs: Sequence[Tensor], masks: Sequence[Tensor | None], axes: Axes) -> Tensor | None:
    """The mask of the merged tensor: steps that count in every input; in a concatenation in time, those of each."""
    given = [mask for mask in masks if mask is not None]
    if not given or not MODES[mode].keeps_time:
        return None
    rank = K.ndim(inputs[0])
    if mode == "concat" and rank > 2 and axes.concat % rank == 1:
        like = K.dtype(given[0])
        return K.concatenate([_all_steps(x, like) if m is None else m for x, m in zip(inputs, masks)], axis=1)
    return K.all(K.concatenate([K.expand_dims(mask, 0) for mask in given], axis=0), axis=0)


def _all_steps(x: Tensor, dtype: str) -> Tensor:
    """A mask by which every time step of `x` counts."""
    while K.ndim(x) > 2:
        x = x[:, :, 0]
    return K.cast(K.ones_like(x), dtype)

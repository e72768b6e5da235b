"""Shapes, copies and orders of elements."""

from __future__ import annotations

import importlib
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront_theano.library import theano
from kerasfront_theano.linker import faults, prints
from kerasfront_theano.linker.translation import cast, number, numbers, while_running
from kerasfront_theano.shaping import Frame

T = theano.tensor
sort = importlib.import_module("theano.tensor.sort")


def _same(node: Any, x: Any, *others: Any) -> Any:
    return x


def _dimshuffle(node: Any, x: Any) -> Any:
    op = node.op
    shape = [1 if axis == "x" else np.shape(x)[axis] for axis in op.new_order]
    return jnp.transpose(jnp.asarray(x), (*op.shuffle, *op.drop)).reshape(shape)


def _assert(node: Any, x: Any, *conditions: Any) -> Any:
    for condition in conditions:
        faults.check_condition(jnp.asarray(condition))
    return x


@while_running
def _print(node: Any, x: Any) -> Any:
    prints.NOTED.add((prints.PrintOnce(node.op), x))
    return x


def _vector(node: Any, *elements: Any) -> Any:
    dtype = node.outputs[0].type.dtype
    return jnp.stack([cast(x, dtype) for x in elements]) if elements else jnp.zeros(0, dtype)


def _join(node: Any, axis: Any, *parts: Any) -> Any:
    dtype = node.outputs[0].type.dtype
    return jnp.concatenate([cast(x, dtype) for x in parts], number(axis))


def _split(node: Any, x: Any, axis: Any, sizes: Any) -> Any:
    lengths = numbers(sizes)
    if sum(lengths) != x.shape[number(axis)]:
        raise ValueError(f"Parts of {lengths} elements do not make up an axis of {x.shape[number(axis)]}.")
    return jnp.split(x, np.cumsum(lengths)[:-1].tolist(), number(axis))


def _arange(node: Any, *bounds: Any) -> Any:
    return jnp.arange(*(np.asarray(bound).item() for bound in bounds), dtype=node.op.dtype)


def _repeat(node: Any, x: Any, repeats: Any) -> Any:
    return jnp.repeat(x, numbers(repeats) if np.ndim(repeats) else number(repeats), node.op.axis)


def _cumulate(node: Any, x: Any) -> Any:
    return (jnp.cumsum if node.op.mode == "add" else jnp.cumprod)(x, node.op.axis)


def _specify(node: Any, x: Any, shape: Any) -> Any:
    if np.shape(x) != numbers(shape):
        raise AssertionError(f"SpecifyShape: the shape is {np.shape(x)}, not {numbers(shape)}.")
    return x


def _argmax(x: Any, axes: Any) -> tuple[Any, Any]:
    """The position of the largest element, and the element."""
    axes = tuple(range(x.ndim)) if axes is None else tuple(axes)
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    rows = jnp.transpose(x, (*kept, *axes)).reshape([*(x.shape[axis] for axis in kept), -1])
    return jnp.argmax(rows, -1), jnp.max(rows, -1)


def _top_k(node: Any, x: Any, k: Any) -> list[Any]:
    op, count = node.op, number(k)
    axis, length = op.axis % x.ndim, x.shape[op.axis]
    start, end = (length - count, length) if count > 0 else (0, -count)
    places = lax.slice_in_dim(jnp.argsort(x, axis, stable=True), start, end, axis=axis)
    values = [jnp.take_along_axis(x, places, axis)] if op.return_values else []
    return values + ([places] if op.return_indices else [])


def _diagonal(node: Any, x: Any) -> Any:
    op = node.op
    return jnp.diagonal(x, op.offset, op.axis1, op.axis2)


def _frame(node: Any, x: Any) -> Any:
    return lax.pad(jnp.asarray(x), np.zeros((), x.dtype), [(before, after, 0) for before, after in node.op.widths])


def _reshape(node: Any, x: Any, shape: Any) -> Any:
    return jnp.reshape(x, numbers(shape))


def _known_shape(x: Any) -> Any:
    return np.asarray(np.shape(x), "int64")


OPERATIONS = {
    **dict.fromkeys(
        [
            theano.compile.ViewOp,
            theano.compile.Rebroadcast,
            theano.compile.DeepCopyOp,
            T.TensorFromScalar,
            T.ScalarFromTensor,
            T.extra_ops.CpuContiguous,
        ],
        _same,
    ),  # fmt: skip
    theano.compile.Shape: lambda node, x: _known_shape(x),
    theano.compile.Shape_i: lambda node, x: _known_shape(x)[node.op.i],
    theano.compile.SpecifyShape: _specify,
    T.opt.Assert: _assert,
    theano.printing.Print: _print,
    T.elemwise.DimShuffle: _dimshuffle,
    T.Reshape: _reshape,
    T.basic.Flatten: lambda node, x: jnp.reshape(x, (*x.shape[: node.op.outdim - 1], -1)),
    T.Alloc: lambda node, x, *shape: jnp.broadcast_to(x, tuple(map(number, shape))),
    T.AllocEmpty: lambda node, *shape: jnp.zeros(tuple(map(number, shape)), node.op.dtype),
    T.opt.MakeVector: _vector,
    T.Join: _join,
    T.Split: _split,
    T.ARange: _arange,
    T.Eye: lambda node, n, m, k: jnp.eye(number(n), number(m), number(k), dtype=node.op.dtype),
    T.basic.Tri: lambda node, n, m, k: jnp.tri(number(n), number(m), number(k), dtype=node.op.dtype),
    T.extra_ops.RepeatOp: _repeat,
    T.Tile: lambda node, x, repeats: jnp.tile(x, numbers(repeats)),
    T.extra_ops.CumOp: _cumulate,
    T.MaxAndArgmax: lambda node, x: _argmax(x, node.op.axis)[::-1],
    T.Argmax: lambda node, x, *axes: _argmax(x, node.op.axis)[0],
    T.basic.ExtractDiag: _diagonal,
    T.basic.AllocDiag: lambda node, x: jnp.diag(x, node.op.offset),
    sort.SortOp: lambda node, x, axis: jnp.sort(x, number(axis)),
    sort.ArgSortOp: lambda node, x, axis: jnp.argsort(x, number(axis), stable=True),
    sort.TopKOp: _top_k,
    T.type_other.MakeSlice: lambda node, *bounds: slice(*bounds),
    Frame: _frame,
}

"""The static shapes of tensors, which Theano does not keep."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from math import prod
from typing import Any

from kerasfront_theano.library import theano

T = theano.tensor
Shape = tuple[int | None, ...]


def static_shape(x: Any) -> Shape:
    """The shape of a tensor; None for unknown sizes.

    It follows from the nearest tensors whose shapes are noted, and is noted on every tensor on the way.
    """
    waiting = [x]
    while waiting:
        tensor = waiting[-1]
        unknown = [] if _noted(tensor) else _sources(tensor)
        waiting += unknown
        if not unknown:
            waiting.pop()
            if not _noted(tensor):
                tensor.tag.static_shape = _infer(tensor)
    return x.tag.static_shape


def _noted(x: Any) -> bool:
    return hasattr(x.tag, "static_shape")


def _sources(x: Any) -> list[Any]:
    return [i for i in x.owner.inputs if hasattr(i.type, "broadcastable") and not _noted(i)] if x.owner else []


def _infer(x: Any) -> Shape:
    if isinstance(x, theano.compile.SharedVariable):
        return tuple(x.get_value(borrow=True).shape)
    if isinstance(x, T.TensorConstant):
        return tuple(x.data.shape)
    shape = _unknown(x)
    if x.owner:
        for kinds, rule in _RULES:
            if isinstance(x.owner.op, kinds):
                shape = tuple(rule(x.owner, x))
                break
    return tuple(1 if one else size for one, size in zip(x.broadcastable, shape))


def _unknown(x: Any) -> Shape:
    return (None,) * x.ndim


def _same_as_first(node: Any, x: Any) -> Shape:
    return static_shape(node.inputs[0])


def _broadcast(node: Any, x: Any) -> list[int | None]:
    return [_agreed(static_shape(i)[axis] for i in node.inputs if not i.broadcastable[axis]) for axis in range(x.ndim)]


def _agreed(sizes: Iterable[int | None]) -> int | None:
    """The size of an axis that several tensors have."""
    return next((size for size in sizes if size is not None), None)


def _dimshuffle(node: Any, x: Any) -> list[int | None]:
    before = static_shape(node.inputs[0])
    return [1 if axis == "x" else before[axis] for axis in node.op.new_order]


def _reduction(node: Any, x: Any) -> list[int | None]:
    before = static_shape(node.inputs[0])
    axes = range(len(before)) if node.op.axis is None else node.op.axis
    gone = {axis % len(before) for axis in (axes if isinstance(axes, Iterable) else [axes])} if before else set()
    return [size for axis, size in enumerate(before) if axis not in gone]


def _dot(node: Any, x: Any) -> Shape:
    left, right = (static_shape(i) for i in node.inputs)
    return left[:-1] + (right[:-2] + right[-1:] if len(right) > 1 else ())


def _batched_dot(node: Any, x: Any) -> Shape:
    left, right = (static_shape(i) for i in node.inputs)
    return (_agreed([left[0], right[0]]), *left[1:-1], *right[2:])


def _reshape(node: Any, x: Any) -> list[int | None]:
    total, shape = static_shape(node.inputs[0]), _known_vector(node.inputs[1], x.ndim)
    if shape.count(-1) == 1 and None not in total and None not in shape:
        rest = prod(size for size in shape if size != -1)
        return [prod(total) // rest if size == -1 and rest else size for size in shape]
    return [None if size == -1 else size for size in shape]


def _join(node: Any, x: Any) -> list[int | None]:
    axis, parts = known_int(node.inputs[0]), [static_shape(i) for i in node.inputs[1:]]
    shape = [_agreed(sizes) for sizes in zip(*parts)]
    if axis is None:
        return [None] * x.ndim
    sizes = [part[axis] for part in parts]
    shape[axis] = None if None in sizes else sum(sizes)
    return shape


def _subtensor(node: Any, x: Any) -> list[int | None]:
    before = static_shape(node.inputs[0])
    index = T.subtensor.get_idx_list(node.inputs, node.op.idx_list)
    kept = [_slice_length(size, part) for size, part in zip(before, index) if isinstance(part, slice)]
    return [*kept, *before[len(index) :]]


def _slice_length(size: int | None, part: slice) -> int | None:
    bounds = [b if b is None else known_int(b) for b in (part.start, part.stop, part.step)]
    given = [b is not None for b in (part.start, part.stop, part.step)]
    if any(g and b is None for g, b in zip(given, bounds)):
        return None
    if size is None:
        start, stop, step = bounds
        whole = start is None and stop is None and step in (None, 1, -1)
        return None if whole or step not in (None, 1) else _length_without_size(start or 0, stop)
    return len(range(*slice(*bounds).indices(size)))


def _length_without_size(start: int, stop: int | None) -> int | None:
    """0 if a slice of an axis of unknown size is empty. Of [:1] or [2:5] nothing is known: the axis may be shorter."""
    return 0 if stop is not None and 0 <= stop <= start else None


def _rows(node: Any, x: Any) -> Shape:
    return static_shape(node.inputs[1]) + static_shape(node.inputs[0])[1:]


def _alloc(node: Any, x: Any) -> list[int | None]:
    return [known_int(size) for size in node.inputs[1:]]


def _if_else(node: Any, x: Any) -> Shape:
    position = node.outputs.index(x)
    branches = [node.inputs[1 + position], node.inputs[1 + position + node.op.n_outs]]
    return tuple(_agreed(sizes) for sizes in zip(*(static_shape(b) for b in branches)))


def _shape_vector(node: Any, x: Any) -> Shape:
    return (node.inputs[0].ndim,) if isinstance(node.op, theano.compile.Shape) else (len(node.inputs),)


def _arange(node: Any, x: Any) -> list[int | None]:
    bounds = [known_int(i) for i in node.inputs]
    return [None if None in bounds else len(range(*bounds))]  # type: ignore[arg-type]


def _known_vector(x: Any, length: int) -> list[int | None]:
    """The elements of an integer vector; None for unknown ones."""
    if isinstance(x, T.TensorConstant):
        return [int(v) for v in x.data]
    if x.owner and isinstance(x.owner.op, T.opt.MakeVector):
        return [known_int(i) for i in x.owner.inputs]
    if x.owner and isinstance(x.owner.op, theano.compile.Shape):
        return list(static_shape(x.owner.inputs[0]))
    if x.owner and isinstance(x.owner.op, T.Join):
        joined = [v for i in x.owner.inputs[1:] for v in _known_vector(i, static_shape(i)[0] or 0)]
        return joined if len(joined) == length else [None] * length
    if x.owner and isinstance(x.owner.op, T.Elemwise) and x.owner.op.scalar_op == theano.scalar.identity:
        return _known_vector(x.owner.inputs[0], length)
    return [None] * length


def known_int(x: Any) -> int | None:
    """The value of an integer scalar that follows from constants and static shapes, else None."""
    if isinstance(x, int):
        return x
    if isinstance(x, theano.graph.basic.Constant):
        return int(x.data)
    if x.owner is None:
        return None
    op, inputs = x.owner.op, x.owner.inputs
    if isinstance(op, theano.compile.Shape_i):
        return static_shape(inputs[0])[op.i]
    if isinstance(op, T.Subtensor):
        return _known_element(x.owner)
    if isinstance(op, (T.ScalarFromTensor, T.TensorFromScalar)):
        return known_int(inputs[0])
    if isinstance(op, T.Elemwise):
        return _known_result(op.scalar_op, [known_int(i) for i in inputs])
    return None


def _known_element(node: Any) -> int | None:
    vector = node.inputs[0]
    index = [known_int(i) for i in T.subtensor.get_idx_list(node.inputs, node.op.idx_list) if not isinstance(i, slice)]
    if vector.ndim != 1 or len(index) != 1 or index[0] is None:
        return None
    length = static_shape(vector)[0]
    return None if length is None else _known_vector(vector, length)[index[0]]


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "Add": lambda *v: sum(v), "Mul": lambda *v: prod(v), "Sub": operator.sub, "IntDiv": operator.floordiv,
    "Neg": operator.neg, "Identity": lambda v: v, "Cast": int, "ScalarMaximum": max, "ScalarMinimum": min,
}  # fmt: skip


def _known_result(scalar_op: Any, values: list[int | None]) -> int | None:
    rule = _ARITHMETIC.get(type(scalar_op).__name__)
    return None if rule is None or None in values else rule(*values)


_RULES: list[tuple[Any, Callable[[Any, Any], Iterable[int | None]]]] = [
    (T.Elemwise, _broadcast),
    (T.elemwise.DimShuffle, _dimshuffle),
    ((T.elemwise.CAReduce, T.MaxAndArgmax, T.Argmax), _reduction),
    (T.Dot, _dot),
    (T.blas.BatchedDot, _batched_dot),
    (T.Reshape, _reshape),
    (T.Join, _join),
    (T.Subtensor, _subtensor),
    (T.AdvancedSubtensor1, _rows),
    (T.Alloc, _alloc),
    ((theano.compile.Shape, T.opt.MakeVector), _shape_vector),
    (T.ARange, _arange),
    (theano.ifelse.IfElse, _if_else),
    (
        (
            T.IncSubtensor, T.AdvancedIncSubtensor1, T.AdvancedIncSubtensor, T.nnet.nnet.Softmax,
            T.nnet.nnet.LogSoftmax, T.opt.Assert, theano.printing.Print, theano.compile.Rebroadcast,
            theano.compile.ViewOp,
        ),
        _same_as_first,
    ),
]  # fmt: skip

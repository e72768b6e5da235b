"""The same elements in another shape or order."""

from __future__ import annotations

from kerasfront_theano.library import theano
from kerasfront_theano.tensors import static_shape, with_shape

T = theano.tensor

__all__ = [
    "arange", "concatenate", "expand_dims", "pattern_broadcast", "permute_dimensions", "repeat_elements", "reshape", "squeeze",
    "stack", "tile", "zero_pad",
]  # fmt: skip


def concatenate(tensors, axis=-1):
    if isinstance(tensors[0].type, theano.sparse.SparseType):
        return (theano.sparse.vstack, theano.sparse.hstack)[axis](tensors, "csr")
    return T.concatenate(tensors, axis)


def stack(x):
    return T.stack(x)


def reshape(x, shape):
    return T.reshape(x, [size if isinstance(size, int) else T.cast(size, "int64") for size in shape], len(shape))


def permute_dimensions(x, pattern):
    return x.dimshuffle(pattern)


def expand_dims(x, dim=-1):
    return x.dimshuffle([*range(dim), "x", *range(dim, x.ndim)])


def squeeze(x, axis):
    return T.addbroadcast(x, axis).dimshuffle([i for i in range(x.ndim) if i != axis])


def repeat_elements(x, rep, axis):
    shape = list(static_shape(x))
    shape[axis] = None if shape[axis] is None else shape[axis] * rep
    return with_shape(T.repeat(x, rep, axis), tuple(shape))


def tile(x, n):
    return T.tile(x, n)


def zero_pad(x, widths):
    frame = T.zeros([before + x.shape[axis] + after for axis, (before, after) in enumerate(widths)], x.dtype)
    inside = tuple(slice(before or None, -after or None) for before, after in widths)
    known = [None if size is None else before + size + after for size, (before, after) in zip(static_shape(x), widths)]
    return with_shape(T.set_subtensor(frame[inside], x), tuple(known))


def arange(start, stop=None, step=1, dtype="int32"):
    return T.arange(start, stop, step, dtype)


def pattern_broadcast(x, broatcastable):
    return T.patternbroadcast(x, [flag or known for flag, known in zip(broatcastable, x.broadcastable)])

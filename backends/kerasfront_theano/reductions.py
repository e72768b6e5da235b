"""Tensors made smaller along axes."""

from __future__ import annotations

from kerasfront_theano.library import theano

T = theano.tensor

__all__ = ["all", "any", "argmax", "argmin", "max", "mean", "min", "prod", "sum"]


class SharedMax(T.MaxAndArgmax):
    """Theano's maximum, but equal largest elements share the gradient; Theano's own gives each of them all of it."""

    def grad(self, inp, grads):
        (x,), (by_max, _) = inp, grads
        ties = T.cast(T.eq(x, self._kept(self(x)[0])), by_max.dtype)
        return [ties * self._kept(by_max / T.sum(ties, self.axis))]

    def _kept(self, reduced):
        """With the axes that were taken away, as axes of size 1."""
        remaining = iter(range(reduced.ndim))
        return reduced.dimshuffle(["x" if axis in self.axis else next(remaining) for axis in self._all(reduced)])

    def _all(self, reduced):
        return range(reduced.ndim + len(self.axis))


def max(x, axis=None, keepdims=False):
    if not axis:
        return x
    found = SharedMax(list(axis))
    largest = found(x)[0]
    return found._kept(largest) if keepdims else largest


def min(x, axis=None, keepdims=False):
    return -max(-x, axis, keepdims)


def sum(x, axis=None, keepdims=False):
    return T.sum(x, axis, x.dtype, keepdims)


def prod(x, axis=None, keepdims=False):
    return T.prod(x, axis, x.dtype, keepdims)


def mean(x, axis=None, keepdims=False):
    return T.mean(x, axis, x.dtype, keepdims=keepdims)


def any(x, axis=None, keepdims=False):
    return T.any(x, axis, keepdims)


def all(x, axis=None, keepdims=False):
    return T.all(x, axis, keepdims)


def argmax(x, axis=-1):
    return T.argmax(x, axis)


def argmin(x, axis=-1):
    return T.argmin(x, axis)

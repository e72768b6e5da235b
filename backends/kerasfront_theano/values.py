"""Numbers in and out of variables."""

from __future__ import annotations

from kerasfront.backend.feeding import Slot
from kerasfront_theano.library import theano
from kerasfront_theano.tensors import static_shape

__all__ = ["batch_get_value", "batch_set_value", "print_tensor"]


def batch_get_value(xs):
    return [x.get_value() for x in xs]


def batch_set_value(tuples):
    pairs = [(x, Slot(f"Variable {x.name!r}", static_shape(x), x.dtype).array(value)) for x, value in tuples]
    for x, value in pairs:
        x.set_value(value)


def print_tensor(x, message=""):
    return theano.printing.Print(message)(x)

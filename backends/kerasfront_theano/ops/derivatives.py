"""What operations share that know their own derivatives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kerasfront_theano.library import theano

T = theano.tensor


def is_disconnected(gradient: Any) -> bool:
    """Whether nothing depends on an output; `gradient` is what `L_op` gets for it."""
    return isinstance(gradient.type, theano.gradient.DisconnectedType)


def fitting(gradients: Iterable[Any], inputs: Iterable[Any]) -> list[Any]:
    """Gradients that declare the same axes of size 1 as the inputs to which they belong.

    Theano takes the gradient of an input for something of its type: it drops and stretches such axes without a look.
    """
    return [g if is_disconnected(g) else T.patternbroadcast(g, x.broadcastable) for g, x in zip(gradients, inputs)]

"""Helpers of operations that define their own gradients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kerasfront_theano.library import theano

T = theano.tensor


def is_disconnected(gradient: Any) -> bool:
    """Whether nothing depends on an output; `gradient` is what `L_op` receives for it."""
    return isinstance(gradient.type, theano.gradient.DisconnectedType)


def fitting(gradients: Iterable[Any], inputs: Iterable[Any]) -> list[Any]:
    """Gradients that declare the same axes of size 1 as the inputs to which they belong.

    Theano assumes that the gradient of an input has its type, and drops and broadcasts such axes without a check.
    """
    return [g if is_disconnected(g) else T.patternbroadcast(g, x.broadcastable) for g, x in zip(gradients, inputs)]

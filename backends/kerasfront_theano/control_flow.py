"""Choices and loops inside a graph."""

from __future__ import annotations

from kerasfront_theano.library import theano

__all__ = ["switch"]


def switch(condition, then_expression, else_expression):
    branches = [e() if callable(e) else e for e in (then_expression, else_expression)]
    return theano.ifelse.ifelse(theano.tensor.cast(condition, "bool"), *branches)

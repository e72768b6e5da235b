"""Helper of operations that compute a loss and its gradient at once."""

from __future__ import annotations

from typing import Any

from kerasfront_theano.library import theano

T = theano.tensor


def in_single_precision(op: Any, *inputs: Any) -> list[Any]:
    """The results of `op`. Half precision, which C lacks, is computed in single precision."""
    wide = [T.cast(x, "float32") if x.dtype == "float16" else x for x in inputs]
    return [T.cast(made, inputs[0].dtype) for made in op(*wide)]

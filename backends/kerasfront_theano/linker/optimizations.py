"""Theano's optimizations, without those that prepare its own C code."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from kerasfront_theano.library import theano

OF_C_CODE = (
    # Results that take the place of inputs: arrays of JAX do not change.
    "inplace",
    "scan_make_inplace",
    # One loop over the elements for several operations, which XLA does itself.
    "fusion",
    # Calls of BLAS, and convolutions by matrices made of images.
    "BlasOpt",
    "conv_opts",
    "AbstractConvCheck",  # that there are such
    "cxx_only",
    "gpuarray",
)


@functools.cache
def query() -> Any:
    """The query for Theano's optimizations."""
    return theano.graph.optdb.Query(include=["fast_run"], exclude=list(OF_C_CODE))


def optimized(inputs: Sequence[Any], outputs: Sequence[Any]) -> Any:
    """Copy a graph, and optimize the copy."""
    graph = theano.graph.fg.FunctionGraph(list(inputs), list(outputs), clone=True)
    with theano.config.change_flags(compute_test_value="off"):
        theano.compile.optdb.query(query()).optimize(graph)
    return graph

"""Access to Theano itself, for what K does not cover. It has no sessions."""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping
from typing import Any

from kerasfront.backend.kernels import instructions
from kerasfront.errors import ArgumentError, near_misses
from kerasfront_theano.compat import threads
from kerasfront_theano.function import jitted
from kerasfront_theano.library import theano

__all__ = ["backend_info", "function_options"]

OPTIONS = inspect.signature(theano.function).parameters.keys() - {"inputs", "outputs", "updates"}


def backend_info() -> dict[str, Any]:
    blas = os.environ.get("OPENBLAS_NUM_THREADS") or os.environ.get("OMP_NUM_THREADS") or "all cores"
    openmp = "on" if theano.config.openmp else "in part" if threads.parallel else "off"
    facts = {
        "library": "theano-pymc",
        "version": theano.__version__,
        "devices": [theano.config.device],
        "threads": f"BLAS {blas}, OpenMP {openmp}",
        "blas": theano.config.blas__ldflags,
        "instructions": instructions.in_words(),
        "gated_rnn": "compiled" if theano.config.cxx else "step by step: no g++",
    }
    return facts | jitted.facts() if jitted else facts


def function_options(options: Mapping[str, Any]) -> dict[str, Any]:
    for name in options.keys() - OPTIONS:
        raise ArgumentError(f"function: Theano has no option {name!r}. {near_misses(name, OPTIONS)}")
    return dict(options)

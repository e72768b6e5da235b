"""Names of `keras.backend.theano_backend` besides the operations of K: Theano, and parts of it."""

from __future__ import annotations

import importlib
import inspect as inspect

import numpy as np

from kerasfront_theano.function import Function as Function
from kerasfront_theano.library import theano

__all__ = [
    "Function", "Print", "RandomStreams", "T", "T_softsign", "conv3d2d", "inspect", "np", "pool", "th_sparse_module",
    "theano",
]  # fmt: skip

T = theano.tensor
Print = theano.printing.Print
RandomStreams = theano.sandbox.rng_mrg.MRG_RandomStream
T_softsign = T.nnet.nnet.softsign
conv3d2d = importlib.import_module("theano.tensor.nnet.conv3d2d")
pool = T.signal.pool
th_sparse_module = theano.sparse

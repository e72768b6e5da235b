"""Theano, imported so that it works on this machine."""

from __future__ import annotations

import importlib

from kerasfront.backend import settings
from kerasfront_theano.compat import import_theano

theano = import_theano(settings.floatx())
for _part in ("ifelse", "sparse", "sandbox.rng_mrg", "tensor.nnet.neighbours", "tensor.signal.pool"):
    importlib.import_module(f"theano.{_part}")  # Theano does not bring these by itself

__all__ = ["theano"]

"""JAX, and what holds while our functions run. The settings that the user gave JAX stay as they are."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kerasfront_theano.library import theano

# Otherwise JAX would take the memory of the whole GPU, also from other libraries. It is read when JAX is imported.
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")

import jax  # noqa: E402

enable_x64 = (jax if hasattr(jax, "enable_x64") else importlib.import_module("jax.experimental")).enable_x64

config: Any = jax.config
if not config.jax_compilation_cache_dir:  # compiled programs are found again by later processes
    config.update("jax_compilation_cache_dir", str(Path(theano.config.compiledir, "jax")))


@contextmanager
def as_in_theano() -> Iterator[None]:
    """Let JAX keep types of 64 bits, and multiply with all digits on GPUs, unless the user chose a precision."""
    precision = config.jax_default_matmul_precision or "float32"
    with enable_x64(True), jax.default_matmul_precision(precision):
        yield


__all__ = ["as_in_theano", "jax"]

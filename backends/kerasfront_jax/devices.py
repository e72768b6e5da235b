"""JAX, set up for us: where functions run, and in which precision.

Nothing here changes what other users of JAX in the process get: types of 64 bits and exact products are switched on
within our functions only, and memory of a GPU is taken as it is needed if nobody chose otherwise.
"""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import Any

os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")

import jax  # noqa: E402  # it reads the variable

# Before JAX 0.8 it was experimental.
enable_x64: Any = (jax if hasattr(jax, "enable_x64") else importlib.import_module("jax.experimental")).enable_x64

__all__ = ["on_gpu", "our_numbers"]

_config: Any = jax.config

EXACT = "highest"
"""Products of floats of 32 bits as such, not with fewer digits in the tensor cores of a GPU."""


@functools.cache
def on_gpu() -> bool:
    """Whether functions run on something other than the processor."""
    return jax.default_backend() != "cpu"


@contextmanager
def our_numbers() -> Generator[None]:
    """Within the block there are types of 64 bits, and products are exact if JAX's own setting does not say more.

    That setting is ``jax_default_matmul_precision``, or the environment variable ``JAX_DEFAULT_MATMUL_PRECISION``;
    'tensorfloat32' there makes training on GPUs faster, with 10 bits of each factor.
    """
    with ExitStack() as stack:
        stack.enter_context(enable_x64(True))
        if on_gpu() and _config.jax_default_matmul_precision is None:
            stack.enter_context(jax.default_matmul_precision(EXACT))
        yield

"""K on NumPy, with autograd: small and exact, slow."""

import importlib.metadata
from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront.backend.symbolic import classic as classic
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.operations import operations
from kerasfront_reference.kernels import KERNELS
from kerasfront_reference.library import Library

UNSUPPORTED = {
    "adam_step": "it would be no faster than its parts",
    **dict.fromkeys(
        ("get_session", "set_session", "manual_variable_initialization"), "NumPy computes at once, without a session"
    ),
    "optimizer_step": "NumPy has no optimizers",
    "write_program": "NumPy has no programs",
}

GRAPH = Graph(Library(), KERNELS)
globals().update(operations(GRAPH))


def call_host(
    x: Any, function: Callable[[np.ndarray], np.ndarray], transposed: Callable[[np.ndarray], np.ndarray]
) -> Any:
    return GRAPH.apply("call_host", x, function=function, transposed=transposed)


def backend_info() -> dict[str, Any]:
    version = importlib.metadata.version("autograd")
    return {"library": "autograd", "version": version, "devices": ["cpu"], "threads": "NumPy's", "blas": "NumPy's"}

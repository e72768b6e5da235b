"""The operations of K on symbolic tensors; each begins with the graph that they belong to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import kerasfront.backend.symbolic.operations.control as control
import kerasfront.backend.symbolic.operations.conv as conv
import kerasfront.backend.symbolic.operations.ctc as ctc
import kerasfront.backend.symbolic.operations.elementwise as elementwise
import kerasfront.backend.symbolic.operations.reductions as reductions
import kerasfront.backend.symbolic.operations.shaping as shaping
import kerasfront.backend.symbolic.operations.variables as variables
from kerasfront.backend.symbolic.graph import Graph

FAMILIES = (variables, elementwise, reductions, shaping, control, conv, ctc)
TABLES = (
    (elementwise.UNARY, elementwise.unary), (elementwise.BINARY, elementwise.binary),
    (reductions.OVER_AXES, reductions.reduction), (reductions.PLACES, reductions.place),
)  # fmt: skip
"""Names of kernels, and the operation that they all are."""


def operations(graph: Graph) -> dict[str, Callable[..., Any]]:
    """All operations of K that are the same on every library."""
    found = {name: partial(operation, graph, name) for names, operation in TABLES for name in names}
    for family in FAMILIES:
        found |= {name: partial(getattr(family, name), graph) for name in family.__all__}
    return found

"""Choices and loops inside a graph."""

from __future__ import annotations

from typing import Any

from kerasfront.backend.op import op
from kerasfront.backend.types import Tensor

__all__ = ["switch"]


@op
def switch(condition: Tensor, then_expression: Any, else_expression: Any) -> Tensor:
    """One of two tensors of one shape, by a scalar condition. Each may be a function without arguments that returns it."""

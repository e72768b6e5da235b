"""What a tensor would be if a variable had another value."""

from __future__ import annotations

from kerasfront.backend.op import op
from kerasfront.backend.types import Tensor

__all__ = ["substitute"]


@op(optional=True)
def substitute(x: Tensor, variable: Tensor, value: Tensor) -> Tensor:
    """What `x` would be if a variable had another value: `x`, computed from `value` wherever it reads `variable`.

    value: tensor or array of the shape of `variable`. Random numbers in `x` are drawn once for both.
    """
    ...

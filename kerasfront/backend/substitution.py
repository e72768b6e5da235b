"""Tensors with another value in the place of a variable."""

from __future__ import annotations

from kerasfront.backend.op import op
from kerasfront.backend.types import Tensor

__all__ = ["substitute"]


@op(optional=True)
def substitute(x: Tensor, variable: Tensor, value: Tensor) -> Tensor:
    """Rebuild a tensor on another value of a variable.

    Parameters
    ----------
    x : tensor
        What is computed from the variable.
    variable : tensor
        A variable.
    value : tensor or array
        Of the shape of `variable`.

    Returns
    -------
    tensor
        `x`, computed from `value` wherever it reads `variable`. Random numbers are drawn once for both.

    Examples
    --------
    >>> x = K.variable([1., 2.])
    >>> print(K.eval(K.substitute(K.square(x), x, K.variable([3., 4.]))))
    [ 9. 16.]
    """
    ...

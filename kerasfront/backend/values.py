"""Numbers in and out of variables.

For adapters: `batch_get_value` and `batch_set_value` receive lists of variables alone. Arrays that are returned are
copies; values that do not fit are refused before any variable is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import kerasfront.backend.checks.values as values_checks
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Tensor

__all__ = ["batch_get_value", "batch_set_value", "get_value", "print_tensor", "set_value"]


@composed
def get_value(x: Tensor) -> np.ndarray:
    """Read the value of a variable.

    Parameters
    ----------
    x : tensor
        A variable; another tensor is computed, as by `eval`.

    Returns
    -------
    array
        A copy, of the shape and dtype of `x`.

    Examples
    --------
    >>> print(K.get_value(K.variable([1., 2.])))
    [1. 2.]
    """
    return batch_get_value([x])[0]


@op(check=values_checks.taken)
def batch_get_value(xs: Tensor | Sequence[Tensor]) -> list[np.ndarray]:
    """Read the values of several variables at once.

    Parameters
    ----------
    xs : list of tensors
        Variables; other tensors are computed, as by `eval`. One tensor in place of the list gives one array.

    Returns
    -------
    list of arrays
        Copies, in the order of `xs`.

    Raises
    ------
    ArgumentTypeError
        If `xs` is neither a list nor a tensor.

    Examples
    --------
    >>> values = K.batch_get_value([K.variable([1., 2.]), K.variable(3.)])
    >>> print(values[0], values[1])
    [1. 2.] 3.0
    """
    ...


@composed
def set_value(x: Tensor, value: Any) -> None:
    """Set the value of a variable.

    Parameters
    ----------
    x : tensor
        A variable.
    value : array or number
        Of the shape of `x`; converted to its dtype.

    Raises
    ------
    ArgumentError
        If the shape differs.
    ArgumentTypeError
        If `x` is not a variable.

    Examples
    --------
    >>> x = K.variable([1., 2.])
    >>> K.set_value(x, [3., 4.])
    >>> print(K.get_value(x))
    [3. 4.]
    """
    batch_set_value([(x, value)])


@op(check=values_checks.given)
def batch_set_value(tuples: Sequence[tuple[Tensor, Any]]) -> None:
    """Set the values of several variables at once: all or none.

    Parameters
    ----------
    tuples : list of pairs (variable, value)
        Each value has the shape of its variable and is converted to its dtype.

    Raises
    ------
    ArgumentError
        If a shape differs.
    ArgumentTypeError
        If `tuples` is not a list of pairs, or something in it is not a variable.

    Examples
    --------
    >>> x, y = K.variable([1., 2.]), K.variable(3.)
    >>> K.batch_set_value([(x, [5., 6.]), (y, 7.)])
    >>> print(K.get_value(x), K.get_value(y))
    [5. 6.] 7.0
    """
    ...


@op
def print_tensor(x: Tensor, message: str = "") -> Tensor:
    """Print the value of a tensor whenever it is computed.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.
    message : str
        Printed before the value.

    Returns
    -------
    tensor
        The values of `x`. What is computed from this tensor, and not from `x`, prints.

    Examples
    --------
    >>> x = K.print_tensor(K.variable([1., 2.]), "x is")
    >>> K.int_shape(x)
    (2,)
    """
    ...

"""Of Python and NumPy."""

from __future__ import annotations

import inspect
from collections import namedtuple
from collections.abc import Callable
from typing import Any

import numpy as np

ArgSpec = namedtuple("ArgSpec", "args varargs keywords defaults")


def getargspec(function: Callable[..., Any]) -> ArgSpec:
    """`inspect.getfullargspec` without what Python 2 did not have."""
    return ArgSpec(*inspect.getfullargspec(function)[:4])


def asscalar(a: Any) -> Any:
    """The only value of an array, as a number of Python."""
    return np.asarray(a).item()


def nothing(*args: Any, **kwargs: Any) -> None:
    """What had an effect once, and is always so today."""

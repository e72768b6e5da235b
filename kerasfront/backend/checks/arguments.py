"""Checks of arguments that several families share. Each changes the arguments in place to their normal form."""

from __future__ import annotations

import operator
from functools import partial
from typing import Any

import numpy as np

import kerasfront.backend.settings as settings
from kerasfront import config
from kerasfront.errors import ArgumentError, ArgumentTypeError

DTYPES = ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "bool")


def one_of(name: str, value: Any, choices: tuple[str, ...]) -> None:
    """Refuse a value that is not among `choices`."""
    if value not in choices:
        raise ArgumentError(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}.")


def elements(name: str, value: Any) -> tuple[Any, ...]:
    """The elements of a list, tuple or array."""
    try:
        return tuple(value)
    except TypeError:
        raise ArgumentTypeError(f"{name} must be a list or tuple, got {value!r}.") from None


def integer(name: str, value: Any) -> int:
    """A whole number."""
    try:
        return operator.index(value)
    except TypeError:
        raise ArgumentTypeError(f"{name} must be an integer, got {value!r}.") from None


def check_count(name: str, value: Any, least: int = 1) -> int:
    """A whole number of at least `least`; a float without a fraction is one, as ``/`` gave it in scripts for Python 2.

    Raises
    ------
    ArgumentTypeError
        If it is not an integer.
    ArgumentError
        If it is too small.
    """
    if isinstance(value, (bool, np.bool_)):
        raise ArgumentTypeError(f"{name} must be an integer, got {value!r}.")
    is_whole = getattr(value, "is_integer", None)  # floats have it
    if is_whole is not None and is_whole():
        value = int(value)
    value = integer(name, value)
    if value < least:
        raise ArgumentError(f"{name} must be at least {least}, got {value}.")
    return value


count = partial(check_count, least=0)


def number(name: str, value: Any) -> Any:
    """A number, of Python or of NumPy."""
    if isinstance(value, bool) or np.ndim(value) or np.asarray(value).dtype.kind not in "iuf":
        raise ArgumentTypeError(f"{name} must be a number, got {value!r}.")
    return value


def like(arguments: dict[str, Any]) -> None:
    """A known `dtype`, or None for that of the tensor."""
    if arguments["dtype"] is not None:
        dtype(arguments)


def dtype(arguments: dict[str, Any]) -> None:
    """Replace ``dtype=None`` by the default float type and refuse unknown types."""
    if arguments["dtype"] is None:
        arguments["dtype"] = settings.floatx()
    arguments["dtype"] = _dtype_name(arguments["dtype"])
    one_of("dtype", arguments["dtype"], DTYPES)


def _dtype_name(dtype: Any) -> Any:
    """Name of a type of NumPy or of a library; a class, such as `int` or `numpy.float32`, is named as NumPy does."""
    if isinstance(dtype, type):
        dtype = np.dtype(dtype)
    return getattr(dtype, "name", dtype)


def ordering_of(value: Any) -> str:
    """'th' or 'tf', where 'default' is the one in force.

    Raises
    ------
    ArgumentError
        If it is something else.
    """
    found = settings.image_dim_ordering() if value == "default" else value
    if found not in config.DIM_ORDERINGS:
        raise ArgumentError(
            f"dim_ordering must be 'th' (channels first), 'tf' (channels last) or 'default', got {value!r}."
        )
    return found


def dim_ordering(arguments: dict[str, Any]) -> None:
    """Replace ``dim_ordering='default'`` by the one in force and refuse unknown ones."""
    arguments["dim_ordering"] = ordering_of(arguments["dim_ordering"])


def seed(arguments: dict[str, Any]) -> None:
    """Replace ``seed=None`` by a draw from NumPy's global generator, so that seeding that one seeds all."""
    if arguments["seed"] is None:
        arguments["seed"] = int(np.random.randint(1, 10**7))


def dtype_and_seed(arguments: dict[str, Any]) -> None:
    """Both `dtype` and `seed`."""
    dtype(arguments)
    seed(arguments)


def placeholder(arguments: dict[str, Any]) -> None:
    """Derive shape and ndim from each other; at least one of them must be given."""
    dtype(arguments)
    shape, ndim = arguments["shape"], arguments["ndim"]
    if shape is None and ndim is None:
        raise ArgumentError("placeholder needs its shape or its ndim, for example shape=(None, 3).")
    if isinstance(shape, int):
        shape = (shape,)
    shape = (None,) * ndim if shape is None else tuple(None if d is None else int(d) for d in shape)
    if ndim is not None and ndim != len(shape):
        raise ArgumentError(f"placeholder: shape {shape} has {len(shape)} axes, but ndim is {ndim}.")
    arguments.update(shape=shape, ndim=len(shape))



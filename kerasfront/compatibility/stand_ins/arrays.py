"""NumPy's functions with the arguments of versions up to 1.18."""

# Stand-ins take whatever scripts pass to NumPy.
# pyright: basic

from __future__ import annotations

import builtins
import functools
from collections.abc import Callable
from types import GeneratorType, SimpleNamespace
from typing import Any

import numpy as np

from kerasfront.compatibility.arrays import STACKS, UNEQUAL
from kerasfront.compatibility.notices import tell_once

NINF, NZERO, PZERO = -np.inf, -0.0, 0.0


def _given(function: Callable[..., Any], x: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a function on `x`; if that has parts of unequal shapes, convert it to an array of objects first."""
    try:
        return function(x, *args, **kwargs)
    except ValueError as error:
        if "inhomogeneous shape" not in str(error):
            raise
        objects = np.array(x, dtype=object)
    tell_once("unequal", lambda: "parts of unequal shapes become an array of objects, as until NumPy 1.23")
    return function(objects, *args, **kwargs)


def array(
    object: Any, dtype: Any = None, copy: Any = True, order: Any = "K", subok: bool = False, ndmin: int = 0
) -> Any:
    """Act as `np.array`, where ``copy=False`` copies if necessary."""
    settings = {"copy": True if copy else None, "order": order, "subok": subok, "ndmin": ndmin}
    return _converted(np.array, object, dtype, **settings)


def asarray(a: Any, dtype: Any = None, order: Any = None) -> Any:
    """Act as `np.asarray`."""
    return _converted(np.asarray, a, dtype, order=order)


def asanyarray(a: Any, dtype: Any = None, order: Any = None) -> Any:
    """Act as `np.asanyarray`."""
    return _converted(np.asanyarray, a, dtype, order=order)


def _converted(function: Callable[..., Any], x: Any, dtype: Any, **settings: Any) -> Any:
    """Convert; parts of unequal shapes are an error if there is a dtype, as they always were."""
    return _given(function, x, **settings) if dtype is None else function(x, dtype, **settings)


of_unequal = SimpleNamespace(
    **{name: functools.wraps(getattr(np, name))(functools.partial(_given, getattr(np, name))) for name in UNEQUAL}
)


def save(file: Any, arr: Any, *args: Any, **kwargs: Any) -> None:
    """Act as `np.save`."""
    np.save(file, asanyarray(arr), *args, **kwargs)


def sum(a: Any, *args: Any, **kwargs: Any) -> Any:
    """Act as `np.sum`, also of a generator."""
    return builtins.sum(a) if isinstance(a, GeneratorType) else _given(np.sum, a, *args, **kwargs)


def _of_iterator(function: Callable[..., Any], arrays: Any, *args: Any, **kwargs: Any) -> Any:
    return function(arrays if hasattr(arrays, "__getitem__") else list(arrays), *args, **kwargs)


of_iterators = SimpleNamespace(
    **{name: functools.wraps(getattr(np, name))(functools.partial(_of_iterator, getattr(np, name))) for name in STACKS}
)


def expand_dims(a: Any, axis: Any) -> Any:
    """Act as `np.expand_dims`, where any axis beyond the last one is the last."""
    last = np.ndim(a)
    if not isinstance(axis, (int, np.integer)) or axis <= last:
        return np.expand_dims(a, axis)
    tell_once("axis", lambda: f"axis {axis} of expand_dims is {last}, the last one, as until NumPy 1.17")
    return np.expand_dims(a, last)


def fromstring(string: Any, dtype: Any = float, count: int = -1, sep: str = "") -> Any:
    """Act as `np.fromstring`, also of bytes."""
    if sep:
        return np.fromstring(string, dtype, count, sep=sep)
    return np.frombuffer(string.encode("latin-1") if isinstance(string, str) else string, dtype, count).copy()


def histogram(
    a: Any, bins: Any = 10, range: Any = None, normed: Any = None, weights: Any = None, density: Any = None
) -> Any:
    """Act as `np.histogram`, which called `density` `normed`."""
    return np.histogram(a, bins, range, density=density if normed is None else normed, weights=weights)


def linspace(start: Any, stop: Any, num: Any = 50, *args: Any, **kwargs: Any) -> Any:
    """Act as `np.linspace`, where the number of samples may be a float."""
    return np.linspace(start, stop, int(num), *args, **kwargs)


def reshape(a: Any, *args: Any, **kwargs: Any) -> Any:
    """Act as `np.reshape`, which called `shape` `newshape`."""
    shape = [kwargs.pop("newshape")] if "newshape" in kwargs else []
    return np.reshape(a, *shape, *args, **kwargs)


def alen(a: Any) -> int:
    """Return the length of the first axis; 1 if there is none."""
    return len(np.array(a, ndmin=1))


def asfarray(a: Any, dtype: Any = "float64") -> Any:
    """Convert to an array of floats."""
    return np.asarray(a, dtype if np.issubdtype(dtype, np.inexact) else "float64")


def asscalar(a: Any) -> Any:
    """Return the only value of an array, as a Python number."""
    return np.asarray(a).item()


def in1d(ar1: Any, ar2: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    """Tell which elements of one array, flattened, are in another."""
    return np.isin(np.ravel(ar1), ar2, assume_unique=assume_unique, invert=invert)


def msort(a: Any) -> Any:
    """Sort along the first axis."""
    return np.sort(a, axis=0)


class _Cast:
    """Converters to arrays, by dtype."""

    def __getitem__(self, dtype: Any) -> Callable[[Any], Any]:
        return lambda x: np.asarray(x).astype(dtype)


cast = _Cast()

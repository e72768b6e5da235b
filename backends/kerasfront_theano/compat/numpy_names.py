"""NumPy as Theano knew it. Nobody but Theano sees it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import ModuleType

import numpy as np


@contextmanager
def during_import() -> Iterator[None]:
    """The one old name that importing Theano touches."""
    np.int = int  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del np.int  # type: ignore[attr-defined]


def give_to_theano() -> None:
    """Let Theano's modules look names up in a copy of NumPy's namespace that still has the old ones.

    Theano uses them at run time: whether a constant is a scalar is decided by `numpy.complex` in a `try`, so the missing
    name alone would turn optimizations off in silence. Putting them into NumPy itself would mislead other libraries that
    ask for a name to learn how old NumPy is.
    """
    old = ModuleType("numpy")
    vars(old).update(vars(np))
    vars(old).update(_old_names())
    for name in [name for name in sys.modules if name.partition(".")[0] == "theano"]:
        namespace = vars(sys.modules[name]) if sys.modules[name] else {}
        for alias in ("np", "numpy"):
            if namespace.get(alias) is np:
                namespace[alias] = old
    _cast_constants_by_value()


class _Cast:
    """`numpy.cast[dtype](value)`, where the key may be anything that has a dtype."""

    def __getitem__(self, key):
        return lambda value: np.asarray(value, dtype=getattr(key, "dtype", key))


def _old_names() -> dict[str, object]:
    names: dict[str, object] = {"complex": complex, "int": int, "product": np.prod}
    if np.lib.NumpyVersion(np.__version__) >= "2.0.0":
        names |= {
            "AxisError": np.exceptions.AxisError,
            "ComplexWarning": np.exceptions.ComplexWarning,
            "MAXDIMS": np.iinfo(np.intc).min,  # "all axes", as forced.h has it
            "cast": _Cast(),
            "core": np._core,  # type: ignore[attr-defined]
        }
    return names


def _cast_constants_by_value() -> None:
    """Give a Python number the smallest dtype that holds it exactly, as Theano did on NumPy 1.

    Theano tries one dtype after the other. NumPy 2 raises where an integer does not fit, so that 300 became uint64, and
    compares Python numbers in the precision of the array, so that 0.1 became float32 under floatX=float64.
    """
    from theano.configdefaults import config
    from theano.scalar.basic import NumpyAutocaster

    theirs = NumpyAutocaster.__call__

    def cast(self, x):
        by_value = config.cast_policy == "custom" and not isinstance(x, np.ndarray)
        if not by_value or (isinstance(x, float) and config.floatX != "float64"):
            return theirs(self, x)
        for dtype in self.dtypes:
            with suppress(OverflowError), np.errstate(over="ignore"):
                value = np.asarray(x, dtype=dtype)
                if value.item() == x and dtype != "float16":  # Theano uses float16 for floatX=float16 only
                    return value
        return np.asarray(x, dtype=self.dtypes[-1])

    NumpyAutocaster.__call__ = cast

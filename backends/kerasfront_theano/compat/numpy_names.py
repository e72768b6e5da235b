"""Names that NumPy has dropped, for Theano only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import numpy as np

# What Theano looks up while it is imported.
IMPORT_NAMES = {"bool": np.bool_, "int": int}


@contextmanager
def during_import() -> Iterator[None]:
    """Restore old names in NumPy itself while Theano is being imported."""
    missing = {name: value for name, value in IMPORT_NAMES.items() if name not in vars(np)}
    for name, value in missing.items():
        setattr(np, name, value)
    try:
        yield
    finally:
        for name in missing:
            delattr(np, name)


def give_to_theano() -> None:
    """Let Theano's modules look names up in a copy of NumPy's namespace that still has the old ones.

    Theano needs them at run time: it calls `numpy.complex` in a `try` to learn whether a constant is a scalar, so the
    missing name alone would turn optimizations off in silence. In NumPy itself they would mislead other libraries that
    ask for names to learn how old NumPy is.
    """
    old = ModuleType("numpy")
    vars(old).update(vars(np))
    vars(old).update(_old_names())
    for name in [name for name in sys.modules if name.partition(".")[0] == "theano"]:
        namespace = vars(sys.modules[name]) if sys.modules[name] else {}
        for alias in ("np", "numpy"):
            if namespace.get(alias) is np:
                namespace[alias] = old


class _CastTable:
    """`numpy.cast[dtype](value)`, where the key may be anything that has a dtype."""

    def __getitem__(self, key):
        return lambda value: np.asarray(value, dtype=getattr(key, "dtype", key))


def _old_names() -> dict[str, object]:
    names: dict[str, object] = {**IMPORT_NAMES, "cast": _CastTable(), "complex": complex, "product": np.prod}
    if np.lib.NumpyVersion(np.__version__) >= "2.0.0":
        names |= {
            "AxisError": np.exceptions.AxisError,
            "ComplexWarning": np.exceptions.ComplexWarning,
            "MAXDIMS": np.iinfo(np.intc).min,  # "all axes", as forced.h has it
            "core": np._core,  # type: ignore[attr-defined]
            "sctype2char": lambda dtype: np.dtype(dtype).char,
        }
    return names

"""Global settings of the classic API; the same on every backend."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import numpy as np

import kerasfront.backend.selection as backends
from kerasfront import config

_uids: Counter[str] = Counter()
_uids_lock = threading.Lock()
_legacy_weight_ordering = False


def backend() -> str:
    """Name of the active backend."""
    return backends.current().name


def floatx() -> str:
    """The default float type of variables and placeholders: 'float16', 'float32' or 'float64'."""
    return config.get("floatx").value


def set_floatx(floatx: str) -> None:
    """Set the default float type.

    Raises
    ------
    ConfigurationError
        If it is not 'float16', 'float32' or 'float64'.
    """
    config.put("floatx", floatx)


def epsilon() -> float:
    """The small number that keeps divisions and logarithms finite (default 1e-7)."""
    return config.get("epsilon").value


def set_epsilon(e: float) -> None:
    """Set the small number that keeps divisions and logarithms finite; it must be positive."""
    config.put("epsilon", e)


def image_dim_ordering() -> str:
    """Where images have their channels by default: 'th' (first) or 'tf' (last)."""
    return config.get("image_dim_ordering").value


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Set the default dim_ordering, 'th' or 'tf'."""
    config.put("image_dim_ordering", dim_ordering)


def cast_to_floatx(x: Any) -> np.ndarray:
    """`x` as a NumPy array of the default float type."""
    return np.asarray(x, dtype=floatx())


def get_uid(prefix: str = "") -> int:
    """Count the calls with this prefix, from 1: the number in 'dense_1'."""
    with _uids_lock:
        _uids[prefix] += 1
        return _uids[prefix]


def reset_uids() -> None:
    """Let `get_uid` count from 1 again."""
    with _uids_lock:
        _uids.clear()


def legacy_weight_ordering() -> bool:
    """Whether `set_weights` takes the order of Keras before 1.0.8."""
    return _legacy_weight_ordering


def set_legacy_weight_ordering(value: bool) -> None:
    """Choose whether `set_weights` takes the order of Keras before 1.0.8."""
    global _legacy_weight_ordering
    if value not in (True, False):
        raise config.ConfigurationError(f"value must be True or False, got {value!r}.")
    _legacy_weight_ordering = bool(value)

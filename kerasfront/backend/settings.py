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
    """Return the name of the active backend.

    Returns
    -------
    str

    Examples
    --------
    >>> K.backend() in K.installed()
    True
    """
    return backends.current().name


def floatx() -> str:
    """Return the default float type of variables and placeholders.

    Returns
    -------
    str
        'float16', 'float32' or 'float64'.

    Examples
    --------
    >>> K.floatx()
    'float32'
    """
    return config.get("floatx").value


def set_floatx(floatx: str) -> None:
    """Set the default float type of variables and placeholders.

    Parameters
    ----------
    floatx : {'float16', 'float32', 'float64'}
        For what is made from now on.

    Raises
    ------
    ConfigurationError
        If it is something else.

    Examples
    --------
    >>> K.set_floatx("float32")
    """
    config.put("floatx", floatx)


def epsilon() -> float:
    """Return the small number that keeps divisions and logarithms finite.

    Returns
    -------
    float

    Examples
    --------
    >>> K.epsilon()
    1e-07
    """
    return config.get("epsilon").value


def set_epsilon(e: float) -> None:
    """Set the small number that keeps divisions and logarithms finite.

    Parameters
    ----------
    e : float
        Positive.

    Raises
    ------
    ConfigurationError
        If it is not a positive number.

    Examples
    --------
    >>> K.set_epsilon(1e-7)
    """
    config.put("epsilon", e)


def image_dim_ordering() -> str:
    """Return where images have their channels by default.

    Returns
    -------
    str
        'th' (first) or 'tf' (last).

    Examples
    --------
    >>> K.image_dim_ordering()
    'tf'
    """
    return config.get("image_dim_ordering").value


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Set where images have their channels by default.

    Parameters
    ----------
    dim_ordering : {'th', 'tf'}
        First or last.

    Raises
    ------
    ConfigurationError
        If it is something else.

    Examples
    --------
    >>> K.set_image_dim_ordering("tf")
    """
    config.put("image_dim_ordering", dim_ordering)


def own_settings(backend: str) -> config.Setting:
    """Look up a backend's own settings: what keras.json holds under its name, unread.

    Parameters
    ----------
    backend : str
        The name of the backend that asks.

    Returns
    -------
    Setting
        With the attributes `value`, a dict, and `source`, where it comes from in words.

    Raises
    ------
    ConfigurationError
        If keras.json holds something else than an object under that name.

    Examples
    --------
    >>> from kerasfront.backend.settings import own_settings
    >>> own_settings("a backend without settings").value
    {}
    """
    return config.section(backend)


def cast_to_floatx(x: Any) -> np.ndarray:
    """Convert an array to the default float type.

    Parameters
    ----------
    x : array, or what makes one
        Numbers.

    Returns
    -------
    array
        Shape of `x`, dtype `floatx()`.

    Examples
    --------
    >>> K.cast_to_floatx([1, 2]).dtype.name
    'float32'
    """
    return np.asarray(x, dtype=floatx())


def get_uid(prefix: str = "") -> int:
    """Count the calls with a prefix, from 1: the number in 'dense_1'.

    Parameters
    ----------
    prefix : str
        Each prefix has a count of its own.

    Returns
    -------
    int

    Examples
    --------
    >>> K.reset_uids()
    >>> K.get_uid("dense"), K.get_uid("dense")
    (1, 2)
    """
    with _uids_lock:
        _uids[prefix] += 1
        return _uids[prefix]


def reset_uids() -> None:
    """Let `get_uid` count from 1 again, for all prefixes.

    Examples
    --------
    >>> K.reset_uids()
    """
    with _uids_lock:
        _uids.clear()


def legacy_weight_ordering() -> bool:
    """Tell whether `set_weights` takes the order of Keras before 1.0.8.

    Returns
    -------
    bool

    Examples
    --------
    >>> K.legacy_weight_ordering()
    False
    """
    return _legacy_weight_ordering


def set_legacy_weight_ordering(value: bool) -> None:
    """Choose whether `set_weights` takes the order of Keras before 1.0.8.

    Parameters
    ----------
    value : bool
        True for the old order.

    Raises
    ------
    ConfigurationError
        If it is not a bool.

    Examples
    --------
    >>> K.set_legacy_weight_ordering(False)
    """
    global _legacy_weight_ordering
    if value not in (True, False):
        raise config.ConfigurationError(f"value must be True or False, got {value!r}.")
    _legacy_weight_ordering = bool(value)

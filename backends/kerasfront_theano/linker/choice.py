"""The linker that the user chose: an environment variable, the section of keras.json, or the default."""

from __future__ import annotations

import os
from importlib.util import find_spec

from kerasfront.backend import settings
from kerasfront.errors import BackendError, ConfigurationError, near_misses

VARIABLE = "KERASFRONT_THEANO_LINKER"
LINKERS = ("c", "jax")
OPTIONS = ("linker",)


def linker() -> str:
    """Tell which linker runs functions: 'c' (Theano's own) or 'jax'.

    Raises
    ------
    ConfigurationError
        If the setting is something else, or keras.json has settings of Theano that there are not.
    """
    own = settings.own_settings("theano")
    for name in own.value.keys() - set(OPTIONS):
        raise ConfigurationError(f"{own.source}: there is no setting {name!r}. {near_misses(name, OPTIONS)}")
    value, source = os.environ.get(VARIABLE), f"environment variable {VARIABLE}"
    if not value:
        value, source = own.value.get("linker", "c"), own.source
    if value not in LINKERS:
        raise ConfigurationError(
            f"'linker' from {source} must be one of {', '.join(LINKERS)}, got {value!r}. Correct it there, or remove "
            "it to use the default 'c'."
        )
    return value


def require_jax() -> None:
    """Refuse to start without the library that the linker needs."""
    if find_spec("jax") is None:
        raise BackendError(
            "The backend 'theano' shall run its functions by JAX (setting 'linker'), which is not installed: "
            "pip install 'kerasfront[theano-jax]'."
        )

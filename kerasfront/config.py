"""Settings and their sources: an argument, an environment variable, keras.json or the default.

Nothing is read before a setting is asked for, and nothing is ever written.
"""

from __future__ import annotations

import functools
import json
import os
import reprlib
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from kerasfront.errors import ConfigurationError

FLOAT_TYPES = ("float16", "float32", "float64")
DIM_ORDERINGS = ("th", "tf")
DATA_FORMATS = {"channels_first": "th", "channels_last": "tf"}  # the words of Keras 2 and 3
INSTRUCTIONS = ("native", "avx512", "avx2", "sse2")
ENVIRONMENT = {"backend": ("KERASFRONT_BACKEND", "KERAS_BACKEND"), "instructions": ("KERASFRONT_INSTRUCTIONS",)}
MAX_BYTES = 65_536  # of a keras.json
DEFAULTS: dict[str, Any] = {
    "backend": None, "floatx": "float32", "epsilon": 1e-7, "image_dim_ordering": "tf", "instructions": "native",
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """A value and its source, in words for a message."""

    value: Any
    source: str


_arguments: dict[str, Setting] = {}
_defaults = {key: Setting(value, "default") for key, value in DEFAULTS.items()}


def path() -> Path:
    """Path of the user's keras.json, which need not exist."""
    return Path(_folder(), "keras.json")


def _folder() -> str:
    return os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras")


def get(key: str) -> Setting:
    """Look up the setting in force: argument > environment variable > keras.json > default.

    Raises
    ------
    ConfigurationError
        If the file is not a JSON object, or the value is invalid for `key`.
    """
    if key in _arguments:
        return _arguments[key]
    for name in ENVIRONMENT.get(key, ()):
        value = os.environ.get(name)
        if value:
            return checked(key, value, f"environment variable {name}")
    return _from_file(_folder(), key) or _defaults[key]


def put(key: str, value: Any, source: str = "argument") -> None:
    """Set `key` for this process."""
    _arguments[key] = checked(key, value, source)


def section(backend: str) -> Setting:
    """Look up the object that keras.json holds under the name of a backend, such as ``"name": {"option": "value"}``.

    Returns
    -------
    Setting
        A dict of the backend's own settings, which the backend checks; empty if there are none.

    Raises
    ------
    ConfigurationError
        If it is not an object.
    """
    file = path()
    source, own = f"{file}, key {backend!r}", _read(file).get(backend, {})
    if not isinstance(own, dict):
        raise ConfigurationError(
            f"{backend!r} from {file} must be an object of that backend's own settings, got {reprlib.repr(own)}. "
            "Correct it there, or remove it."
        )
    return Setting(own, source)


def reset() -> None:
    """Discard what was set in code and what was read, so that files and environment are read again."""
    _arguments.clear()
    _read.cache_clear()
    _from_file.cache_clear()


def checked(key: str, value: Any, source: str) -> Setting:
    """Check a value for `key`, and convert it to a setting.

    Raises
    ------
    ConfigurationError
        If the value is invalid.
    """
    expected, accepts, convert = _RULES[key]
    if not accepts(value):
        raise ConfigurationError(
            f"{key!r} from {source} must be {expected}, got {reprlib.repr(value)}. "
            f"Correct it there, or remove it to use the default {DEFAULTS[key]!r}."
        )
    return Setting(convert(value), source)


@functools.cache  # K asks for settings again and again while a graph is built
def _from_file(folder: str, key: str) -> Setting | None:
    file = Path(folder, "keras.json")
    content = _read(file)
    if key in content:
        return checked(key, content[key], f"{file}, key {key!r}")
    if key == "image_dim_ordering" and "image_data_format" in content:
        value = content["image_data_format"]
        source = f"{file}, key 'image_data_format'"
        return checked(key, DATA_FORMATS.get(value, value) if isinstance(value, str) else value, source)
    return None


@functools.cache
def _read(file: Path) -> dict[str, Any]:
    try:
        content: Any = json.loads(_text(file))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    # ValueError: no UTF-8, no JSON, or a number of thousands of digits.
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{file} cannot be read as JSON: {error}. Correct or remove the file.") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{file} must hold a JSON object, such as {{}}, got {reprlib.repr(content)}.")
    return cast("dict[str, Any]", content)


def _text(file: Path) -> str:
    """Read a regular file of a sensible size; a pipe would block, and a device would never end."""
    facts = file.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise OSError("it is not a regular file")
    if facts.st_size > MAX_BYTES:
        raise OSError(f"it has {facts.st_size:,} bytes, and settings at most {MAX_BYTES:,}")
    return file.read_text(encoding="utf8")


def _is_positive(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= sys.float_info.max


_RULES: dict[str, tuple[str, Callable[[Any], bool], Callable[[Any], Any]]] = {
    "backend": ("the name of an installed backend", lambda v: isinstance(v, str) and bool(v), str),
    "floatx": (f"one of {', '.join(FLOAT_TYPES)}", lambda v: v in FLOAT_TYPES, str),
    "epsilon": ("a positive number", _is_positive, float),
    "image_dim_ordering": (
        "'th' (channels first) or 'tf' (channels last)",
        lambda v: isinstance(v, str) and v in DIM_ORDERINGS,
        str,
    ),
    "instructions": (f"one of {', '.join(INSTRUCTIONS)}", lambda v: v in INSTRUCTIONS, str),
}

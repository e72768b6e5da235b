"""The libraries that images need, which not everybody has."""

from __future__ import annotations

import importlib
from typing import Any

from kerasfront.errors import BackendError


def require(module: str) -> Any:
    """A module of Pillow or SciPy.

    Raises
    ------
    BackendError
        If it is not installed; the message says what to install.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise BackendError(
            f"kerasfront.preprocessing.image needs {module.partition('.')[0]}. Install it: "
            "pip install 'kerasfront[image]'"
        ) from error

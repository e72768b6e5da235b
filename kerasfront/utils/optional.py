"""Libraries that not everybody has."""

from __future__ import annotations

import importlib
from typing import Any

from kerasfront.errors import NotReadyError


def require(module: str, extra: str, owner: str) -> Any:
    """An optional module, for `owner` (its name in the message).

    Raises
    ------
    NotReadyError
        If it is not installed; the message says which extra brings it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise NotReadyError(
            f"{owner} needs {module.partition('.')[0]}. Install it: pip install 'kerasfront[{extra}]'."
        ) from error

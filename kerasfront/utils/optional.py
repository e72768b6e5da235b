"""Optional libraries."""

from __future__ import annotations

import importlib
from typing import Any

from kerasfront.errors import NotReadyError


def require(module: str, extra: str, owner: str) -> Any:
    """Import an optional module for `owner`, which the message names.

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

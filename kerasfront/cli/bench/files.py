"""Files of results. They begin with a mark, by which a later run knows what it may replace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kerasfront.errors import ArgumentError
from kerasfront.utils.paths import opened

MARK = "kerasfront bench"
HEAD = 200
"""Number of bytes at the beginning of a file that have the mark."""


def check_own(path: Path, *beside: Path) -> None:
    """Refuse to replace a file that this command did not write, or those that are only written beside it.

    Raises
    ------
    ArgumentError
    """
    there = [file for file in (path, *beside) if file.exists()]
    if there and not _is_own(path):
        raise ArgumentError(
            f"{there[0]} was not written by {MARK}, and is left as it is. Pass another folder, --output FOLDER, or "
            "remove the file."
        )


def _is_own(path: Path) -> bool:
    if not path.exists():
        return False
    with opened(path) as file:
        return MARK.encode() in file.read(HEAD)


def save_results(path: Path, content: Mapping[str, Any]) -> None:
    """Write results, marked."""
    path.write_text(json.dumps({"written_by": MARK, **content}, indent=2) + "\n", encoding="utf8")

"""Read scripts and notebooks."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasfront.errors import FileError

NOTEBOOK = ".ipynb"
_MAGIC = re.compile(r"^(\s*)([%!].*)$", re.MULTILINE)
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
TRANSPARENT = {"time", "timeit", "capture", "prun"}
"""Cell magics whose cell is Python."""


@dataclass(frozen=True)
class Cell:
    """Source that is compiled at once: a whole script, or a cell of a notebook.

    Attributes
    ----------
    text : str
    file : str
        What a traceback calls it.
    """

    text: str
    file: str


@dataclass(frozen=True)
class Script:
    """A script or a notebook.

    Attributes
    ----------
    path : Path
    cells : tuple of Cell
    """

    path: Path
    cells: tuple[Cell, ...]

    @property
    def is_notebook(self) -> bool:
        """Whether cells show their last value."""
        return self.path.suffix == NOTEBOOK


def read(path: Path) -> Script:
    """Read a script (any text) or a notebook (.ipynb).

    Raises
    ------
    FileError
        If a notebook is damaged.
    """
    if path.suffix != NOTEBOOK:
        return Script(path, (Cell(decoded(path.read_bytes()), str(path)),))
    texts = _notebook(path)
    return Script(path, tuple(Cell(text, f"{path}, cell {number}") for number, text in texts))


def decoded(content: bytes) -> str:
    """Source as text, by its coding line; where it has none and is no UTF-8, Python 2 took it byte by byte."""
    try:
        return importlib.util.decode_source(content)
    except (UnicodeDecodeError, SyntaxError):
        return content.decode("latin-1").replace("\r\n", "\n")


def _notebook(path: Path) -> Iterator[tuple[int, str]]:
    """Numbers and texts of the code cells, whatever version of the format."""
    try:
        content = json.loads(path.read_text(encoding="utf8"))
        parts: list[Any] = content.get("worksheets") or [content]
        cells = [cell for part in parts for cell in part["cells"] if cell["cell_type"] == "code"]
        texts = ["".join(cell["source"] if "source" in cell else cell["input"]) for cell in cells]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FileError(f"{path} is no notebook, or a damaged one: {type(error).__name__}: {error}.") from error
    return ((number, without_magics(text)) for number, text in enumerate(texts, 1))


def without_magics(text: str) -> str:
    """A cell with IPython's own lines (%magic, !command) as comments."""
    cell = _CELL_MAGIC.match(text)
    if cell and cell[1] not in TRANSPARENT:
        return re.sub("^", "# ", text, flags=re.MULTILINE)
    return _MAGIC.sub(r"\1pass  # \2", text)

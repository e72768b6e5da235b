"""Read scripts and notebooks."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kerasfront.compatibility.stand_ins.ipython as stand_in
from kerasfront.errors import FileError
from kerasfront.utils.paths import on_path

NOTEBOOK = ".ipynb"
_MAGIC = re.compile(r"^(\s*)([%!].*|\?{1,2}[\w.]+\s*|[\w.]+\?{1,2}\s*)$", re.MULTILINE)
_COMMAND_OUTPUT = re.compile(r"^([ \t]*[\w., ]+=\s*)!(.*)$", re.MULTILINE)
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
TRANSPARENT = {"time", "timeit", "capture", "prun"}
"""Cell magics whose content is Python."""


@dataclass(frozen=True)
class Cell:
    """Unit of compilation: a whole script, or a cell of a notebook.

    Attributes
    ----------
    text : str
    file : str
        Name in tracebacks.
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
    python : str
        Python version that a notebook states; empty if unknown.
    """

    path: Path
    cells: tuple[Cell, ...]
    python: str = ""

    @property
    def is_notebook(self) -> bool:
        """Whether the cells show their last value."""
        return self.path.suffix == NOTEBOOK


def read(path: Path) -> Script:
    """Read a script (any text) or a notebook (.ipynb).

    Raises
    ------
    PathError
        If the path cannot be read.
    FileError
        If it is no text, or a notebook is damaged.
    """
    with on_path(path, "read"):
        content = path.read_bytes()
    if b"\0" in content:
        raise FileError(f"{path} is not a script. For a file of a model, there is `kerasfront doctor FILE`.")
    if path.suffix != NOTEBOOK:
        return Script(path, (Cell(decoded(content), str(path)),))
    texts, python = _notebook(path, content)
    cells = tuple(Cell(without_magics(text), f"{path}, cell {number}") for number, text in enumerate(texts, 1))
    return Script(path, cells, python)


def decoded(content: bytes) -> str:
    """Decode source by its coding line; without one, source that is not UTF-8 is Latin-1, as in Python 2."""
    try:
        return importlib.util.decode_source(content)
    except (UnicodeDecodeError, SyntaxError):
        return content.decode("latin-1").replace("\r\n", "\n")


def _notebook(path: Path, file: bytes) -> tuple[list[str], str]:
    """Read the code cells, in any version of the format, and the version of Python."""
    try:
        content = json.loads(file.decode())
        parts: list[Any] = content.get("worksheets") or [content]
        cells = [cell for part in parts for cell in part["cells"] if cell["cell_type"] == "code"]
        texts = ["".join(cell["source"] if "source" in cell else cell["input"]) for cell in cells]
        return texts, str(content.get("metadata", {}).get("language_info", {}).get("version", ""))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FileError(f"{path} is not a notebook, or is damaged: {type(error).__name__}: {error}.") from error


def without_magics(text: str) -> str:
    """Turn a cell into Python: of IPython's syntax (%magic, !command, help?) only `name = !command` has an effect."""
    cell = _CELL_MAGIC.match(text)
    if cell and cell[1] not in TRANSPARENT:
        return re.sub("^", "# ", text, flags=re.MULTILINE)
    return _COMMAND_OUTPUT.sub(_command_output, _MAGIC.sub(r"\1pass  # \2", text))


def _command_output(found: re.Match[str]) -> str:
    module = f"__import__({stand_in.__name__!r}, fromlist=['output'])"
    return f"{found[1]}{module}.output({found[2]!r}, {{**globals(), **locals()}})"

"""Tables that rows are appended to. They are checked before anything is written, so other files stay unchanged."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path
from typing import NamedTuple, NoReturn

from kerasfront.errors import ArgumentError
from kerasfront.utils.paths import opened

BOM = "\ufeff"


class CsvTable(NamedTuple):
    """The existing part of a table.

    Attributes
    ----------
    columns : list of str
        Empty if nothing is there.
    line_end : str
        With which its rows end.
    size : int
        Bytes up to the end of its last complete row.
    is_ended : bool
        Whether the last row ends with a line end.
    """

    columns: list[str]
    line_end: str
    size: int
    is_ended: bool


def read_table(path: Path, separator: str) -> CsvTable:
    """Read a table of epochs, without an incomplete last row.

    Raises
    ------
    ArgumentError
        If the file is not such a table.
    """
    text = _text(path)
    end = max(text.rfind("\n"), text.rfind("\r")) + 1
    whole = _rows(path, text[:end], separator)
    last = _last_row(text[end:], separator)
    if whole and len(last) < len(whole[0]):
        begun = text[end:].removeprefix(BOM).partition(separator)[0]
        if begun and not begun.isdecimal():
            _refuse(path, f"row {len(whole) + 1} is not one of an epoch")
        last = []  # half written
    rows = [*whole, last] if last else whole
    if text and not rows:
        _refuse(path, "it has no complete row")
    _check(path, rows, separator)
    kept = text if last else text[:end]
    line_end = next((mark for mark in ("\r\n", "\n", "\r") if mark in text), "\n")
    return CsvTable(rows[0] if rows else [], line_end, len(kept.encode("utf8")), not last)


def _text(path: Path) -> str:
    with opened(path) as file:
        content = file.read()
    try:
        text = content.decode("utf8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            _refuse(path, "it is not a text in UTF-8")
        # A row that was only half written ends within a character.
        text = content[: max(content.rfind(b"\n"), content.rfind(b"\r")) + 1].decode("utf8")
    if "\0" in text or (content and not text):
        _refuse(path, "it is not a text of complete rows")
    return text


def _rows(path: Path, text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        _refuse(path, f"it is not a table ({error})")


def _last_row(text: str, separator: str) -> list[str]:
    """Return the cells of a row without a line end; none if a quotation is not closed."""
    row: list[str] = []
    with contextlib.suppress(csv.Error):
        row = next(csv.reader([text.removeprefix(BOM)], delimiter=separator, strict=True), row)
    return row


def _check(path: Path, rows: list[list[str]], separator: str) -> None:
    """Reject rows that do not belong to epochs."""
    if not rows:
        return
    header, *epochs = rows
    if header[:1] != ["epoch"]:
        _refuse(path, f"its first column is not 'epoch', if columns are separated by {separator!r}")
    for line, row in enumerate(epochs, 2):
        if len(row) > len(header) or not "".join(row[:1]).isdecimal():
            _refuse(path, f"row {line} is not one of an epoch")


def _refuse(path: Path, fault: str) -> NoReturn:
    raise ArgumentError(
        f"CSVLogger(append=True) cannot add rows to {path}: {fault}. The file is left as it is. "
        "Give another filename, or append=False to replace it."
    )

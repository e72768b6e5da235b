"""The logs of each epoch in a CSV file."""

from __future__ import annotations

import csv
import os
import warnings
from collections.abc import Iterable
from os import PathLike
from typing import Any

import numpy as np

from kerasfront.backend.types import is_list
from kerasfront.callbacks.base import Callback, Logs
from kerasfront.callbacks.csv_table import read_table
from kerasfront.errors import ArgumentError
from kerasfront.utils.checks import check_kind
from kerasfront.utils.paths import check_path, on_path


class CSVLogger(Callback):
    """Write the logs of each epoch as a row; the columns are 'epoch' and the names of the first epoch's logs, sorted.

    Parameters
    ----------
    filename : str or path
    separator : str
        The character between two cells.
    append : bool
        Append to an existing file, with its columns and line ends; an incomplete last row is removed.

    Attributes
    ----------
    append_header : bool
        Whether the file begins with this training, with the names of the columns.

    Raises
    ------
    ArgumentError
        If `separator` is not one character.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import CSVLogger
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> from pathlib import Path
    >>> history = model.fit(x, y, nb_epoch=2, verbose=0, callbacks=[CSVLogger("log.csv")])
    >>> [line.partition(",")[0] for line in Path("log.csv").read_text().split()]
    ['epoch', '0', '1']
    """

    writes = True

    def __init__(self, filename: str | PathLike[str], separator: str = ",", append: bool = False) -> None:
        super().__init__()
        self.filename = check_path("CSVLogger: filename", filename)
        if len(check_kind("CSVLogger: separator", separator, str, "one character")) != 1:
            raise ArgumentError(f"separator must be one character, got {separator!r}.")
        self.sep = separator
        self.append = append
        self.append_header = True
        self.csv_file: Any = None
        self.writer: Any = None
        self._columns: list[str] = []

    @property
    def keys(self) -> list[str] | None:
        """Names of the logs that have columns; None before they are known."""
        return self._columns[1:] or None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Open the file.

        Raises
        ------
        ArgumentError
            If ``append=True`` and the file is not a table of epochs; it is not changed.
        PathError
            If no file can be there.
        """
        there = read_table(self.filename, self.sep) if self.append and os.path.isfile(self.filename) else None
        self._columns = there.columns if there else []
        self.append_header = there is None
        with on_path(self.filename, "written"):
            self.csv_file = open(  # noqa: SIM115  (`on_train_end` closes it)
                self.filename, "a" if self.append else "w", newline="", encoding="utf8", opener=_without_waiting
            )
        line_end = there.line_end if there else "\n"
        if there:
            self.csv_file.truncate(there.size)
            self.csv_file.write("" if there.is_ended else line_end)
        self.writer = csv.writer(self.csv_file, delimiter=self.sep, lineterminator=line_end)
        self._complained = False

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write a row, without empty cells at its end."""
        cells = {"epoch": epoch, **{name: _cell(value) for name, value in sorted((logs or {}).items())}}
        if not self._columns:
            self._columns = list(cells)
            self.writer.writerow(self._columns)
        self._complain(cells)
        row = [cells.get(column, "") for column in self._columns]
        while row and row[-1] == "":
            row.pop()
        self.writer.writerow(row)
        self.csv_file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Close the file."""
        if self.csv_file is not None:
            self.csv_file.close()
            self.csv_file = self.writer = None

    def _complain(self, names: Iterable[str]) -> None:
        lost = sorted({*names} - {*self._columns})
        if lost and not self._complained:
            self._complained = True
            warnings.warn(f"CSVLogger: {self.filename} has no columns for {', '.join(lost)}.", stacklevel=3)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody reads is an error, instead of an endless wait for its reader."""
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
    os.set_blocking(handle, True)
    return handle


def _cell(value: Any) -> Any:
    """Write arrays as '[a, b, c]', anything else unchanged."""
    if not is_list(value) and not hasattr(value, "dtype"):
        return value
    array = np.asarray(value)
    return f"[{', '.join(map(str, array.ravel().tolist()))}]" if array.ndim else array.item()

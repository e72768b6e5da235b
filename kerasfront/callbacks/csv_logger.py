"""The logs of each epoch in a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from kerasfront.callbacks.base import Callback, Logs


class CSVLogger(Callback):
    """Write the logs of each epoch as a row; the columns are 'epoch' and the names of the first epoch's logs, sorted.

    Parameters
    ----------
    filename : str or path
    separator : str
    append : bool
        Go on in a file that exists.
    """

    def __init__(self, filename: Any, separator: str = ",", append: bool = False) -> None:
        super().__init__()
        self.filename = Path(filename)
        self.separator = separator
        self.append = append
        self._file: Any = None
        self._writer: csv.DictWriter[str] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Open the file."""
        self._with_header = not (self.append and self.filename.exists() and self.filename.stat().st_size)
        self._file = self.filename.open("a" if self.append else "w", newline="", encoding="utf8")
        self._writer = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write a row."""
        logs = logs or {}
        if self._writer is None:
            columns = ["epoch", *sorted(logs)]
            self._writer = csv.DictWriter(
                self._file, columns, restval="", extrasaction="ignore", delimiter=self.separator, lineterminator="\n"
            )
            if self._with_header:
                self._writer.writeheader()
        self._writer.writerow({"epoch": epoch, **{name: _cell(value) for name, value in logs.items()}})
        self._file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        self._file = self._writer = None


def _cell(value: Any) -> Any:
    """Numbers as they are, arrays as '[a, b, c]'."""
    if isinstance(value, (list, tuple, np.ndarray)) and np.ndim(value):
        return f"[{', '.join(map(str, np.ravel(value).tolist()))}]"
    return float(value) if isinstance(value, (np.floating, np.ndarray)) else value

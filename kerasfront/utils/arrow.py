"""Tables of Arrow and Parquet files as batches."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any, cast

import numpy as np

from kerasfront.backend.types import is_mapping
from kerasfront.errors import ArgumentError
from kerasfront.utils.checks import check_count
from kerasfront.utils.optional import require
from kerasfront.utils.sequence import Sequence
from kerasfront.utils.tables import Columns, as_table, chosen, gathered

OWNER = "ArrowSequence"


class ArrowSequence(Sequence):
    """Batches from a Parquet file, or from a table of Arrow; a Parquet file is read by its groups of rows.

    Only the columns that are asked for are read, and of a file only one group of rows is in memory at a time.
    ``shuffle=True`` of `fit_generator` shuffles the batches.

    Parameters
    ----------
    source : path or pyarrow.Table
    x : str, list of str or dict
        Columns of the input: one, of numbers or of lists, or several of numbers, which lie side by side. For several
        inputs a dict by their names.
    y : str, list of str or dict, optional
        Columns of the targets. Without them the batches are for predictions.
    batch_size : int

    Raises
    ------
    ArgumentError
        If there is no such column, or no row.
    NotReadyError
        If pyarrow is not installed.

    Examples
    --------
    >>> from kerasfront.utils import ArrowSequence
    >>> batches = ArrowSequence("people.parquet", x=["age", "height"], y="weight")  # doctest: +SKIP
    >>> model.fit_generator(batches, nb_epoch=10, shuffle=True)                     # doctest: +SKIP
    """

    def __init__(self, source: str | PathLike[str] | Any, x: Columns, y: Columns = None, batch_size: int = 32) -> None:
        self.batch_size = check_count("batch_size", batch_size)
        self._is_file, self._source = isinstance(source, (str, PathLike)), cast(Any, source)
        names, sizes = self._layout()
        self._ends = np.cumsum(sizes)
        if not len(self._ends) or not self._ends[-1]:
            raise ArgumentError(f"{OWNER}: there are no rows.")
        self._x, self._y = _asked(x, names), None if y is None else _asked(y, names)
        self._group: tuple[int, Any] | None = None

    def __len__(self) -> int:
        """Number of batches; the last may be smaller."""
        return -(-int(self._ends[-1]) // self.batch_size)

    def __getitem__(self, index: int) -> Any:
        """Batch number `index`: (x, y), or x alone."""
        table = self._rows(index * self.batch_size, min((index + 1) * self.batch_size, int(self._ends[-1])))
        return _arrays(table, self._x) if self._y is None else (_arrays(table, self._x), _arrays(table, self._y))

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_group": None}

    def _layout(self) -> tuple[list[str], list[int]]:
        """Names of the columns, and numbers of rows of the groups."""
        if not self._is_file:
            return list(self._source.column_names), [self._source.num_rows]
        file = _parquet().ParquetFile(self._source)
        counts = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        return list(file.schema_arrow.names), counts

    def _rows(self, start: int, stop: int) -> Any:
        """A table of some rows, which may lie in several groups."""
        pieces: list[Any] = []
        for number in range(int(np.searchsorted(self._ends, start, "right")), len(self._ends)):
            begin = int(self._ends[number - 1]) if number else 0
            if begin >= stop:
                break
            first = max(start, begin)
            pieces.append(self._read(number).slice(first - begin, min(stop, int(self._ends[number])) - first))
        return pieces[0] if len(pieces) == 1 else require("pyarrow", "arrow", OWNER).concat_tables(pieces)

    def _read(self, number: int) -> Any:
        if not self._is_file:
            return self._source
        known = self._group  # another thread may replace it meanwhile
        if known is None or known[0] != number:
            wanted = {name for table in (self._x, self._y or {}) for names in table.values() for name in names}
            file = _parquet().ParquetFile(self._source)
            known = self._group = number, file.read_row_group(number, columns=sorted(wanted))
        return known[1]


def _parquet() -> Any:
    return require("pyarrow.parquet", "arrow", OWNER)


def _asked(columns: Any, names: list[str]) -> dict[str, list[str]]:
    """Columns by input; '' stands for the only one."""
    told: Mapping[Any, Any] = columns if is_mapping(columns) else {"": columns}
    return chosen(names, [*map(str, told)], told)


def _arrays(table: Any, columns: Mapping[str, list[str]]) -> Any:
    found = as_table(table)
    assert found is not None
    arrays = {key: gathered(found, names) for key, names in columns.items()}
    return arrays[""] if [*arrays] == [""] else arrays

"""What commands find out: tables for the terminal and for pages, and the option for writing a page."""

from __future__ import annotations

import argparse
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kerasfront.errors import shown
from kerasfront.saving.writing import replacing
from kerasfront.utils import pages

Rows: TypeAlias = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Sheet:
    """A table.

    Attributes
    ----------
    title : str
    columns : sequence of str
    rows : sequence of sequences of str
        They may come from files: nothing in them is taken for markup.
    numbers : bool
        Whether the columns after the first are numbers.
    """

    title: str
    columns: Sequence[str]
    rows: Rows
    numbers: bool = False

    def in_terminal(self) -> Table:
        """Make the table for a terminal."""
        table = Table(*self.columns, title=_plain(self.title), title_justify="left")
        for row in self.rows:
            table.add_row(*map(_plain, row))
        return table

    def on_page(self) -> str:
        """Make the table for a page, with its title as a heading."""
        rows = [map(shown, row) for row in self.rows]
        return "\n".join([pages.heading(shown(self.title)), pages.table(self.columns, rows, self.numbers)])


def _plain(text: str) -> Text:
    return Text(shown(text))


def add_report(parser: argparse.ArgumentParser) -> None:
    """Declare ``--report FILE``, stored as `report`."""
    parser.add_argument(
        "--report",
        "--html",
        type=Path,
        metavar="FILE",
        help="also write the result as a page (HTML), complete in one file",
    )


class Report:
    """A page, as it is filled.

    Attributes
    ----------
    parts : list of str
        HTML.
    """

    def __init__(self, console: Console) -> None:
        self.parts: list[str] = []
        self._console = console

    def show(self, sheet: Sheet) -> None:
        """Print a table, and put it on the page."""
        self._console.print(sheet.in_terminal())
        self.parts.append(sheet.on_page())

    def say(self, text: str) -> None:
        """Print a line, and put it on the page."""
        text = shown(text)
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)
        self.parts.append(pages.paragraph(text))

    def draw(self, pictures: Iterable[str]) -> None:
        """Put charts on the page."""
        drawn = list(pictures)
        if drawn:
            self.parts.append(pages.charts(drawn))


@contextmanager
def reporting(file: Path | None, title: str, console: Console) -> Generator[Report]:
    """Give a report, which is written to `file` at the end of the block, unless an error ends it.

    Raises
    ------
    MissingPathError
        At once, if there is no such folder.
    """
    report = Report(console)
    if file is None:
        yield report
        return
    with replacing(file) as path:
        yield report
        path.write_text(pages.page(shown(title), report.parts), encoding="utf8")
    console.print(f"Written: {file}", markup=False, highlight=False)

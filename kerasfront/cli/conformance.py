"""Check an installed backend against the specification of K: values, shapes, dtypes, gradients, purity."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from kerasfront.testing.conformance.suite import Row, score

HELP = "score an installed backend against the specification of K"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("backend", help="name of an installed backend; `kerasfront info` lists them")


def run(options: argparse.Namespace) -> int:
    """Print a row for each family and a line for each failure; the exit status is 1 if there are failures."""
    rows = score(options.backend)
    console = Console()
    console.print(_table(options.backend, rows))
    for row in rows:
        for finding in row.findings:
            console.print(f"{row.family}: {finding}", markup=False, highlight=False)
    return int(any(row.failed for row in rows))


def _table(backend: str, rows: list[Row]) -> Table:
    table = Table("family", "passed", "failed", "not offered", title=f"Backend {backend}", title_justify="left")
    total = Row("all", sum(r.passed for r in rows), sum(r.failed for r in rows), sum(r.missing for r in rows), ())
    for row in [*rows, total]:
        table.add_row(row.family, str(row.passed), str(row.failed), str(row.missing))
    return table

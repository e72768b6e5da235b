"""Check an installed backend against the specification of K: values, shapes, dtypes, gradients, purity, threads."""

from __future__ import annotations

import argparse
from contextlib import nullcontext

from rich.console import Console
from rich.table import Table

from kerasfront import backend as K
from kerasfront.cli.completion import with_backends
from kerasfront.saving.writing import replacing
from kerasfront.testing.conformance.report import page
from kerasfront.testing.conformance.suite import Row, score, total

HELP = "score an installed backend against the specification of K"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    with_backends(parser.add_argument("backend", help="name of an installed backend; `kerasfront info` lists them"))
    parser.add_argument("--report", metavar="FILE", help="write the score, with a badge, as an HTML file")


def run(options: argparse.Namespace) -> int:
    """Print a row for each family and a line for each failure; the exit status is 1 if there are failures."""
    with replacing(options.report) if options.report else nullcontext() as report:  # a wrong path is told at once
        rows = score(options.backend)
        if report:
            with K.use(options.backend):
                report.write_text(page(options.backend, rows, K.backend_info()), encoding="utf8")
    console = Console()
    console.print(_table(options.backend, rows))
    for row in rows:
        for finding in row.findings:
            console.print(f"{row.family}: {finding}", markup=False, highlight=False)
    return int(any(row.failed for row in rows))


def _table(backend: str, rows: list[Row]) -> Table:
    table = Table("family", "passed", "failed", "not offered", title=f"Backend {backend}", title_justify="left")
    for row in [*rows, total(rows)]:
        table.add_row(row.family, str(row.passed), str(row.failed), str(row.missing))
    return table

"""Check an installed backend against the specification of K: values, shapes, dtypes, gradients, purity, threads."""

from __future__ import annotations

import argparse

from rich.console import Console

from kerasfront import backend as K
from kerasfront.cli.completion import with_backends
from kerasfront.cli.reports import Sheet, add_report, reporting
from kerasfront.testing.conformance.badge import badge
from kerasfront.testing.conformance.suite import Row, score, total
from kerasfront.utils import pages

HELP = "score an installed backend against the specification of K"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    with_backends(parser.add_argument("backend", help="name of an installed backend; `kerasfront info` lists them"))
    parser.add_argument("--families", default="", metavar="NAME,...", help="run only these, such as conv,ctc")
    add_report(parser)


def run(options: argparse.Namespace) -> int:
    """Print a row for each family and a line for each failure; the exit status is 1 if there are failures."""
    name = options.backend
    with reporting(options.report, f"Conformance of {name}", Console()) as page:
        rows = score(name, [family for family in options.families.split(",") if family])
        info = K.load(name).backend_info()
        page.parts += [
            badge(rows),
            pages.paragraph(f"{info['library']} {info['version']} on {', '.join(info['devices'])}"),
        ]
        page.show(_sheet(name, rows))
        for row in rows:
            for finding in row.findings:
                page.say(f"{row.family}: {finding}")
        if not total(rows).failed:
            page.say("No case fails.")
    return int(any(row.failed for row in rows))


def _sheet(backend: str, rows: list[Row]) -> Sheet:
    cells = [(row.family, str(row.passed), str(row.failed), str(row.missing)) for row in [*rows, total(rows)]]
    return Sheet(f"Backend {backend}", ("family", "passed", "failed", "not offered"), cells, numbers=True)

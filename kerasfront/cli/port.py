"""Port a script or notebook to today's Python, with the import that maps `keras` to this package.

Python 2's divisions of integers become `//`; those whose operands have unknown types are listed, and so are imports of
what libraries have removed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kerasfront.compatibility import import_mapping
from kerasfront.compatibility.examined import examine
from kerasfront.compatibility.needs import needs
from kerasfront.compatibility.porting import port
from kerasfront.errors import ArgumentError

HELP = "port a script or notebook to today's Python"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("script", type=Path, help="a script (.py) or a notebook (.ipynb)")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="a new file; default: standard output")
    parser.add_argument(
        "--api", choices=list(import_mapping.APIS), help="API version of Keras; default: detected from the script"
    )
    parser.add_argument(
        "--python",
        type=int,
        choices=(2, 3),
        help="Python version it was written for; default: detected from the script",
    )


def run(options: argparse.Namespace) -> int:
    """Write the script; guesses and remaining work go to standard error."""
    try:
        found = examine(options.script, options.api, options.python)
        ported = port(found)
    except (SyntaxError, ValueError) as error:  # ValueError: NUL bytes
        raise ArgumentError(f"{options.script} cannot be ported: {error}") from error
    if options.output is None:
        print(ported.text, end="")
    else:
        _write(options.output, ported.text)
    removed = [f"{name} no longer exists: replace it, or use kerasfront run" for name in needs(found).replaced]
    for line in (*found.guesses, *ported.notes, *removed):
        print(f"kerasfront: {line}", file=sys.stderr)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf8") as file:
            file.write(text)
    except FileExistsError as error:
        raise ArgumentError(f"-o {path}: the file exists already. Choose another name, or remove it first.") from error

"""Write a script or notebook out for the Python of today, with the import that maps `keras` to this package.

Of Python 2's divisions those of whole numbers become `//`; those that cannot be told are listed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kerasfront.compatibility import import_mapping
from kerasfront.compatibility.examined import examine
from kerasfront.compatibility.porting import port
from kerasfront.errors import ArgumentError

HELP = "write a script or notebook out for the Python of today"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("script", type=Path, help="a script (.py) or a notebook (.ipynb)")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="a new file; default: standard output")
    parser.add_argument("--api", choices=list(import_mapping.APIS), help="of Keras; default: guessed from the script")
    parser.add_argument("--python", type=int, choices=(2, 3), help="that it was written for; default: told from it")


def run(options: argparse.Namespace) -> int:
    """Write the script; what was guessed and what is left to do goes to standard error."""
    try:
        found = examine(options.script, options.api, options.python)
        ported = port(found)
    except (SyntaxError, ValueError) as error:  # ValueError: of NUL bytes
        raise ArgumentError(f"{options.script} is no Python that can be written out: {error}") from error
    if options.output is None:
        print(ported.text, end="")
    else:
        _write(options.output, ported.text)
    for line in (*found.guesses, *ported.notes):
        print(f"kerasfront: {line}", file=sys.stderr)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf8") as file:
            file.write(text)
    except FileExistsError as error:
        raise ArgumentError(f"-o {path}: there is such a file already. Name a new one, or remove it first.") from error

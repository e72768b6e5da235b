"""Run an unmodified script or notebook whose imports say `keras`.

Its `keras` is this package; installed libraries that need today's Keras still get that. Python 2 is translated on the
fly.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from kerasfront import backend as K
from kerasfront import config
from kerasfront.cli.completion import with_backends
from kerasfront.compatibility import import_mapping, runner
from kerasfront.compatibility.examined import Examined, examine
from kerasfront.compatibility.session import Session
from kerasfront.errors import ArgumentError, near_misses

HELP = "run an unmodified script or notebook whose imports say `keras`"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    with_backends(
        parser.add_argument("--backend", metavar="NAME", help="default: from the settings, see `kerasfront info`")
    )
    parser.add_argument(
        "--api",
        choices=list(import_mapping.APIS),
        help="API version of Keras; default: detected from the script's calls",
    )
    parser.add_argument(
        "--python", type=int, choices=(2, 3), help="Python version the script was written for; default: detected"
    )
    parser.add_argument(
        "--dim-ordering",
        choices=config.DIM_ORDERINGS,
        help="order of the axes of images: channels first (th) or last (tf)",
    )
    parser.add_argument("--quiet", action="store_true", help="do not report what was detected")
    parser.add_argument("script", type=Path, help="a script (.py) or a notebook (.ipynb)")
    rest = parser.add_argument("arguments", nargs=argparse.REMAINDER, help="arguments of the script")
    rest.required = False  # argparse calls it missing where the script is


def run(options: argparse.Namespace) -> int:
    """Run the script in this process; the exit status is 1 after an error."""
    _choose_backend(options.backend)
    if options.dim_ordering:
        config.put("image_dim_ordering", options.dim_ordering, "option --dim-ordering")
    found = examine(options.script, options.api, options.python)
    if not options.quiet:
        _say(found)
    session = Session(found.api, str(options.script.parent.resolve()), found.is_python2, options.dim_ordering)
    with session.active(), session.inherited():
        return runner.run(found, options.arguments)


def _choose_backend(name: str | None) -> None:
    """Choose the backend for this process and those that the script starts."""
    if name is None:
        return
    if name not in K.installed():
        raise ArgumentError(f"--backend {name}: not installed. {near_misses(name, K.installed())}")
    os.environ["KERASFRONT_BACKEND"] = name


def _say(found: Examined) -> None:
    for line in found.guesses:
        print(f"kerasfront: {line}", file=sys.stderr)

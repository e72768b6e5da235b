"""Find the subcommand and run it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import kerasfront
import kerasfront.cli.bench.command as bench
import kerasfront.cli.completion as completion
import kerasfront.cli.conformance as conformance
import kerasfront.cli.convert as convert
import kerasfront.cli.doctor as doctor
import kerasfront.cli.export as export
import kerasfront.cli.info as info
import kerasfront.cli.launch as launch
import kerasfront.cli.port as port
import kerasfront.cli.predict.command as predict
import kerasfront.cli.run as run
from kerasfront.errors import KerasfrontError

COMMANDS = {
    "bench": bench, "completion": completion, "conformance": conformance, "convert": convert, "doctor": doctor,
    "export": export, "info": info, "launch": launch, "port": port, "predict": predict, "run": run,
}  # fmt: skip
"""Modules with HELP, add_arguments(parser) and run(options) -> exit status, by command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments` (default: those of the process) and return the exit status."""
    parser = _parser()
    completion.complete(parser)
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except (KerasfrontError, OSError) as error:
        print(f"kerasfront: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kerasfront", description=kerasfront.__doc__)
    parser.add_argument("-V", "--version", action="version", version=f"kerasfront {kerasfront.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        sub = commands.add_parser(name, help=module.HELP, description=module.__doc__)
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return parser

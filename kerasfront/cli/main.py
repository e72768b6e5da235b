"""Find the subcommand and run it."""

from __future__ import annotations

import argparse
import os
import select
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
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments:
        parser.print_help(sys.stderr)
        return 2
    options = parser.parse_args(arguments)
    try:
        status = options.run(options)
        sys.stdout.flush()
        return status
    except (KerasfrontError, OSError) as error:
        if isinstance(error, BrokenPipeError) and _nobody_reads():
            return 1
        print(f"kerasfront: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        if options.run is run.run:  # as from Python, a traceback says where the script was
            raise
        print("kerasfront: interrupted", file=sys.stderr)
        return 130


def _nobody_reads() -> bool:
    """Whether the output goes to a pipe that was closed, as by `head`; if so, what is left of it goes nowhere."""
    pipe = select.poll()
    pipe.register(sys.stdout.fileno(), 0)
    closed = bool(pipe.poll(0))
    if closed:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return closed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kerasfront", description=kerasfront.__doc__)
    parser.add_argument("-V", "--version", action="version", version=f"kerasfront {kerasfront.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        sub = commands.add_parser(name, help=module.HELP, description=module.__doc__)
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return parser

"""Export a model for other runtimes, after comparing the outputs there with those of `predict`."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from kerasfront.cli.custom_objects import add_option, imported
from kerasfront.errors import ArgumentError
from kerasfront.export import FORMATS
from kerasfront.models import load_model

HELP = "write a model for other runtimes: ONNX, or the library of its backend without kerasfront"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("source", type=Path, metavar="MODEL", help="a whole model")
    parser.add_argument("target", type=Path, metavar="OUT", help="a file such as model.onnx, or a folder")
    parser.add_argument("--format", choices=FORMATS, help="default: by the name of OUT")
    parser.add_argument("--allow-code", action="store_true", help="run code in MODEL, such as that of Lambda layers")
    parser.add_argument("--overwrite", action="store_true", help="replace OUT")
    add_option(parser)


def run(options: argparse.Namespace) -> int:
    """Write the model, and say so."""
    name = options.format or options.target.suffix.removeprefix(".")
    if name not in FORMATS:
        raise ArgumentError(
            f"The name {str(options.target)!r} does not tell the format. Give --format, one of {', '.join(FORMATS)}."
        )
    model = load_model(options.source, imported(options.custom_objects), options.allow_code, compile=False)
    FORMATS[name](model, options.target, options.overwrite)
    sentence = f"Written: {options.target}. On random samples, its outputs agree with those of predict."
    Console().print(sentence, soft_wrap=True)
    return 0

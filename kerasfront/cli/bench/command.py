"""Train classic models on real handwritten digits, on one engine after the other, and compare them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

import kerasfront.cli.bench.digits as digits
import kerasfront.cli.bench.report as report
from kerasfront import backend as K
from kerasfront.cli.bench.compare import distances
from kerasfront.cli.bench.runner import train
from kerasfront.cli.bench.workloads import WORKLOADS

HELP = "train the same models on every engine and compare them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--models", nargs="+", choices=WORKLOADS, default=list(WORKLOADS), help="default: all")
    parser.add_argument("--engines", nargs="+", metavar="ENGINE", help="default: all that are installed")
    parser.add_argument("--epochs", type=_positive, help="default: each model's own number")
    parser.add_argument("--batch-size", type=_positive, default=32, help="default: 32")
    parser.add_argument("--seed", type=int, default=1337, help="default: 1337")
    parser.add_argument(
        "--output", type=Path, default=Path("bench-results"), metavar="FOLDER", help="default: bench-results"
    )


def run(options: argparse.Namespace) -> int:
    """Train, print the table, write bench.json and bench.png."""
    engines = options.engines or list(K.installed())
    data = digits.load()
    options.output.mkdir(parents=True, exist_ok=True)
    results = [
        train(model, engine, data, options.epochs, options.batch_size, options.seed)
        for model in options.models
        for engine in engines
    ]
    apart = distances(results)
    settings = {"epochs": options.epochs, "batch_size": options.batch_size, "seed": options.seed}
    console = Console() if sys.stdout.isatty() else Console(width=140)  # a file has no width to keep to
    console.print(report.table(results, apart))
    report.write_json(options.output / "bench.json", results, apart, settings)
    report.plot(options.output / "bench.png", results)
    console.print(f"Written: {options.output / 'bench.json'} and {options.output / 'bench.png'}")
    return 0


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {value}")
    return value

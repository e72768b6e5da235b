"""Train classic models on real handwritten digits, on one engine after the other, and compare them.

With --parity: train one small model for each layer instead, and compare the weights.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

import kerasfront.cli.bench.digits as digits
import kerasfront.cli.bench.parity as parity
import kerasfront.cli.bench.report as report
from kerasfront import backend as K
from kerasfront.cli.bench.compare import distances
from kerasfront.cli.bench.parity_cases import CASES
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
        "--parity", action="store_true", help="train one small model for each layer instead, and compare the weights"
    )
    parser.add_argument(
        "--families", nargs="+", choices=CASES, default=list(CASES), help="of layers, for --parity; default: all"
    )
    parser.add_argument(
        "--output", type=Path, default=Path("bench-results"), metavar="FOLDER", help="default: bench-results"
    )


def run(options: argparse.Namespace) -> int:
    """Train and print a table; the results are also written as files."""
    engines = options.engines or list(K.usable())
    options.output.mkdir(parents=True, exist_ok=True)
    console = Console() if sys.stdout.isatty() else Console(width=140)  # a file has no width to keep to
    job = _parity if options.parity else _bench
    job(options, engines, console)
    return 0


def _bench(options: argparse.Namespace, engines: list[str], console: Console) -> None:
    data = digits.load()
    results = [
        train(model, engine, data, options.epochs, options.batch_size, options.seed)
        for model in options.models
        for engine in engines
    ]
    apart = distances(results)
    settings = {"epochs": options.epochs, "batch_size": options.batch_size, "seed": options.seed}
    console.print(report.table(results, apart))
    report.write_json(options.output / "bench.json", results, apart, settings)
    report.plot(options.output / "bench.png", results)
    console.print(f"Written: {options.output / 'bench.json'} and {options.output / 'bench.png'}")


def _parity(options: argparse.Namespace, engines: list[str], console: Console) -> None:
    results = parity.compare(engines, options.seed, options.families)
    console.print(parity.table(results, engines))
    parity.write_json(options.output / "parity.json", results, engines, options.seed)
    console.print(f"Written: {options.output / 'parity.json'}")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {value}")
    return value

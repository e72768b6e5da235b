"""Train classic models on real handwritten digits, on one backend after the other, and compare them.

With a script (.py and its arguments) or a model (.h5, or its architecture as .json or .yaml): run that on each backend
instead, in turn and in processes of their own, and compare the times. A model is trained on random data, or on --data.
With --parity: train one small model for each layer instead, and compare the weights.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from rich.console import Console

import kerasfront.cli.bench.digits as digits
import kerasfront.cli.bench.parity as parity
import kerasfront.cli.bench.report as report
import kerasfront.cli.bench.subject as subject
import kerasfront.cli.bench.trace as trace
from kerasfront import backend as K
from kerasfront.cli.backends import add_backends
from kerasfront.cli.bench.compare import distances
from kerasfront.cli.bench.files import check_own
from kerasfront.cli.bench.parity_cases import CASES
from kerasfront.cli.bench.runner import train
from kerasfront.cli.bench.workloads import WORKLOADS
from kerasfront.cli.info import in_words
from kerasfront.cli.reports import Report, add_report, reporting
from kerasfront.utils.paths import on_path

HELP = "train the same models on every backend and compare them"
EPOCHS = 3  # of a model in a file

Job: TypeAlias = Callable[[argparse.Namespace, list[str], Report], list[Path]]
"""Fills the report, and returns the files that it wrote besides."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("subject", nargs=argparse.REMAINDER, metavar="FILE ...", help="a script or a model of your own")
    parser.add_argument("--models", nargs="+", choices=WORKLOADS, default=list(WORKLOADS), help="default: all")
    add_backends(parser)
    parser.add_argument("--epochs", type=_positive, help="default: each model's own number")
    parser.add_argument("--batch-size", type=_positive, default=32, help="default: 32")
    parser.add_argument("--seed", type=int, default=1337, help="default: 1337")
    parser.add_argument(
        "--parity", action="store_true", help="train one small model for each layer instead, and compare the weights"
    )
    parser.add_argument(
        "--families",
        nargs="+",
        choices=CASES,
        default=list(CASES),
        help="families of layers for --parity; default: all",
    )
    parser.add_argument("--rounds", type=_positive, default=3, help="repetitions of FILE on each backend; default: 3")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="NPZ",
        help="data for a model: arrays x and y, or arrays named like its inputs and outputs",
    )
    parser.add_argument(
        "--output", type=Path, default=Path("bench-results"), metavar="FOLDER", help="default: bench-results"
    )
    parser.add_argument(
        "--trace", action="store_true", help="show where the trainings of FILE drift apart: first layer, first step"
    )
    add_report(parser)


def run(options: argparse.Namespace) -> int:
    """Train, print a table and write the results to files."""
    options.subject = options.subject[options.subject[:1] == ["--"] :]
    if options.subject:
        subject.check(options.subject[0])  # before anything is loaded
    backends = options.backends or list(K.usable())
    with on_path(options.output, "written"):
        options.output.mkdir(parents=True, exist_ok=True)
    console = Console() if sys.stdout.isatty() else Console(width=140)  # a file has no width to keep to
    job, title = _job(options)
    with reporting(options.report, title, console) as page:
        written = job(options, backends, page)
        page.parts.append(report.about(backends))
    if written:
        console.print(f"Written: {' and '.join(map(str, written))}", markup=False, highlight=False)
    for name in backends:
        console.print(in_words(name), style="dim")
    return 0


def _job(options: argparse.Namespace) -> tuple[Job, str]:
    """What is to be done, and the title of its report."""
    if options.subject and options.trace:
        return _trace, f"Trace of {Path(options.subject[0]).name}"
    if options.subject:
        return _subject, f"{Path(options.subject[0]).name} on each backend"
    return (_parity, "Parity of the backends") if options.parity else (_bench, "Benchmark of the backends")


def _bench(options: argparse.Namespace, backends: list[str], page: Report) -> list[Path]:
    written = [options.output / "bench.json", options.output / "bench.png"]
    check_own(*written)
    data = digits.load()
    results = [
        train(model, backend, data, options.epochs, options.batch_size, options.seed)
        for model in options.models
        for backend in backends
    ]
    apart = distances(results)
    settings = {"epochs": options.epochs, "batch_size": options.batch_size, "seed": options.seed}
    page.show(report.sheet(results, apart))
    page.draw(report.pictures(results))
    report.write_json(written[0], results, apart, settings)
    report.plot_losses(written[1], results)
    return written


def _subject(options: argparse.Namespace, backends: list[str], page: Report) -> list[Path]:
    words = options.subject
    data = options.data and str(options.data)
    settings = {"data": data, "batch_size": options.batch_size, "epochs": options.epochs or EPOCHS}
    path = options.output / f"{Path(words[0]).stem}.json"
    check_own(path)
    runs = subject.compare(words, backends, options.rounds, settings, options.output)
    page.show(subject.sheet(words[0], runs))
    page.draw(subject.pictures(runs))
    subject.write_json(path, words, runs)
    return [path]


def _trace(options: argparse.Namespace, backends: list[str], page: Report) -> list[Path]:
    settings = {"data": options.data, "batch_size": options.batch_size, "epochs": options.epochs or EPOCHS}
    trace.trace(options.subject, backends, settings, options.seed, page)
    return []


def _parity(options: argparse.Namespace, backends: list[str], page: Report) -> list[Path]:
    path = options.output / "parity.json"
    check_own(path)
    results = parity.compare(backends, options.seed, options.families)
    page.show(parity.sheet(results, backends))
    page.draw(parity.pictures(results, backends))
    parity.write_json(path, results, backends, options.seed)
    return [path]


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {value}")
    return value

"""kerasfront beside what users would choose instead, and beside loops written by hand, on the same data in turn.

usage: python benchmarks/compare.py [--quick] [--workloads W ...] [--contenders C ...] [--rounds N] [--seconds S]
                                    [--continue] [--output DIR]

Each contender is a process of its own. A round lets each train one epoch and predict it, one contender after the other,
so that whatever the machine does meets all of them; ratios are taken round by round. The first step, which holds the
compilation, is told apart. Rivals on JAX and PyTorch, and the real Keras 1.2.2, need ``python
benchmarks/setup_rivals.py`` first. A run of everything also writes the tables of docs/benchmarks.md.

Results are written after each round; after an interruption ``--continue`` takes the same options and measures only what
is missing. ``--quick`` takes less than 5 minutes: the kinds that nobody tuned for, TensorFlow and Theano beside Keras 3
on TensorFlow, in fewer steps and three rounds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.console import Console
from rivals.process import CONTENDERS, ContenderFailedError, Process, hardware_rates
from rivals.report import RANDOM, machine, read_json, update_page, write_json, write_markdown
from rivals.result import JOBS, Result, Results, suspicious
from rivals.tables import grids
from rivals.targets import verdicts
from rivals.workloads import KINDS, WORKLOADS

HERE = Path(__file__).resolve().parent
OUTPUT = HERE / "results"
QUICK = ("kerasfront/tensorflow", "kerasfront/theano", "keras3/tensorflow")
"""The contenders of a quick run."""

SHARE = 5
"""How many times fewer steps a quick run has in a round."""

FEWEST = 3
"""Rounds that are never left out, however long they take."""


def measure(workload: str, results: Results, options: Any, console: Console) -> Iterator[None]:
    """All contenders on one workload: their results are added at once, and have one more round at each turn."""
    with ExitStack() as stack:
        processes: dict[str, Process] = {}
        for name in options.contenders:
            result = Result(workload, name, max(2, WORKLOADS[workload].steps // options.share), {})
            results.append(result)
            result.failed = CONTENDERS[name].without.get(workload, "")
            if result.failed:
                continue
            console.print(f"{workload}: {name} begins")
            try:
                processes[name] = Process(CONTENDERS[name], workload, result.steps)
            except ContenderFailedError as failure:
                result.failed = str(failure)
                continue
            stack.callback(processes[name].end)
            result.facts = processes[name].facts
        begun = time.monotonic()
        for number in range(options.rounds):
            if number >= FEWEST and time.monotonic() - begun > options.seconds:
                break
            for job in JOBS:
                for name, process in processes.items():
                    _ask(process, job, results.last(workload, name))
            yield


def _ask(process: Process, job: str, result: Result) -> None:
    if result.failed:
        return
    try:
        answer = process.ask(job)
    except ContenderFailedError as failure:
        result.failed = str(failure)
        return
    result.seconds[job].append(answer["seconds"])
    result.loss, result.peak_mb = answer["loss"], answer["peak_mb"]


def parse() -> argparse.Namespace:
    """Read the options, and give those that were not given their values."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    available = [name for name, contender in CONTENDERS.items() if contender.python.exists()]
    parser.add_argument("--quick", action="store_true", help="changes the defaults of the other options")
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS)
    parser.add_argument("--contenders", nargs="+", choices=available)
    parser.add_argument("--rounds", type=int, help="at most; default: 9, in a quick run 3")
    parser.add_argument("--seconds", type=float, default=60, help="of a workload, after which no round begins")
    parser.add_argument("--continue", dest="more", action="store_true", help="take over what is written in the folder")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    quick = options.quick
    options.workloads = options.workloads or list(KINDS if quick else WORKLOADS)
    options.contenders = options.contenders or [name for name in available if not quick or name in QUICK]
    options.share = SHARE if quick else 1
    options.rounds = options.rounds or (FEWEST if quick else 9)
    options.output = options.output or (OUTPUT.with_name("results-quick") if quick else OUTPUT)
    return options


def main() -> None:
    """Measure, print, write."""
    options = parse()
    console = Console(width=None if Console().is_terminal else 160)
    hardware = hardware_rates()
    console.print(machine() | hardware)
    for name in CONTENDERS.keys() - options.contenders:
        console.print(f"Not measured: {name}")
    rivals = {name for name in options.contenders if CONTENDERS[name].rival}
    path = options.output / "compare.json"
    results = read_json(path).complete(options.contenders, FEWEST) if options.more and path.exists() else Results()
    for workload in options.workloads:
        if workload in results.workloads():
            continue
        for _ in measure(workload, results, options, console):
            write_json(path, results, hardware, verdicts(results, rivals))
    found = verdicts(results, rivals)
    write_json(path, results, hardware, found)
    for grid in grids(results, found, hardware):
        console.print(grid.rich())
    for line in suspicious(results, RANDOM):
        console.print(f"[red]Compare no times: {line}[/red]")
    write_markdown(options.output / "README.md", results, hardware, found)
    if options.output == OUTPUT and set(options.workloads) == set(WORKLOADS):
        update_page(HERE.parent / "docs" / "benchmarks.md", results, found)
    console.print(f"Written: {options.output}")


if __name__ == "__main__":
    main()

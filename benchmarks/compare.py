"""kerasfront beside what users would choose instead, and beside loops written by hand, on the same data in turn.

usage: python benchmarks/compare.py [--quick] [--workloads W ...] [--contenders C ...] [--rounds N] [--seconds S]
                                    [--output DIR]

Each contender is a process of its own. A round lets each train one epoch and predict it, one contender after the other,
so that whatever the machine does meets all of them; ratios are taken round by round. The first step, which holds the
compilation, is told apart. Rivals on JAX and PyTorch need ``python benchmarks/setup_rivals.py`` first. A run of
everything takes about 40 minutes and also writes the tables of docs/benchmarks.md. ``--quick`` takes less than 5: the
kinds that nobody tuned for, our two main backends and Keras 3 on TensorFlow and JAX, three short rounds.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rivals.process import CONTENDERS, Process, hardware_rates
from rivals.report import machine, update_page, write_json, write_markdown
from rivals.result import JOBS, Result, Results, suspicious
from rivals.tables import grids
from rivals.targets import verdicts
from rivals.workloads import KINDS, WORKLOADS

HERE = Path(__file__).resolve().parent
OUTPUT = HERE / "results"
QUICK = ("kerasfront/tensorflow", "kerasfront/theano", "keras3/tensorflow", "keras3/jax")
"""The contenders of a quick run."""

FEWEST = 3
"""Rounds that are never left out, however long they take."""


def measure(workload: str, names: list[str], rounds: int, seconds: float, console: Console) -> list[Result]:
    """All contenders on one workload."""
    with ExitStack() as stack:
        processes = {}
        for name in names:
            console.print(f"{workload}: {name} begins")
            processes[name] = Process(CONTENDERS[name], workload)
            stack.callback(processes[name].end)
        results = [Result(workload, n, WORKLOADS[workload].steps, p.facts) for n, p in processes.items()]
        begun = time.monotonic()
        for number in range(rounds):
            if number >= FEWEST and time.monotonic() - begun > seconds:
                break
            for job in JOBS:
                for result in results:
                    answer = processes[result.contender].ask(job)
                    result.seconds[job].append(answer["seconds"])
                    result.loss, result.peak_mb = answer["loss"], answer["peak_mb"]
    return results


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    available = [name for name, contender in CONTENDERS.items() if contender.python.exists()]
    parser.add_argument("--quick", action="store_true", help="changes the defaults of the other options")
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS)
    parser.add_argument("--contenders", nargs="+", choices=available)
    parser.add_argument("--rounds", type=int, default=9, help="at most; default: 9")
    parser.add_argument("--seconds", type=float, help="of a workload, after which no round begins; default: 60")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    quick = options.quick
    options.workloads = options.workloads or list(KINDS if quick else WORKLOADS)
    options.contenders = options.contenders or [name for name in available if not quick or name in QUICK]
    options.seconds = options.seconds or (1 if quick else 60)
    options.output = options.output or (OUTPUT.with_name("results-quick") if quick else OUTPUT)
    console = Console(width=None if Console().is_terminal else 160)
    hardware = hardware_rates()
    console.print(machine() | hardware)
    results = Results()
    for workload in options.workloads:
        names = [name for name in options.contenders if workload in (CONTENDERS[name].workloads or WORKLOADS)]
        results += measure(workload, names, options.rounds, options.seconds, console)
        found = verdicts(results, {name for name in options.contenders if CONTENDERS[name].rival})
        write_json(options.output / "compare.json", results, hardware, found)
    for grid in grids(results, found, hardware):
        console.print(grid.rich())
    for line in suspicious(results):
        console.print(f"[red]Compare no times: {line}[/red]")
    write_markdown(options.output / "README.md", results, hardware, found)
    if options.output == OUTPUT and set(options.workloads) == set(WORKLOADS):
        update_page(HERE.parent / "docs" / "benchmarks.md", results, found)
    console.print(f"Written: {options.output}")


if __name__ == "__main__":
    main()

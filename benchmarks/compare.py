"""kerasfront beside what users would choose instead, and beside loops written by hand, on the same data in turn.

usage: python benchmarks/compare.py [--workloads W ...] [--contenders C ...] [--rounds N] [--output FILE]

Each contender is a process of its own. A round lets each train one epoch and predict it, one contender after the other,
so that whatever the machine does meets all of them; ratios are taken round by round. The first epoch, which holds the
compilation, is not counted. Rivals on JAX and PyTorch need ``python benchmarks/setup_rivals.py`` first.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rivals.process import CONTENDERS, Process
from rivals.report import JOBS, Result, machine, summary, table, write
from rivals.workloads import WORKLOADS

OUTPUT = Path(__file__).parent / "results" / "compare.json"


def measure(workload: str, names: list[str], rounds: int, console: Console) -> list[Result]:
    """All contenders on one workload."""
    steps = WORKLOADS[workload].steps
    with ExitStack() as stack:
        processes = {}
        for name in names:
            console.print(f"{workload}: {name} begins")
            processes[name] = Process(CONTENDERS[name], workload)
            stack.callback(processes[name].end)
        results = [Result(workload, n, {job: [] for job in JOBS}, steps, 0.0, p.facts) for n, p in processes.items()]
        for _ in range(rounds):
            for job in JOBS:
                for result in results:
                    answer = processes[result.contender].ask(job)
                    result.seconds[job].append(answer["seconds"])
                    result.loss = answer["loss"]
    return results


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    available = [name for name, contender in CONTENDERS.items() if contender.python.exists()]
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, default=list(WORKLOADS))
    parser.add_argument("--contenders", nargs="+", choices=available, default=available)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    console = Console(width=None if Console().is_terminal else 140)
    console.print(machine())
    results: list[Result] = []
    for workload in options.workloads:
        results += measure(workload, options.contenders, options.rounds, console)
        write(options.output, results, options.rounds)
    ours = [name for name in options.contenders if name.startswith("kerasfront/")]
    rivals = {name for name in options.contenders if CONTENDERS[name].rival}
    for job in JOBS:
        console.print(table(results, ours, job))
        for name in ours if rivals else ():
            console.print(summary(results, name, rivals, job))
    console.print(f"Written: {options.output}")


if __name__ == "__main__":
    main()

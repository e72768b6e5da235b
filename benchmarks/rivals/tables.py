"""The measurements as tables, for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import geometric_mean
from typing import Any

from rich.table import Table

from rivals.result import JOBS, START, Results
from rivals.sizes import flops, moved
from rivals.targets import OURS, Verdict
from rivals.workloads import WORKLOADS


@dataclass(frozen=True)
class Grid:
    """A table: title, names of columns, rows of text."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def rich(self) -> Table:
        """For the terminal."""
        table = Table(*self.columns, title=self.title, title_justify="left")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """For a file."""
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def grids(results: Results, verdicts: Sequence[Verdict], hardware: dict[str, float]) -> list[Grid]:
    """All tables."""
    return [
        *(steps(results, job) for job in JOBS),
        start(results),
        memory(results),
        missing(results),
        roofline(results, hardware),
        targets(verdicts),
        contenders(results),
    ]


def overview(results: Results, job: str) -> Grid:
    """Milliseconds of a step: a row for each workload, a column for each contender."""
    names = list(dict.fromkeys(result.contender for result in results))
    rows = []
    for workload in results.workloads():
        found = [results.find(workload, name) for name in names]
        rows.append([workload, *(f"{result.ms(job):.3g}" if result else "" for result in found)])
    return Grid(f"{job}: milliseconds of a step", [job, *names], rows)


def steps(results: Results, job: str) -> Grid:
    """Milliseconds of a step, and how many times as long our backends take as each other contender."""
    rows = []
    for result in results.measured():
        ratios = []
        for name in OURS:
            own = results.find(result.workload, name)
            ratio = "{:.2f} ({:.2f}-{:.2f})".format(*own.ratio(job, result)) if own and own is not result else ""
            ratios.append(ratio)
        row = [result.workload, result.contender, f"{result.ms(job):.3f}", *ratios]
        rows.append([*row, f"{result.loss:.4f}", str(len(result.seconds[job]))])
    columns = ["workload", "contender", "ms/step", *(f"{name} / it" for name in OURS), "last loss", "rounds"]
    return Grid(f"{job}: median, and quartiles of the ratios round by round", columns, rows)


def start(results: Results) -> Grid:
    """Start-up."""
    rows = [
        [
            result.workload, result.contender, f"{result.facts['import_s']:.1f}",
            f"{result.facts['first_step_s']:.1f}", f"{result.ms(START) / 1e3:.1f}",
        ]
        for result in results.measured()
    ]  # fmt: skip
    columns = ["workload", "contender", "import, s", "first step, s", "together, s"]
    return Grid("Start: import; then build, compile and the first step", columns, rows)


def memory(results: Results) -> Grid:
    """Peak memory above that after import: a row for each workload, a column for each contender; means of ratios."""
    names = list(dict.fromkeys(result.contender for result in results))
    rows = []
    for workload in results.workloads():
        found = [results.find(workload, name) for name in names]
        rows.append([workload, *(f"{result.memory_mb:.0f}" if result else "" for result in found)])
    for own in OURS:
        ratios = [_memory_ratio(results, own, name) for name in names]
        if own in names:
            rows.append([f"{own} / it", *("" if ratio is None else f"{ratio:.2f}" for ratio in ratios)])
    title = "Memory: peak above that after import, MB; geometric means of the ratios over the workloads that both have"
    return Grid(title, ["workload", *names], rows)


def _memory_ratio(results: Results, own: str, other: str) -> float | None:
    pairs = [(results.find(workload, own), results.find(workload, other)) for workload in results.workloads()]
    ratios = [a.memory_mb / b.memory_mb for a, b in pairs if a and b]
    return geometric_mean(ratios) if ratios and own != other else None


def missing(results: Results) -> Grid:
    """What contenders cannot do, or could not here."""
    rows = [[result.workload, result.contender, result.failed] for result in results if result.failed]
    return Grid("Not measured", ["workload", "contender", "why"], rows)


def roofline(results: Results, hardware: dict[str, float]) -> Grid:
    """How close to the hardware each contender is."""
    rate = max(hardware["numpy_gflops"], hardware["tensorflow_gflops"])
    rows = []
    for result in results.measured():
        for job in JOBS:
            workload = WORKLOADS[result.workload]
            operations, moves = flops(workload, job) / 1e9, moved(workload, job) / 1e9
            least, seconds = operations / rate + moves / hardware["copy_gb_s"], result.ms(job) / 1e3
            row = [result.workload, result.contender, job, f"{1e3 * operations:.3g}", f"{operations / seconds:.1f}"]
            rows.append([*row, f"{operations / seconds / rate:.0%}", f"{1e3 * least:.3g}", f"{least / seconds:.0%}"])
    columns = ["workload", "contender", "job", "MFLOP/step", "GFLOP/s", "of products", "least ms", "of the least"]
    title = (
        f"Roofline: products of 1024 x 1024 matrices run at {hardware['numpy_gflops']:.0f} GFLOP/s in NumPy and "
        f"{hardware['tensorflow_gflops']:.0f} in TensorFlow, copies at {hardware['copy_gb_s']:.1f} GB/s. "
        "Least: all products at that rate, then the weights once through memory (in training as often as Adam needs)"
    )
    return Grid(title, columns, rows)


def targets(verdicts: Sequence[Verdict]) -> Grid:
    """Which targets are met."""
    rows = [
        [v.job, v.workload, v.ours, v.other, f"{v.ratio:.2f}", f"{v.limit:.2f}", "met" if v.met else "missed"]
        for v in verdicts
    ]
    columns = ["job", "workload", "ours", "by the time of", "ratio", "limit", ""]
    title = f"Targets: {sum(v.met for v in verdicts)} of {len(verdicts)} met"
    return Grid(title, columns, rows)


def contenders(results: Results) -> Grid:
    """Versions, threads and BLAS of each contender."""
    found: dict[str, dict[str, Any]] = {result.contender: result.facts for result in results.measured()}
    rows = [[name, facts["versions"], facts["threads"], facts["blas"]] for name, facts in found.items()]
    return Grid("Contenders", ["contender", "versions", "threads", "BLAS"], rows)

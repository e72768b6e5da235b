"""The measurements as a table and as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import geometric_mean, median, quantiles
from typing import Any

from rich.table import Table

JOBS = ("train", "predict")


@dataclass
class Result:
    """What a contender did with a workload.

    Attributes
    ----------
    seconds : dict of str to list of float
        For each job, the rounds in turn with the other contenders.
    steps : int
        Batches in a round.
    loss : float
        Of the last epoch of training.
    facts : dict
        See `Process`.
    """

    workload: str
    contender: str
    seconds: dict[str, list[float]]
    steps: int
    loss: float
    facts: dict[str, Any]

    def ms(self, job: str) -> float:
        """Median milliseconds of a step."""
        return 1e3 * median(self.seconds[job]) / self.steps


def ratio(job: str, one: Result, other: Result) -> tuple[float, float, float]:
    """Median and quartiles of time of one / time of the other, round by round."""
    ratios = [a / b for a, b in zip(one.seconds[job], other.seconds[job])]
    low, middle, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return middle, low, high


def table(results: list[Result], ours: list[str], job: str) -> Table:
    """Milliseconds of a step, and how many times as long our engines take as each other contender."""
    made = Table("workload", "contender", "ms/step", "last loss", *(f"{name} takes" for name in ours), title=job)
    for result in results:
        own = {r.contender: r for r in results if r.workload == result.workload and r.contender in ours}
        ratios = [_cell(job, own.get(name), result) for name in ours]
        made.add_row(result.workload, result.contender, f"{result.ms(job):.3f}", f"{result.loss:.4f}", *ratios)
    return made


def _cell(job: str, own: Result | None, other: Result) -> str:
    if own is None or own is other:
        return ""
    return "{:.2f}x ({:.2f}-{:.2f})".format(*ratio(job, own, other))


def summary(results: list[Result], ours: str, rivals: set[str], job: str) -> str:
    """Geometric mean over the workloads of our time by that of each one's fastest rival."""
    ratios = []
    for own in (r for r in results if r.contender == ours):
        others = [r for r in results if r.workload == own.workload and r.contender in rivals]
        if others:
            ratios.append(ratio(job, own, min(others, key=lambda r: r.ms(job)))[0])
    return f"{job}: {ours} takes {geometric_mean(ratios):.2f}x the time of the fastest rival (geometric mean)"


def machine() -> dict[str, Any]:
    """The machine, as far as a time depends on it."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "threads": {k: v for k, v in os.environ.items() if k.endswith("_NUM_THREADS") or k.startswith("OPENBLAS_")},
    }


def write(path: Path, results: list[Result], rounds: int) -> None:
    """Everything measured, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine(), "rounds": rounds, "results": [asdict(result) for result in results]}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf8")

"""What was measured."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

JOBS = ("train", "predict")
START = "start"
"""From the start of Python to the end of the first step of training: beside `JOBS`, measured once for each process."""
MEMORY = "memory"
"""The most memory that the process held, above that after the import of its libraries."""


@dataclass
class Result:
    """What a contender did with a workload.

    Attributes
    ----------
    seconds : dict of str to list of float
        For each job, the rounds in turn with the other contenders.
    steps : int
        Batches in a round.
    facts : dict
        See `Process`; empty if it never began.
    loss : float
        Of the last epoch of training.
    peak_mb : float
        The most memory that the process held after the import.
    failed : str
        Why there are no times.
    """

    workload: str
    contender: str
    steps: int
    facts: dict[str, Any]
    seconds: dict[str, list[float]] = field(default_factory=lambda: {job: [] for job in JOBS})
    loss: float = 0.0
    peak_mb: float = 0.0
    failed: str = ""

    def ms(self, job: str) -> float:
        """Median milliseconds of a step; of the whole start."""
        return 1e3 * median(self._times(job)) / (1 if job == START else self.steps)

    def cost(self, job: str) -> float:
        """What targets compare: milliseconds, or megabytes."""
        return self.memory_mb if job == MEMORY else self.ms(job)

    @property
    def memory_mb(self) -> float:
        """Peak above that after import; a process that needed none counts as one that needed 1 MB."""
        return max(1.0, self.peak_mb - self.facts["imported_mb"])

    @property
    def rounds(self) -> int:
        """How many are complete."""
        return min(map(len, self.seconds.values()))

    def ratio(self, job: str, other: Result) -> tuple[float, float, float]:
        """Median and quartiles of our time / that of the other, round by round."""
        ratios = [a / b for a, b in zip(self._times(job), other._times(job))]
        low, middle, high = quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
        return middle, low, high

    def _times(self, job: str) -> list[float]:
        return [self.facts["import_s"] + self.facts["first_step_s"]] if job == START else self.seconds[job]


class Results(list[Result]):
    """All that was measured."""

    def find(self, workload: str, contender: str) -> Result | None:
        """The result of a contender on a workload, if it was measured."""
        return next((r for r in self.measured() if (r.workload, r.contender) == (workload, contender)), None)

    def last(self, workload: str, contender: str) -> Result:
        """The result that was added last for a contender on a workload."""
        return next(r for r in reversed(self) if (r.workload, r.contender) == (workload, contender))

    def complete(self, contenders: Collection[str], rounds: int) -> Results:
        """Those of workloads that have so many rounds, or a reason, of each of the contenders."""
        done = {(r.workload, r.contender) for r in self if r.failed or r.rounds >= rounds}
        whole = [workload for workload in self.workloads() if done.issuperset((workload, c) for c in contenders)]
        return Results(result for result in self if result.workload in whole)

    def measured(self) -> Results:
        """Those that have times."""
        return Results(result for result in self if not result.failed and result.rounds)

    def workloads(self) -> list[str]:
        """The workloads, in their order."""
        return list(dict.fromkeys(result.workload for result in self))

    def of(self, workload: str) -> list[Result]:
        """The results on a workload."""
        return [result for result in self.measured() if result.workload == workload]


RELATIVE, ABSOLUTE = 0.25, 0.1
"""How far a last loss may be from the median of the contenders': the order of samples and dropout masks differ."""

FIRST = 1e-3
"""How far, of its size, the first loss may be: weights and batch are the same."""


def suspicious(results: Results, random: Collection[str] = ()) -> list[str]:
    """A line for each contender that computed another loss than the others, so that its time may not count.

    random: workloads whose first loss depends on random numbers.
    """
    lines = []
    for workload in results.workloads():
        found = results.of(workload)
        if not found:
            continue
        lines += _apart(workload, "last", {r.contender: r.loss for r in found}, RELATIVE, ABSOLUTE)
        if workload not in random:
            lines += _apart(workload, "first", {r.contender: r.facts["first_loss"] for r in found}, FIRST, 0.0)
    return lines


def _apart(workload: str, which: str, losses: dict[str, float], relative: float, absolute: float) -> list[str]:
    middle = median(losses.values())
    return [
        f"{workload}: the {which} loss of {name} is {loss:.4f}, the median is {middle:.4f}"
        for name, loss in losses.items()
        if not abs(loss - middle) <= relative * abs(middle) + absolute
    ]

"""What was measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

JOBS = ("train", "predict")
START = "start"
"""From the start of Python to the end of the first step of training: beside `JOBS`, measured once for each process."""


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
        See `Process`.
    loss : float
        Of the last epoch of training.
    peak_mb : float
        The most memory that the process held.
    """

    workload: str
    contender: str
    steps: int
    facts: dict[str, Any]
    seconds: dict[str, list[float]] = field(default_factory=lambda: {job: [] for job in JOBS})
    loss: float = 0.0
    peak_mb: float = 0.0

    def ms(self, job: str) -> float:
        """Median milliseconds of a step; of the whole start."""
        return 1e3 * median(self._times(job)) / (1 if job == START else self.steps)

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
        return next((r for r in self if (r.workload, r.contender) == (workload, contender)), None)

    def workloads(self) -> list[str]:
        """The workloads, in their order."""
        return list(dict.fromkeys(result.workload for result in self))

    def of(self, workload: str) -> list[Result]:
        """The results on a workload."""
        return [result for result in self if result.workload == workload]


RELATIVE, ABSOLUTE = 0.25, 0.1
"""How far a last loss may be from the median of the contenders': initial weights and dropout masks differ."""


def suspicious(results: Results) -> list[str]:
    """A line for each contender that trained to another loss than the others, so that its time may not count."""
    lines = []
    for workload in results.workloads():
        middle = median(result.loss for result in results.of(workload))
        for result in results.of(workload):
            if not abs(result.loss - middle) <= RELATIVE * abs(middle) + ABSOLUTE:
                lines.append(
                    f"{workload}: the last loss of {result.contender} is {result.loss:.4f}, the median is {middle:.4f}"
                )
    return lines

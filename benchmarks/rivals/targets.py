"""How fast we want to be, as data: ratios of medians in one run on one machine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from statistics import geometric_mean

from rivals import workloads
from rivals.result import MEMORY, Result, Results

RIVALS = "fastest rival"
OVERALL = "geometric mean"


@dataclass(frozen=True)
class Target:
    """Our time or memory for something, by that of others.

    Attributes
    ----------
    ours : str
        The contender.
    other : str
        Another contender, or `RIVALS` for the fastest of them, workload by workload.
    limit : float
        What the ratio must not exceed.
    workloads : tuple of str
        Each of them has to keep to the limit; empty: all of them.
    overall : bool
        Only the geometric mean over the workloads has to.
    jobs : tuple of str
        See `rivals.result`.
    """

    ours: str
    other: str
    limit: float
    workloads: tuple[str, ...] = ()
    overall: bool = False
    jobs: tuple[str, ...] = ("train", "predict")


OURS = ("kerasfront/tensorflow", "kerasfront/theano", "kerasfront/jax")
TENSORFLOW, THEANO, JAX = OURS
BEST = "the faster of ours"
"""TensorFlow or Theano, workload by workload."""
TUNED, KINDS = tuple(workloads.TUNED), tuple(workloads.KINDS)
TARGETS = (
    Target(TENSORFLOW, RIVALS, 0.8, ("tiny", "lstm")),
    Target(TENSORFLOW, RIVALS, 1.0, ("mlp",)),
    Target(TENSORFLOW, RIVALS, 0.6, ("cnn",)),
    Target(TENSORFLOW, "tensorflow by hand", 1.05, TUNED),
    Target(TENSORFLOW, RIVALS, 1.0, KINDS),
    Target(THEANO, RIVALS, 1.2, KINDS),
    Target(TENSORFLOW, RIVALS, 0.75, overall=True),
    Target(THEANO, "theano by hand", 1.05, TUNED),
    Target(THEANO, RIVALS, 0.85, overall=True),
    Target(BEST, RIVALS, 0.6, overall=True),
    Target(TENSORFLOW, "keras3/tensorflow", 1.2, overall=True, jobs=("start",)),
    Target(TENSORFLOW, "keras3/tensorflow", 1.0, overall=True, jobs=(MEMORY,)),
    Target(THEANO, "theano by hand", 1.0, overall=True, jobs=(MEMORY,)),
    Target(JAX, TENSORFLOW, 0.6, ("tiny",)),
    Target(JAX, TENSORFLOW, 1.0, ("mlp",)),
    Target(JAX, TENSORFLOW, 1.1, ("lstm",)),
    Target(JAX, TENSORFLOW, 1.3, ("cnn",)),
    Target(JAX, "jax by hand", 1.05, ("tiny", "mlp", "cnn", "lstm", "autoencoder", "generator")),
    Target(JAX, "keras3/jax", 1.0, overall=True, jobs=("start",)),
)


@dataclass(frozen=True)
class Verdict:
    """Whether a target is met on a workload or, with `OVERALL`, on all of them together."""

    job: str
    workload: str
    ours: str
    other: str
    ratio: float
    limit: float

    @property
    def met(self) -> bool:
        """Whether the ratio is within the limit."""
        return self.ratio <= self.limit


def verdicts(results: Results, rivals: set[str]) -> list[Verdict]:
    """Of all targets, as far as what they compare was measured."""
    return [
        verdict for target in TARGETS for job in target.jobs for verdict in _of_target(target, job, results, rivals)
    ]


def _of_target(target: Target, job: str, results: Results, rivals: set[str]) -> list[Verdict]:
    found = []
    for workload in target.workloads or results.workloads():
        ours = (TENSORFLOW, THEANO) if target.ours == BEST else (target.ours,)
        own = _least(job, workload, results, ours)
        other = _other(target, job, workload, results, rivals)
        if own and other:
            ratio = own.cost(job) / other.cost(job)
            found.append(Verdict(job, workload, target.ours, other.contender, ratio, target.limit))
    if target.overall and found:
        mean = geometric_mean(verdict.ratio for verdict in found)
        return [Verdict(job, OVERALL, target.ours, target.other, mean, target.limit)]
    return found


def _other(target: Target, job: str, workload: str, results: Results, rivals: set[str]) -> Result | None:
    if target.other != RIVALS:
        return results.find(workload, target.other)
    return _least(job, workload, results, rivals)


def _least(job: str, workload: str, results: Results, names: Collection[str]) -> Result | None:
    there = [result for result in (results.find(workload, name) for name in names) if result]
    return min(there, key=lambda result: result.cost(job), default=None)

"""Compare the runs of one model on different backends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kerasfront.cli.bench.runner import RunResult


@dataclass(frozen=True)
class Distance:
    """Distances between the run on the first backend and the run on another one.

    Attributes
    ----------
    loss : float
        Largest difference of an epoch's training loss.
    weights : float
        Largest relative difference of a weight array in the Euclidean norm: ||a - b|| / ||a||.
    """

    loss: float
    weights: float


def distance(reference: RunResult, other: RunResult) -> Distance:
    """Measure the distance between two runs of the same model."""
    return Distance(
        loss=float(np.max(np.abs(np.subtract(reference.losses, other.losses)))),
        weights=relative_distance(reference.weights, other.weights),
    )


def relative_distance(reference: Sequence[np.ndarray], other: Sequence[np.ndarray]) -> float:
    """Largest ||a - b|| / ||a|| over pairs of arrays; two arrays of zeros are 0 apart."""
    tiny = np.finfo("float32").tiny
    return max(float(np.linalg.norm(a - b) / max(np.linalg.norm(a), tiny)) for a, b in zip(reference, other))


def distances(results: Sequence[RunResult]) -> dict[tuple[str, str], Distance]:
    """Distance of each run from the model's run on the first backend, by (model, backend)."""
    first: dict[str, RunResult] = {}
    found: dict[tuple[str, str], Distance] = {}
    for result in results:
        reference = first.setdefault(result.model, result)
        if reference is not result:
            found[result.model, result.backend] = distance(reference, result)
    return found

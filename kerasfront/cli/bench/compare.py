"""How far two runs of one model are apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kerasfront.cli.bench.runner import Result


@dataclass(frozen=True)
class Distance:
    """From the run on the first backend to that on another.

    Attributes
    ----------
    loss : float
        Largest difference of an epoch's training loss.
    weights : float
        Largest relative difference of a weight array in the Euclidean norm: ||a - b|| / ||a||.
    """

    loss: float
    weights: float


def distance(reference: Result, other: Result) -> Distance:
    """Compare two runs of the same model."""
    return Distance(
        loss=float(np.max(np.abs(np.subtract(reference.losses, other.losses)))),
        weights=relative_distance(reference.weights, other.weights),
    )


def relative_distance(reference: Sequence[np.ndarray], other: Sequence[np.ndarray]) -> float:
    """Largest ||a - b|| / ||a|| over pairs of arrays; two arrays of zeros are 0 apart."""
    tiny = np.finfo("float32").tiny
    return max(float(np.linalg.norm(a - b) / max(np.linalg.norm(a), tiny)) for a, b in zip(reference, other))


def distances(results: Sequence[Result]) -> dict[tuple[str, str], Distance]:
    """By (model, backend): how far each run is from the model's run on the first backend, which has no entry."""
    first: dict[str, Result] = {}
    found = {}
    for result in results:
        reference = first.setdefault(result.model, result)
        if reference is not result:
            found[result.model, result.backend] = distance(reference, result)
    return found

"""How far two backends are apart, and what is done about it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from kerasfront.errors import ArgumentError

Kind: TypeAlias = Literal["output", "gradient", "weight"]
KINDS: tuple[Kind, ...] = ("output", "gradient", "weight")
ACTIONS = ("stop", "warn", "record")


class Drift(NamedTuple):
    """A result of one backend that is too far from that of another one.

    Attributes
    ----------
    kind : {'output', 'gradient', 'weight'}
    layer : str
        Name of the layer.
    layer_class : str
    name : str
        Name of the weight, or which of several outputs.
    step : int
        Number of the training step, from 1 on.
    distance : float
        Relative, see `TwinRun`.
    """

    kind: Kind
    layer: str
    layer_class: str
    name: str
    step: int
    distance: float

    def sentence(self, backend: str, other: str) -> str:
        """Describe the drift of one backend from another one."""
        of = f" {self.name!r}" if self.name else ""
        when = "after" if self.kind == "weight" else "in"
        what = f"The {self.kind}{of} of layer {self.layer!r} ({self.layer_class})"
        return f"{what} on {backend} is {self.distance:.2g} away from that on {other}, {when} step {self.step}."


class TwinRun:
    """Training of a model and of its twin on another backend, batch by batch: what `fit(verify_with=...)` compares.

    After each step, the outputs of the layers are compared in the order of computation, then the gradients in the order
    of their propagation, then the weights. The distance of two arrays a and b is ||a - b|| / max(||a||, ||b||). Of
    gradients that are zero but for rounding, neither they nor their weights are compared in that step.

    Parameters
    ----------
    backend : str
        Name of the other backend.
    tolerance : float
        Largest distance that is allowed.
    action : {'stop', 'warn', 'record'}
        Reaction to the first larger distance: a `DriftError` ends the training; or a warning is given, and the training
        goes on without the twin; or both go on, and everything is recorded.

    Attributes
    ----------
    drift : Drift or None
        The first one.
    first : dict of str to Drift
        The first one of each kind.
    distances : dict of str to list of float
        For each kind, the largest distance of each step.

    Examples
    --------
    >>> run = TwinRun("theano", tolerance=1e-4, action="record")  # doctest: +SKIP
    >>> model.fit(x, y, verify_with=run)                          # doctest: +SKIP
    >>> run.drift is None                                         # doctest: +SKIP
    True
    """

    def __init__(self, backend: str, tolerance: float = 1e-3, action: str = "stop") -> None:
        if not tolerance > 0:
            raise ArgumentError(f"TwinRun: tolerance must be a positive number, got {tolerance!r}.")
        if action not in ACTIONS:
            raise ArgumentError(f"TwinRun: action must be one of {', '.join(map(repr, ACTIONS))}, got {action!r}.")
        self.backend = backend
        self.tolerance = tolerance
        self.action = action
        self.drift: Drift | None = None
        self.first: dict[Kind, Drift] = {}
        self.distances: dict[Kind, list[float]] = {kind: [] for kind in KINDS}

    @property
    def is_over(self) -> bool:
        """Whether the twin is no longer needed."""
        return self.drift is not None and self.action != "record"

    def note(self, step: int, found: Iterable[tuple[Kind, Any, float]]) -> Drift | None:
        """Record the distances of a step, and return the drift if it is the first one.

        Parameters
        ----------
        step : int
        found : iterable of (kind, named tensor, distance)
            In the order in which they are computed.
        """
        largest = dict.fromkeys(KINDS, 0.0)
        for kind, named, distance in found:
            largest[kind] = max(largest[kind], distance)
            if distance > self.tolerance and kind not in self.first:
                layer = named.layer
                self.first[kind] = Drift(kind, layer.name, type(layer).__name__, named.name, step, distance)
        for kind, distance in largest.items():
            self.distances[kind].append(distance)
        if self.drift is None and self.first:
            self.drift = next(self.first[kind] for kind in KINDS if kind in self.first)
            return self.drift
        return None


def relative(one: Any, other: Any) -> float:
    """Return ||a - b|| / max(||a||, ||b||); where both are NaN, or the same infinity, they are equal."""
    a, b = np.asarray(one, "float64"), np.asarray(other, "float64")
    if a.shape != b.shape:
        return math.inf
    different = ~((a == b) | (np.isnan(a) & np.isnan(b)))
    if not different.any():
        return 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        gap = float(np.linalg.norm((a - b)[different]))
        scale = max(float(np.linalg.norm(np.nan_to_num(a))), float(np.linalg.norm(np.nan_to_num(b))))
    return gap / scale if math.isfinite(gap) else math.inf

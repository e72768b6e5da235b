"""Searches for the likeliest label sequences, in NumPy; see `kerasfront.backend.ctc`."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

Path = tuple[list[int], float]
"""Labels and their score."""


def decode(predicted: np.ndarray, lengths: np.ndarray, search: Callable[[np.ndarray], list[Path]]) -> list[np.ndarray]:
    """The paths that `search` finds for each sample, filled up with -1, and then their scores.

    search: from logarithms of probabilities, (time, classes), to the paths.
    """
    log_p = np.log(predicted + 1e-8)
    found = [search(steps[:length]) for steps, length in zip(log_p, lengths)]
    scores = np.array([[score for _, score in paths] for paths in found], predicted.dtype)
    return [*(_filled([labels for labels, _ in paths]) for paths in zip(*found)), scores]


def greedy(log_p: np.ndarray) -> list[Path]:
    """The likeliest class of each step; repeats are merged and blanks dropped."""
    blank = log_p.shape[1] - 1
    labels = [int(label) for label in _merged(log_p.argmax(1).tolist()) if label != blank]
    return [(labels, -float(log_p.max(1).sum()))]


def beam_search(log_p: np.ndarray, width: int, count: int) -> list[Path]:
    """The `count` best of the label sequences that are still among the `width` best after each step."""
    log_p = log_p - np.log(np.exp(log_p).sum(1, keepdims=True))
    blank, beams = log_p.shape[1] - 1, {(): (0.0, -math.inf)}
    for row in log_p.tolist():
        found = _extended(beams, row[:blank], row[blank])
        best = sorted(found.items(), key=lambda item: -np.logaddexp(item[1][0], item[1][1]))
        beams = {labels: (after_blank, after_label) for labels, (after_blank, after_label) in best[:width]}
    return [(_merged(labels), float(np.logaddexp(both[0], both[1]))) for labels, both in [*beams.items()][:count]]


def _extended(
    beams: dict[tuple[int, ...], tuple[float, float]], of_labels: Sequence[float], of_blank: float
) -> dict[tuple[int, ...], list[float]]:
    """Sequences after one more step; of each, the logarithms of the probabilities that it ends in a blank, or not."""
    found: dict[tuple[int, ...], list[float]] = defaultdict(lambda: [-math.inf, -math.inf])

    def add(labels: tuple[int, ...], ends_in_label: int, value: float) -> None:
        found[labels][ends_in_label] = float(np.logaddexp(found[labels][ends_in_label], value))

    for labels, (after_blank, after_label) in beams.items():
        either = float(np.logaddexp(after_blank, after_label))
        add(labels, 0, either + of_blank)
        for label, value in enumerate(of_labels):
            if labels and labels[-1] == label:
                add(labels, 1, after_label + value)
                add((*labels, label), 1, after_blank + value)
            else:
                add((*labels, label), 1, either + value)
    return found


def _merged(labels: Sequence[int]) -> list[int]:
    """Labels without repeats."""
    return [label for label, _ in itertools.groupby(labels)]


def _filled(paths: Sequence[Sequence[int]]) -> np.ndarray:
    filled = np.full((len(paths), max(map(len, paths), default=0)), -1, "int64")
    for row, labels in zip(filled, paths):
        row[: len(labels)] = labels
    return filled

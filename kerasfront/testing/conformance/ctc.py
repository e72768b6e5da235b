"""Connectionist temporal classification. The oracles add up all paths, one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from heapq import nlargest
from itertools import groupby, pairwise, product
from operator import itemgetter
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Case, Scenario, numbers

AT_ONCE = 4

SMALL = 1e-8
"""What is added to probabilities before their logarithm is taken."""

PREDICTED = numbers(2, 4, 3, seed=30, low=0.05, high=1.0) ** 3  # a likely sequence has a repeat, which decoding merges
PREDICTED /= PREDICTED.sum(-1, keepdims=True)
LABELS = np.array([[0, 1], [1, 7]], "int32")
COUNTS = np.array([[2], [1]], "int32")
STEPS = np.array([[4], [3]], "int32")
PLACES = np.array([-1, 0, -1, 0, -1, 1, -1], "int32")


def _merged(path: Any) -> tuple[int, ...]:
    return tuple(int(label) for label, _ in groupby(path))


def _probabilities(predicted: np.ndarray) -> dict[tuple[int, ...], float]:
    """Probabilities of all label sequences, from predictions (time, C)."""
    found: dict[tuple[int, ...], float] = defaultdict(float)
    blank = predicted.shape[1] - 1
    predicted = (predicted + SMALL) / (predicted + SMALL).sum(1, keepdims=True)
    for path in product(range(blank + 1), repeat=len(predicted)):
        labels = tuple(label for label in _merged(path) if label != blank)
        found[labels] += float(np.prod(predicted[np.arange(len(path)), path]))
    return found


def _batch_cost(labels: np.ndarray, predicted: np.ndarray, steps: np.ndarray, counts: np.ndarray) -> np.ndarray:
    samples = zip(labels, predicted, steps[:, 0], counts[:, 0])
    return np.array([[-np.log(_probabilities(p[:time])[tuple(row[:count])])] for row, p, time, count in samples])


def _greedy(predicted: np.ndarray, steps: np.ndarray) -> list[np.ndarray]:
    samples = [p[:time] for p, time in zip(predicted, steps)]
    paths = [[label for label in _merged(p.argmax(1)) if label != p.shape[1] - 1] for p in samples]
    return [_filled(paths), np.array([[-np.log(p.max(1) + SMALL).sum()] for p in samples])]


def _search(predicted: np.ndarray, steps: np.ndarray, **arguments: Any) -> list[np.ndarray]:
    best = [nlargest(2, _probabilities(p[:time]).items(), key=itemgetter(1)) for p, time in zip(predicted, steps)]
    paths = [_filled([_merged(sample[rank][0]) for sample in best]) for rank in range(2)]
    return [*paths, np.log([[p for _, p in sample] for sample in best])]


def _filled(paths: list[Any]) -> np.ndarray:
    longest = max(len(path) for path in paths)
    return np.array([[*path, *[-1] * (longest - len(path))] for path in paths], "int64")


def _decode(K: Any, predicted: Any, steps: Any, **arguments: Any) -> list[Any]:
    """The paths, declared to have the width that they turn out to have."""
    paths, log_p = K.ctc_decode(predicted, steps, **arguments)
    return [*[K.reshape(path, (2, 2)) for path in paths], log_p]


def _reachable(before: int, after: int, places: np.ndarray) -> bool:
    return after - before in (0, 1) or (after - before == 2 and places[after] != places[before])


def _walks(places: np.ndarray, steps: int) -> Iterator[tuple[int, ...]]:
    """All ways through the places that begin at one of the first two and end at one of the last two."""
    for walk in product(range(len(places)), repeat=steps):
        if walk[0] < 2 and walk[-1] > len(places) - 3 and all(_reachable(a, b, places) for a, b in pairwise(walk)):
            yield walk


def _path_probs(predicted: np.ndarray, places: np.ndarray, alpha: float) -> list[np.ndarray]:
    emitted = (1 - alpha) * predicted[:, places] + alpha / len(places)
    sums = np.zeros_like(emitted)
    for walk in _walks(places, len(predicted)):
        for time, place in enumerate(walk):
            sums[time, place] += np.prod(emitted[np.arange(len(walk)), walk])
    return [np.log(np.where(sums > 0, sums, 1)), sums > 0]


def _build_path_probs(K: Any, predicted: Any, places: Any, alpha: float) -> list[Any]:
    log_p, possible = K.ctc_path_probs(predicted, places, alpha)
    return [K.where(possible, log_p, 0.0), possible]


def _update(skips: np.ndarray, zeros: np.ndarray, active: int, now: np.ndarray, before: np.ndarray) -> list[np.ndarray]:
    p = np.where(np.arange(len(before)) < active, np.exp(before), 0)
    sums = p.copy()
    sums[1:] += p[:-1]
    sums[skips[skips + 2 < len(p)] + 2] += p[skips[skips + 2 < len(p)]]
    log_p = np.where(sums > 0, now + np.log(np.where(sums > 0, sums, 1)), zeros)
    return [np.array((sums > 0).sum(), "int32"), log_p]


def _out_of_range(K: Any) -> None:
    """Labels that are not classes, one behind the blank, and lengths beyond what there is; labels that do not count."""
    labels = [[0, 1], [2, 0], [3, 0], [-1, 0], [0, -1], [0, 1], [0, 1], [0, 1], [0, 9]]
    steps = [[4], [4], [4], [4], [4], [5], [-1], [4], [4]]
    counts = [[2], [2], [2], [2], [2], [2], [2], [3], [1]]
    fed = [K.variable(values, "int32") for values in (labels, steps, counts)]
    cost = K.eval(K.ctc_batch_cost(fed[0], np.repeat(PREDICTED[:1], 9, 0), *fed[1:]))
    assert np.isnan(cost).ravel().tolist() == [False, *[True] * 7, False]


def _ended(K: Any) -> None:
    """The blank ends the labels; without any, all steps are blanks."""
    fed = [K.variable(values, "int32") for values in ([[0, 2], [0, 1], [2, 2]], [[4]] * 3, [[2], [1], [1]])]
    predicted = np.repeat(PREDICTED[:1], 3, 0)
    cost = K.eval(K.ctc_batch_cost(fed[0], predicted, *fed[1:])).ravel()
    np.testing.assert_allclose(cost[0], cost[1], rtol=1e-6)
    likely = predicted[2] / predicted[2].sum(-1, keepdims=True)
    np.testing.assert_allclose(cost[2], -np.log(likely[:4, 2]).sum(), rtol=1e-4)


def _of_arrays(K: Any) -> None:
    (path,), _ = K.ctc_decode(PREDICTED, STEPS[:, 0].tolist())
    np.testing.assert_array_equal(K.eval(path), _greedy(PREDICTED, STEPS[:, 0])[0])
    cost = K.ctc_batch_cost(LABELS.tolist(), PREDICTED, STEPS, COUNTS)
    np.testing.assert_allclose(K.eval(cost), _batch_cost(LABELS, PREDICTED, STEPS, COUNTS), rtol=1e-4)


CASES = [
    Case("ctc_batch_cost", (LABELS, PREDICTED, STEPS, COUNTS), _batch_cost, differentiable=True, second=False),
    Case("ctc_batch_cost", (np.array([[1, 1]], "float32"), PREDICTED[:1], STEPS[:1], COUNTS[:1]),
         lambda labels, *rest: _batch_cost(labels.astype(int), *rest), label="a repeat, labels as floats"),
    Case("ctc_cost", (PREDICTED[0], LABELS[0]), lambda p, y: -np.log(_probabilities(p)[tuple(y)]),
         differentiable=True, second=False),
    Case("ctc_decode", (PREDICTED, STEPS[:, 0]), _greedy, build=_decode, label="greedy"),
    Case("ctc_decode", (PREDICTED, STEPS[:, 0]), _search, {"greedy": False, "beam_width": 40, "top_paths": 2},
         build=_decode, label="search"),
    Scenario("ctc_batch_cost", _out_of_range, "out of range"),
    Scenario("ctc_batch_cost", _ended, "ended by the blank"),
    *(Scenario(op, _of_arrays, "arrays") for op in ("ctc_decode", "ctc_batch_cost")),
    Case("ctc_label_dense_to_sparse", (LABELS + 1, COUNTS[:, 0]),
         lambda labels, counts: np.where(np.arange(2) < counts[:, None], labels, 0),
         build=lambda K, y, n: K.reshape(K.to_dense(K.ctc_label_dense_to_sparse(y, n)), (2, 2))),
    Case("ctc_interleave_blanks", (np.array([0, 0, 1], "int32"),), lambda y: PLACES),
    Case("ctc_create_skip_idxs", (PLACES,), lambda y: np.array([3], "int32"),
         build=lambda K, y: K.reshape(K.ctc_create_skip_idxs(y), (1,))),
    Case("ctc_path_probs", (PREDICTED[0], PLACES), _path_probs, {"alpha": 0.01}, build=_build_path_probs),
    Case("ctc_update_log_p",
         (np.array([3], "int32"), np.zeros(7, "float32"), np.array(4, "int32"), numbers(7), numbers(7, seed=1)),
         _update),
]  # fmt: skip

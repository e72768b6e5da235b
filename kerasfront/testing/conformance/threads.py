"""Several threads with functions of one graph: each sees variables as they were between two calls."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import numpy as np

from kerasfront.backend.selection import current
from kerasfront.testing.conformance.case import Scenario

CALLS = 400


def together(*tasks: Callable[[], Any]) -> list[Any]:
    """The results of functions that start at one moment, each in a thread of its own, on the active backend."""
    backend, barrier = current(), Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        with backend.active():
            barrier.wait(timeout=60)
            return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result(timeout=600) for future in [pool.submit(run, task) for task in tasks]]


def repeated(function: Any, arrays: list[np.ndarray], calls: int = CALLS) -> Callable[[], list[Any]]:
    """A task of calling a function over and over."""
    return lambda: [function(arrays) for _ in range(calls)]


def _train_and_predict(K: Any) -> None:
    """One trains while another predicts and a third one reads."""
    x, first, second = K.placeholder((None,)), K.variable(np.zeros(100)), K.variable(np.zeros(100))
    updates = [K.update_add(first, 1.0), K.update_add(second, 1.0)]
    train, predict = K.function([x], [K.sum(x)], updates), K.function([x], [K.sum(x) * first, K.sum(x) * second])
    read = lambda: [float(K.get_value(first)[0]) for _ in range(CALLS)]  # noqa: E731
    _, seen, values = together(repeated(train, [np.ones(2)]), repeated(predict, [np.ones(2)]), read)
    counts = [float(one[0]) / 2 for one, _ in seen]
    assert all(np.ptp(pair) == 0 for pair in seen), "a function sees a part of the updates of another call"
    for found in (counts, values):
        assert found == sorted(found) and set(found) <= set(range(CALLS + 1)), "values that were never there"
    assert K.batch_get_value([first, second])[1][0] == CALLS, "updates are lost"


def _train_twice(K: Any) -> None:
    """Two train one variable; no update is lost, and the two see different values of it."""
    count = K.variable(0.0)
    step = K.function([], [count + 1.0], [K.update_add(count, 1.0)])
    one, other = together(repeated(step, []), repeated(step, []))
    assert sorted(float(value) for [value] in [*one, *other]) == list(range(1, 2 * CALLS + 1)), "updates are lost"


def _first_calls(K: Any) -> None:
    """All call a function first, with batches of different sizes, while each builds and compiles one of its own."""
    x, weight = K.placeholder((None,)), K.variable(2.0)
    shared = K.function([x], [x * weight])

    def task(size: int) -> Callable[[], Any]:
        def run() -> Any:
            own = K.function([x], [x + float(size)])
            return [*shared([np.ones(size)]), *own([np.ones(size)])]

        return run

    for size, (product, total) in enumerate(together(*(task(size) for size in range(1, 5))), 1):
        assert product.tolist() == [2.0] * size and total.tolist() == [1.0 + size] * size


def _draws(K: Any) -> None:
    """Runs of a random operation at the same time draw different numbers."""
    draw = K.function([], [K.random_uniform((4,))])
    drawn = together(repeated(draw, [], 50), repeated(draw, [], 50))
    assert len({tuple(value) for found in drawn for [value] in found}) == 100, "two runs draw the same numbers"


CASES = [
    Scenario("function", _train_and_predict, "threads: one trains, one predicts"),
    Scenario("function", _train_twice, "threads: two train one variable"),
    Scenario("function", _first_calls, "threads: first calls"),
    Scenario("random_uniform", _draws, "threads"),
]

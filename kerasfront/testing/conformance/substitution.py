"""Variables that take other values, in a tensor or from one update of a function to the next."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Scenario, numbers

X = numbers(2, 3)


def _substitute(K: Any) -> None:
    """Where the variable is read as it is, by its rows, by its gradient, and in a loop; what else there is stays."""
    v, other = K.variable(np.ones((3, 3))), K.variable(2.0)
    x, rows, new = K.placeholder((2, 3)), K.variable([2, 0], dtype="int32"), np.diag([1.0, 2.0, 3.0])
    loss = K.sum(K.square(K.dot(x, v))) * other
    _, steps, _ = K.rnn(lambda now, states: (K.dot(states[0], v), [K.dot(states[0], v)]), K.expand_dims(x, 0), [x[:1]])
    built = [K.dot(x, v) * other, K.gather(v, rows), K.gradients(loss, [v])[0], steps[0], x * other, v + 0.0]
    found = K.function([x], [K.substitute(y, v, new) for y in built])([X])
    for value, expected in zip(
        found, (2 * X @ new, new[[2, 0]], 4 * X.T @ X @ new, [X[0] @ new, X[0] @ new @ new], 2 * X, new)
    ):
        np.testing.assert_allclose(value, expected, rtol=1e-5)
    np.testing.assert_array_equal(K.get_value(v), np.ones((3, 3)))


def _substitute_drawn(K: Any) -> None:
    v = K.variable(np.ones(5))
    drawn = K.random_uniform((5,)) * v
    values = K.function([], [drawn, K.substitute(drawn, v, np.full(5, 3.0))])([])
    np.testing.assert_allclose(values[1], 3.0 * values[0], rtol=1e-6)


def _several_updates(K: Any) -> None:
    """Each update of a variable sees the result of the one before; everything else sees the values before the call."""
    v, w = K.variable(1.0), K.variable(5.0)
    run = K.function([], [v + 0.0, w + 0.0], [(v, v + 1.0), (w, v * 10.0), (v, v * 3.0), K.update_add(w, v)])
    for before in ([1.0, 5.0], [6.0, 11.0], [21.0, 66.0]):
        assert [float(value) for value in run([])] == before
        assert [float(value) for value in K.batch_get_value([v, w])] == [3 * (before[0] + 1), 11 * before[0]]
    K.function([], [], [(v, v + 1.0), (v, K.variable(8.0)), (v, v - 1.0)])([])
    assert K.get_value(v) == 7.0


def _several_updates_over_batches(K: Any) -> None:
    x, total = K.placeholder((None,)), K.variable(1.0)
    step = K.function([x], [total + 0.0], [K.update_add(total, K.sum(x)), (total, total * 2.0)])
    assert [float(value) for [value] in K.over_batches(step)([np.ones(3)], [2, 1])] == [1.0, 6.0]
    assert K.get_value(total) == 14.0


CASES = [
    Scenario("substitute", _substitute),
    Scenario("substitute", _substitute_drawn, "random numbers"),
    Scenario("function", _several_updates, "several updates of one variable"),
    Scenario("over_batches", _several_updates_over_batches, "several updates of one variable"),
]

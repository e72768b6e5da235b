"""What a user interrupts while a graph is built, or while it runs, leaves no trace."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Scenario

X = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")


class Interruption(BaseException):
    """As a KeyboardInterrupt is, no Exception: ``except Exception`` does not see it."""


def _interrupt(*_: Any) -> Any:
    raise Interruption


def _within(op: str, K: Any, x: Any, condition: Any, function: Any) -> Any:
    """An operation that calls a function while it is built, which is here called with rows of x, or with nothing."""
    rows = lambda now, *_: function(now)  # noqa: E731
    stepwise = lambda now, states: (function(now), [function(now)])  # noqa: E731
    return {
        "switch": lambda: K.switch(condition, lambda: function(x[0]), lambda: x[0]),
        "in_train_phase": lambda: K.in_train_phase(lambda: function(x[0]), lambda: x[0]),
        "map_fn": lambda: K.map_fn(rows, x),
        "foldl": lambda: K.foldl(lambda total, now: total + function(now), x),
        "scan": lambda: K.scan(lambda items, states: [function(items[0])], [x], [x[0]])[0],
        "rnn": lambda: K.rnn(stepwise, K.expand_dims(x, 0), [x[:1]])[1],
    }[op]()


def _while_building(op: str) -> Scenario:
    """What is built next, in and out of the same operation, is as if nothing had happened."""

    def run(K: Any) -> None:
        x, condition = K.placeholder((2, 2)), K.variable(1.0)
        for depth in (1, 2):

            def nested(row: Any, depth: int = depth) -> Any:
                return _interrupt() if depth == 1 else K.map_fn(_interrupt, row)

            try:
                _within(op, K, x, condition, nested)
            except Interruption:
                pass
            else:
                raise AssertionError("the function that was interrupted is not called while the graph is built")
        outputs = [x * 2.0, _within(op, K, x, condition, lambda row: row * 2.0)]
        variable = K.variable(3.0)
        outputs += [*K.gradients(K.sum(outputs[1]), [x]), variable * x, K.random_uniform((2,))]
        values = K.function([x], outputs, [K.update_add(variable, 1.0)])([X])
        expected = {
            "switch": 2 * X[0], "in_train_phase": X[0], "map_fn": 2 * X, "foldl": X[0] + 2 * X[1], "scan": 2 * X,
            "rnn": 2 * X[None],
        }[op]  # fmt: skip
        for value, answer in zip(values[:2], (2 * X, expected)):
            np.testing.assert_array_equal(value, answer)
        np.testing.assert_array_equal(values[3], 3 * X)
        assert K.get_value(variable) == 4.0

    return Scenario(op, run, "interrupted")


CASES = [_while_building(op) for op in ("switch", "in_train_phase", "map_fn", "foldl", "scan", "rnn")]

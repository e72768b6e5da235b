"""What a user interrupts while a graph is built, or while it runs, leaves no trace."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Scenario

X = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")


class Interruption(BaseException):
    """An interruption that, like KeyboardInterrupt, ``except Exception`` does not catch."""


class Interrupting:
    """Doubles what it is called with, but is interrupted in one of the calls.

    Attributes
    ----------
    calls : int
        How often it was called.
    """

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.calls = 0

    def __call__(self, row: Any) -> Any:
        self.calls += 1
        if self.calls == self.at:
            raise Interruption
        return row * 2.0


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
        x, condition, whole = K.placeholder((2, 2)), K.variable(1.0), Interrupting()
        _within(op, K, x, condition, whole)
        for call in range(1, whole.calls + 1):
            for function in (lambda f, row: f(row), lambda f, row: K.map_fn(f, row)):
                with suppress(Interruption):
                    _within(op, K, x, condition, partial(function, Interrupting(call)))
                    raise AssertionError("the same function is called less often when it is built again")
        outputs = [x * 2.0, _within(op, K, x, condition, Interrupting())]
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

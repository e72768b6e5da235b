"""The learning phase and other choices: the branch that is not chosen is neither computed nor drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError
from kerasfront.testing.conformance.case import Scenario

X = np.array([1.0, 2.0], "float32")
WRONG = np.array([5, 5], "int32")


def _computed(choose: Callable[[Any, Any, Any, Any], Any]) -> Callable[[Any], None]:
    """Scenario: an index out of range is an error in the branch that is chosen, and in no other.

    choose: (K, condition, then, else) -> tensor.
    """

    def run(K: Any) -> None:
        x, places, phase = K.placeholder((2,)), K.placeholder((2,), dtype="int32"), K.learning_phase()
        chosen = choose(K, phase, lambda: K.gather(x, places) * x, lambda: 3.0 * x)
        function = K.function([x, places, phase], [chosen, *K.gradients(K.sum(chosen), [x])])
        for phase, expected in ((0, [3 * X, 3 + 0 * X]), (1, [[2, 4], [2, 5]])):
            for value, answer in zip(function([X, [1, 1] if phase else WRONG, phase]), expected):
                np.testing.assert_array_equal(value, answer)
        try:
            function([X, WRONG, 1])
        except ArgumentError:
            return
        raise AssertionError("the branch that was chosen takes an index that is out of range")

    return run


def _by_switch(K: Any, condition: Any, then: Any, otherwise: Any) -> Any:
    return K.switch(condition, then, otherwise)


def _in_training(K: Any, condition: Any, then: Any, otherwise: Any) -> Any:
    return K.in_train_phase(then, otherwise)


def _in_test(K: Any, condition: Any, then: Any, otherwise: Any) -> Any:
    return K.in_test_phase(otherwise, then)


def _drawn(build: Callable[[Any, Any], Any]) -> Callable[[Any], None]:
    """Scenario: a run in the test phase leaves the streams of draws for training where they are.

    build: (K, x) -> tensor that is random in training only.
    """

    def run(K: Any) -> None:
        x = K.placeholder((2, 30))
        chosen = build(K, x)
        function = K.function([x, K.learning_phase()], [chosen])
        streams = K.random_streams([chosen])
        assert streams, "the draw has no stream"
        start = K.batch_get_value(streams)
        tested = function([np.ones((2, 30)), 0])[0]
        np.testing.assert_array_equal(tested, np.ones((2, 30)))
        kept = K.batch_get_value(streams)
        assert all(map(np.array_equal, start, kept)), "a run in the test phase moves the streams of training"
        trained = function([np.ones((2, 30)), 1])[0]
        assert not np.array_equal(trained, tested), "nothing is drawn in training"
        moved = K.batch_get_value(streams)
        assert not all(map(np.array_equal, kept, moved)), "a run in training does not move its streams"

    return run


CASES = [
    *(
        Scenario(op, _computed(choose), "the other branch is not computed")
        for op, choose in (("switch", _by_switch), ("in_train_phase", _in_training), ("in_test_phase", _in_test))
    ),
    *(
        Scenario(op, _drawn(build), label)
        for op, label, build in (
            ("in_train_phase", "draws of a function", lambda K, x: K.in_train_phase(lambda: K.dropout(x, 0.5), x)),
            ("in_train_phase", "draws of a tensor", lambda K, x: K.in_train_phase(K.dropout(x, 0.5), x)),
            ("in_test_phase", "draws of a tensor", lambda K, x: K.in_test_phase(x, x + K.random_normal((2, 30)))),
        )
    ),
]

"""Random tensors: of the right kind, drawn anew in each run, repeated by the seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasfront.backend import portable_random
from kerasfront.batch_parts import ACTIVE, BatchPart
from kerasfront.randomness import set_random_seed
from kerasfront.registry import custom_object_scope
from kerasfront.testing.conformance.case import Scenario

SHAPE = (50, 80)
DRAWN = ((7, (2, 3)), (9, (2, 3, 4)))
"""Seeds and shapes of the draws of `_same_everywhere` outside loops."""


def _draws(build: Callable[[Any], Any]) -> Callable[[Any], None]:
    """Scenario: two runs differ, and the same seed brings both again."""

    def two_runs(K: Any) -> list[np.ndarray]:
        set_random_seed(11)
        run = K.function([], [build(K)])
        return [run([])[0] for _ in range(2)]

    def scenario(K: Any) -> None:
        first, second = two_runs(K)
        assert not np.array_equal(first, second), "two runs draw the same numbers"
        np.testing.assert_array_equal(two_runs(K), [first, second])

    return scenario


def _drawn(K: Any, tensor: Any, mean: float, std: float) -> np.ndarray:
    """The numbers, checked for shape, type, mean and deviation; of 4000, both are off by 6 standard errors at most."""
    assert K.int_shape(tensor) == SHAPE and K.dtype(tensor) == K.floatx()
    found = K.eval(tensor)
    assert found.shape == SHAPE and found.dtype == K.floatx()
    assert abs(found.mean() - mean) < 6 * std / np.sqrt(found.size), f"mean {found.mean()}, expected {mean}"
    assert abs(found.std() - std) < 6 * std / np.sqrt(found.size), f"deviation {found.std()}, expected {std}"
    return found


def _uniform(K: Any) -> None:
    found = _drawn(K, K.random_uniform(SHAPE, -1.0, 3.0, seed=1), 1.0, 4 / np.sqrt(12))
    assert found.min() >= -1.0 and found.max() < 3.0


def _normal(K: Any) -> None:
    found = _drawn(K, K.random_normal(SHAPE, 2.0, 0.5, seed=1), 2.0, 0.5)
    assert 0.66 < (abs(found - 2.0) < 0.5).mean() < 0.71, "not a normal distribution"


def _binomial(K: Any) -> None:
    found = _drawn(K, K.random_binomial(SHAPE, 0.3, seed=1), 0.3, np.sqrt(0.3 * 0.7))
    assert set(np.unique(found)) == {0.0, 1.0}


def _dropout(K: Any) -> None:
    x = K.variable(np.full(SHAPE, 2.0))
    found = _drawn(K, K.dropout(x, 0.2, seed=1), 2.0, 2.5 * np.sqrt(0.2 * 0.8))
    np.testing.assert_allclose(np.unique(found), [0.0, 2.5], rtol=1e-6)
    np.testing.assert_array_equal(K.eval(K.dropout(x, 0.0, seed=1)), K.get_value(x))
    for noise_shape, axis in (((SHAPE[0], 1), 1), ((1, None), 0)):
        shared = K.eval(K.dropout(x, 0.5, noise_shape=noise_shape, seed=1))
        assert (np.ptp(shared, axis=axis) == 0).all() and np.ptp(shared) > 0, "draws are not shared along the axis of 1"


def _shape_of_another(K: Any) -> None:
    x = K.placeholder(ndim=2)
    assert K.function([x], [K.random_uniform(K.shape(x), seed=1)])([np.ones((3, 4))])[0].shape == (3, 4)


def _streams(K: Any) -> None:
    """With the streams put back, the draws are those of before; those of other operations do not count."""
    first, second = K.random_uniform((4,)), K.random_normal((4,))
    both, states = K.function([], [first * 2.0, second]), K.random_streams([first * 2.0, second])
    assert K.random_streams([K.variable(1.0)]) == []
    assert len(K.random_streams([second])) == 1
    start = K.batch_get_value(states)
    K.function([], [second])([])
    kept = K.batch_get_value(states)
    moved = [not np.array_equal(old, new) for old, new in zip(start, kept)]
    assert moved == [False, True], "not in the order in which the operations were made"
    drawn = [both([]) for _ in range(2)]
    K.batch_set_value(list(zip(states, kept)))
    np.testing.assert_array_equal([both([]) for _ in range(2)], drawn)


def _same_everywhere(K: Any) -> None:
    """On request, NumPy draws, by the seed, the number of the run and the number of the step."""
    set_random_seed(11, across_backends=True)
    x = K.placeholder(shape=(2, 3, 4))
    _, inside, _ = K.rnn(lambda item, states: (K.random_normal((2, 4), 1.0, 0.5, seed=8), states), x, [])
    outside, shape = K.random_uniform((2, 3), -1.0, 3.0, seed=7), K.dropout(x, 0.5, seed=9)
    run = K.function([x], [outside, inside, shape])
    for count in range(2):
        found = run([np.ones((2, 3, 4))])
        uniform, kept = (portable_random.draw("uniform", K.floatx(), (seed, count), size) for seed, size in DRAWN)
        steps = [portable_random.draw("normal", K.floatx(), (8, count, step), (2, 4)) for step in range(3)]
        expected = [uniform * 4 - 1, np.stack(steps, axis=1) * 0.5 + 1, np.where(kept >= 0.5, 2.0, 0.0)]
        for value, answer in zip(found, expected):
            np.testing.assert_allclose(value, answer, rtol=1e-6, atol=1e-7)
    set_random_seed(11)


def _rows_of_a_batch(K: Any) -> None:
    """A process that has some rows of a batch draws what these have in the whole batch; known sizes are no batch."""

    def run(rows: int) -> Sequence[np.ndarray]:
        x = K.placeholder(shape=(None, 4))
        drawn = [K.dropout(x, 0.5, seed=9), K.random_normal((3, 4), seed=8)]
        return K.function([x], drawn)([np.ones((rows, 4))])

    part = BatchPart()
    with custom_object_scope({ACTIVE: lambda: part}):
        whole, fixed = run(7)
        with part.of_batch(first=2, rows=3):
            some, same = run(3)
    np.testing.assert_array_equal(some, whole[2:5])
    np.testing.assert_array_equal(same, fixed)


def _gradient(K: Any) -> None:
    """What is dropped has no gradient, what is kept has that of the scaling."""
    x = K.variable(np.ones(SHAPE))
    kept = K.dropout(x, 0.5, seed=1)
    values, gradients = K.function([], [kept, *K.gradients(K.sum(kept), [x])])([])
    np.testing.assert_array_equal(values, gradients)


CASES = [
    Scenario("random_streams", _streams),
    Scenario("random_uniform", _same_everywhere, "across backends"),
    Scenario("dropout", _rows_of_a_batch, "rows of a batch"),
    Scenario("random_uniform", _uniform),
    Scenario("random_normal", _normal),
    Scenario("random_binomial", _binomial),
    Scenario("dropout", _dropout),
    Scenario("dropout", _gradient, "gradient"),
    Scenario("random_uniform", _shape_of_another, "symbolic shape"),
    Scenario("random_uniform", _draws(lambda K: K.random_uniform((4,))), "seed"),
    Scenario("random_normal", _draws(lambda K: K.random_normal((4,))), "seed"),
    Scenario("random_binomial", _draws(lambda K: K.random_binomial((30,), 0.5)), "seed"),
    Scenario("dropout", _draws(lambda K: K.dropout(K.ones((30,)), 0.5)), "seed"),
]

"""Loops are used again where they are equal, and nowhere else: their steps are built to compare them."""

import gc

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import SimpleRNN

X = np.random.RandomState(0).rand(3, 2).astype("float32")


@pytest.fixture(autouse=True)
def state():
    with K.use("tensorflow"):
        from kerasfront_tensorflow import state

        K.clear_session()
        yield state
        K.clear_session()


@pytest.fixture
def x():
    """A placeholder, which keeps the graph in use."""
    return K.placeholder((3, 2))


def tidied(state):
    gc.collect()
    state.state().release_unused()
    return len(state.state().graph.get_operations())


def total(x, step):
    return K.foldl(step, x, K.zeros_like(x[0]))


def test_an_equal_loop_adds_nothing(state, x):
    w = K.variable(2.0)
    first = K.function([x], [total(x, lambda sum, row: sum * w + row)])([X])
    tidied(state)  # from now on, loops have keys
    total(x, lambda sum, row: sum * w + row)
    for _ in range(2):
        before = tidied(state)
        again = total(x, lambda sum, row: sum * w + row)
        assert tidied(state) == before
        np.testing.assert_array_equal(K.function([x], [again])([X]), first)
        del again


STEPS = [
    lambda w, v: lambda sum, row: sum * 2.0 + row,
    lambda w, v: lambda sum, row: sum * 3.0 + row,
    lambda w, v: lambda sum, row: sum * 2 + row * -0.0,
    lambda w, v: lambda sum, row: sum * 2 + row * 0.0,
    lambda w, v: lambda sum, row: sum + row * 2.0,
    lambda w, v: lambda sum, row: sum * w + row,
    lambda w, v: lambda sum, row: sum * v + row,
    lambda w, v: lambda sum, row: sum * w + v * row,
    lambda w, v: lambda sum, row: sum * v + w * row,
    lambda w, v: lambda sum, row: K.reverse(sum, 0) + row,
    lambda w, v: lambda sum, row: row,
    lambda w, v: lambda sum, row: sum,
    lambda w, v: lambda sum, row: K.switch(w > v, sum + row, sum - row),
    lambda w, v: lambda sum, row: sum + total(row, lambda s, e: s * 2.0 + e),
    lambda w, v: lambda sum, row: sum + total(row, lambda s, e: s * 3.0 + e),
    lambda w, v: lambda sum, row: sum + K.gradients(K.sum(row**3), [row])[0],
    lambda w, v: lambda sum, row: sum + K.variable([1.0, 2.0]) * row,
]


def test_loops_that_differ_are_not_taken_for_each_other(state, x):
    w, v = K.variable(2.0), K.variable(3.0)
    runs = [K.function([x], [total(x, make(w, v)) * 1.0]) for make in STEPS]
    expected = [run([X])[0] for run in runs]
    del runs
    for _ in range(3):
        for make, value in zip(STEPS, expected, strict=True):
            tidied(state)
            found = K.function([x], [total(x, make(w, v)) * 1.0])([X])[0]
            np.testing.assert_array_equal(found, value)
            np.testing.assert_array_equal(np.signbit(found), np.signbit(value))


@pytest.mark.parametrize("seed", [None, 7])
def test_draws_of_a_step_are_those_of_a_fresh_start(state, x, seed):
    def draws():
        np.random.seed(0)
        run = K.function([x], [total(x, lambda sum, row: sum + K.dropout(row, 0.5, seed=seed)), K.random_uniform((2,))])
        return [run([X]) for _ in range(2)]

    expected = draws()
    for _ in range(3):
        tidied(state)
        streams = len(state.state().streams)
        for one, other in zip(draws(), expected, strict=True):
            np.testing.assert_array_equal(one[0], other[0])
            np.testing.assert_array_equal(one[1], other[1])
        assert len(state.state().streams) == streams + 2


def test_gradients_through_a_loop_that_is_used_again(state):
    x = K.placeholder((2, 3, 2))
    layer = SimpleRNN(2)
    layer.build((2, 3, 2))

    def gradients():
        first = K.gradients(K.sum(K.square(layer.call(x))), [x, layer.U])
        return [*first, *K.gradients(K.sum(K.square(first[0])), [x])]

    batch = np.random.RandomState(0).rand(2, 3, 2)
    run = K.function([x], gradients())
    expected = run([batch])
    for _ in range(3):
        tidied(state)
        for one, other in zip(K.function([x], gradients())([batch]), expected, strict=True):
            np.testing.assert_array_equal(one, other)
    del run


def test_loops_in_use_are_not_shared(state, x):
    tidied(state)
    one, other = (total(x, lambda sum, row: sum * 2.0 + row) for _ in range(2))
    found = K.function([x], K.gradients(K.sum(one) + 5.0 * K.sum(other), [one, other]))([X])
    assert [np.unique(gradient).tolist() for gradient in found] == [[1.0], [5.0]]


def test_a_step_that_fails_says_so(state, x):
    def step(sum, row):
        raise KeyError("mine")

    tidied(state)
    for _ in range(2):
        with pytest.raises(KeyError, match="mine"):
            total(x, step)
    assert state.state().loop_counters == []
    assert K.function([x], [total(x, lambda sum, row: sum + row)])([X])[0].tolist() == pytest.approx(X.sum(0).tolist())

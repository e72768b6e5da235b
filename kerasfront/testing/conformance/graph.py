"""Functions of tensors, gradients, and the learning phase."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError
from kerasfront.testing.conformance.case import Case, Scenario, numbers

X, Y = numbers(2, 3), numbers(2, 3, seed=1)


def _gradients(K: Any, x: Any, y: Any) -> Any:
    """Gradients of a sum that is not reduced, by a tensor that it depends on and by one that it does not."""
    return K.gradients(x * x, [x, y])


def _of_gradients(K: Any, x: Any) -> Any:
    (gradient,) = K.gradients(K.sum(x * x * x), [x])
    return K.gradients(K.sum(gradient), [x])


def _held(K: Any, x: Any, y: Any) -> Any:
    held, also = K.stop_gradient([x, y])
    return K.gradients(K.sum(x * K.stop_gradient(x) + held * y + also), [x, y])


def _has_gradient(K: Any) -> None:
    x, y, unused = variables = [K.variable(X), K.variable(Y), K.variable(X)]
    for loss, expected in (
        (K.sum(x * y), [True, True, False]),
        (K.mean(K.dot(x, K.transpose(y)) + K.stop_gradient(K.sum(unused))), [True, True, False]),
        (K.sum(K.round(x) * y), [False, True, False]),
        (K.sum(K.sign(x) + K.cast(K.argmax(y), "float32")[0]), [False, False, False]),
        (K.sum(K.cast(K.greater(x, y), "float32") * unused), [False, False, True]),
        (K.sum(K.ones_like(x) * K.switch(K.variable(1.0), y, unused)), [False, True, True]),
        (K.sum(K.foldl(lambda total, row: total + row, x)), [True, False, False]),
    ):
        assert K.has_gradient(loss, variables) == expected
        for known, gradient in zip(expected, K.gradients(loss, variables)):
            assert known or not K.eval(gradient).any()


def _function(K: Any) -> None:
    x, y, count = K.placeholder(ndim=2), K.placeholder(shape=(3,)), K.variable(0.0)
    run = K.function([x, y], [x + y, x, count * 1.0], updates=[K.update_add(count, 1.0)])
    for calls, rows in enumerate((2, 5)):
        total, same, before = run([np.ones((rows, 3)), [1, 2, 3]])
        assert total.tolist() == [[2.0, 3.0, 4.0]] * rows and same.shape == (rows, 3) and before == calls
    assert K.function([], [])([]) == []
    for values in ([np.ones((2, 3))], [np.ones((2, 3)), np.ones(4)]):
        try:
            run(values)
        except ArgumentError:
            continue
        raise AssertionError(f"arrays that do not fit the inputs are taken: {values}")
    assert K.get_value(count) == 2


def _from_the_middle(K: Any) -> None:
    """What is computed from an input in the middle of a graph is computed from the array that is fed for it."""
    x, y = K.placeholder((None, 2)), K.placeholder((None, 2))
    middle = K.tanh(x) + y
    output = K.square(middle) * 3.0
    run = K.function([middle], [output, *K.gradients(K.sum(output), [middle])])
    for value, answer in zip(run([X[:, :2]]), (3 * X[:, :2] ** 2, 6 * X[:, :2])):
        np.testing.assert_allclose(value, answer, rtol=1e-6)
    both = K.function([middle, x], [output + x, middle])
    for value, answer in zip(both([X[:, :2], Y[:, :2]]), (3 * X[:, :2] ** 2 + Y[:, :2], X[:, :2])):
        np.testing.assert_allclose(value, answer, rtol=1e-6)
    whole = K.function([x, y], [output, middle])([X[:, :2], Y[:, :2]])
    np.testing.assert_allclose(whole[0], 3 * whole[1] ** 2, rtol=1e-6)
    try:
        K.function([middle], [output + x])([X[:, :2]])
    except ArgumentError:
        return
    raise AssertionError("an output is computed although an input that it depends on is not there")


def _one_or_several(K: Any) -> None:
    """One tensor in the place of a list; lists within the list of outputs."""
    x = K.placeholder(shape=(2,))
    made: Any = K.gradients([K.sum(x * x), x], x)
    assert issubclass(type(made), list) and len(made) == 1
    assert K.function([x], made[0])([[1, 2]]).tolist() == [3, 5]
    assert [value.tolist() for value in K.function((x,), [x, made])([[1, 2]])] == [[1, 2], [3, 5]]
    for wrong in (lambda: made - x, lambda: x - made, lambda: K.function(x, [x])):
        try:
            wrong()
        except ArgumentError:
            continue
        raise AssertionError("a tensor is taken for a list, or a list for a tensor")


def _over_batches(K: Any) -> None:
    """Short last batches, outputs with and without rows, inputs without axes, state and draws that go on."""
    x, factor, count = K.placeholder(ndim=2), K.placeholder(shape=()), K.variable(0.0)
    drawn = K.random_uniform((2,), seed=5)
    outputs = [x * factor, K.sum(x) + count, x[:1], drawn, K.in_train_phase(-x, x)]
    step = K.function([x, factor], outputs, [K.update_add(count, K.sum(x))])
    array, sizes = np.arange(14.0).reshape(7, 2), [3, 3, 1]
    many = K.over_batches(step)([array, 2.0], sizes)
    sums = [15.0, 51.0, 25.0]
    for batch, part, total in zip(many, np.split(array, [3, 6]), np.cumsum(sums)):
        for value, expected in zip(batch, (part * 2, total, part[:1], batch[3], part)):
            np.testing.assert_array_equal(value, expected)
    assert K.get_value(count) == sum(sums)
    assert len({tuple(batch[3]) for batch in many}) == len(sizes), "two batches draw the same numbers"
    following = [*K.over_batches(step)([array, 2.0], sizes[:1]), step([array, 2.0])]
    assert following[0][1] == 15 + 91 and following[1][1] == 91 + 106
    assert K.over_batches(K.function([x], []))([array], [7]) == [[]]


def _phase(K: Any) -> None:
    """The learning phase is 0 where it is not fed."""
    x = K.placeholder(shape=(2,))
    train, test = K.in_train_phase(x * 2.0, lambda: x * 3.0), K.in_test_phase(lambda: x * 2.0, x * 3.0)
    assert K.uses_learning_phase(train) and K.uses_learning_phase(test + 1.0) and not K.uses_learning_phase(x * 2.0)
    values = [result.tolist() for result in K.function([x], [train, test])([[1, 2]])]
    assert values == [[3.0, 6.0], [2.0, 4.0]]
    run = K.function([x, K.learning_phase()], [train, test])
    for phase, expected in ((1, [[2.0, 4.0], [3.0, 6.0]]), (0, [[3.0, 6.0], [2.0, 4.0]])):
        assert [result.tolist() for result in run([[1, 2], phase])] == expected


def _fixed_phase(K: Any) -> None:
    fed = K.learning_phase()
    K.set_learning_phase(1)
    chosen = K.in_train_phase(K.variable(1.0), K.variable(2.0))
    assert K.learning_phase() == 1 and K.eval(chosen) == 1.0 and not K.uses_learning_phase(chosen)
    K.set_learning_phase(fed)
    open_again = K.in_train_phase(K.variable(1.0), K.variable(2.0))
    assert K.is_tensor(K.learning_phase()) and K.uses_learning_phase(open_again)
    assert K.function([fed], [open_again])([1])[0] == 1.0 and K.eval(open_again) == 2.0
    K.clear_session()


def _adam_step(K: Any) -> None:
    """The operation does what the three updates do that it stands for."""
    start, gradient, rates = [X, X, abs(X)], X + 1.0, (0.1, 0.9, 0.99, 1e-3)
    p, m, v = variables = [K.variable(x) for x in start]
    K.function([], [], [K.adam_step(p, m, v, K.variable(gradient), *(K.variable(rate) for rate in rates))])([])
    rate, beta_1, beta_2, epsilon = rates
    m_new = beta_1 * start[1] + (1 - beta_1) * gradient
    v_new = beta_2 * start[2] + (1 - beta_2) * gradient**2
    expected = [start[0] - rate * m_new / (np.sqrt(v_new) + epsilon), m_new, v_new]
    for variable, value in zip(variables, expected):
        np.testing.assert_allclose(K.get_value(variable), value, rtol=1e-5)


def _mirrored(K: Any, x: Any) -> Any:
    def mirrored(array: np.ndarray) -> np.ndarray:
        return array[::-1]

    return K.call_host(x, mirrored, mirrored) * x


def _called_in_order(K: Any) -> None:
    """Independent calls come in the same order in each run, those of gradients last; only what is needed is called."""
    told: list[int] = []
    x = K.placeholder(shape=(None,))

    def note(number: int) -> Any:
        def function(array: np.ndarray) -> np.ndarray:
            told.append(number)
            return array

        return function

    calls = [K.call_host(K.exp(x * i), note(i), note(-i)) for i in (1, 2, 3)]
    loss = K.sum(calls[2] * calls[0] + calls[1])
    step = K.function([x], [*K.gradients(loss, [x]), loss])
    step([np.ones(1)])
    order = told.copy()
    assert {*order[:3]} == {1, 2, 3} and {*order[3:]} == {-1, -2, -3}, order
    K.over_batches(step)([np.ones(2)], [1, 1])
    assert told == order * 3, told
    told.clear()
    K.function([x], [calls[1]])([np.ones(1)])
    assert told == [2], "what is not needed is called"


def _anew(K: Any) -> None:
    for forget in (K.reset_graph, K.clear_session):
        K.set_learning_phase(1)
        forget()
        assert K.is_tensor(K.learning_phase()), "the learning phase is still fixed"
        assert K.eval(K.variable(2.0) * 3.0) == 6.0
    assert K.get_uid("anew") == 1, "clear_session does not reset the names"
    K.clear_session()


CASES = [
    Case("gradients", (X, Y), lambda x, y: [2 * x, np.zeros_like(y)], build=_gradients),
    Case("gradients", (X,), lambda x: [6 * x], build=_of_gradients, label="of gradients"),
    Case("stop_gradient", (X, Y), lambda x, y: [x, x], build=_held),
    Case("call_host", (X,), lambda x: x[::-1] * x, build=_mirrored, differentiable=True),
    Scenario("call_host", _called_in_order, "order"),
    Scenario("has_gradient", _has_gradient),
    Scenario("function", _function),
    Scenario("function", _from_the_middle, "inputs from the middle of a graph"),
    *(Scenario(op, _one_or_several, "one or several") for op in ("function", "gradients")),
    Scenario("adam_step", _adam_step),
    Scenario("over_batches", _over_batches),
    *(Scenario(op, _phase) for op in ("learning_phase", "uses_learning_phase", "in_train_phase", "in_test_phase")),
    Scenario("set_learning_phase", _fixed_phase),
    *(Scenario(op, _anew) for op in ("reset_graph", "clear_session")),
]

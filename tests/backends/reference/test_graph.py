"""Graphs of tensors: how they are evaluated, differentiated and run."""

import numpy as np
import pytest

from kerasfront.backend.symbolic.program import Program
from kerasfront.errors import ArgumentError
from kerasfront_reference import GRAPH

DEEP = 5000
"""More nodes on a path than Python has levels of calls."""


def test_deep_graphs_need_no_recursion(K):
    x = K.placeholder((2,))
    y = x
    for _ in range(DEEP):
        y = y * 1.0
    values, gradient = K.function([x], [y, K.gradients(K.sum(y), [x])[0]])([[1.0, 2.0]])
    assert values.tolist() == [1.0, 2.0] and gradient.tolist() == [1.0, 1.0]


def test_a_program_changes_nothing(K):
    x, total, drawn = K.placeholder((2,)), K.variable(1.0), K.random_uniform((2,), seed=1)
    program = Program(GRAPH, [x], [K.sum(x), drawn], [(total, total + K.sum(x))])
    before = program.state
    first, second = program(0, before, [np.ones(2, "float32")]), program(0, before, [np.ones(2, "float32")])
    assert [float(first.outputs[0]), float(first.changed[0])] == [2.0, 3.0]
    np.testing.assert_array_equal(first.outputs[1], second.outputs[1])
    assert first.streams[0].tolist() == [1, 1] and program.state.streams[0].tolist() == [1, 0]
    assert K.get_value(total) == 1.0


def test_what_is_fed_in_the_middle_of_a_graph_is_a_source(K):
    x = K.placeholder((2,))
    middle = x * 3.0
    (gradient,) = K.gradients(K.sum(middle * middle), [middle])
    assert K.function([middle], [gradient])([[1.0, 2.0]])[0].tolist() == [2.0, 4.0]
    with pytest.raises(ArgumentError, match="not among the inputs"):
        K.function([middle], [x])


def test_gradients_by_computed_tensors_and_by_what_they_are_computed_from(K):
    x = K.placeholder((2,))
    middle = x * x
    gradients = K.gradients(K.sum(middle * x), [x, middle])
    second = K.gradients(K.sum(gradients[0]), [x, middle])
    values = K.function([x], [*gradients, *second])([[1.0, 2.0]])
    assert [value.tolist() for value in values[:3]] == [[3.0, 12.0], [1.0, 2.0], [6.0, 12.0]]


def test_the_forward_pass_is_computed_once(K, monkeypatch):
    calls = []
    tanh = GRAPH.kernels["tanh"]
    monkeypatch.setitem(GRAPH.kernels, "tanh", lambda x: calls.append(1) or tanh(x))
    x = K.variable([1.0, 2.0])
    y = K.tanh(x)
    K.function([], [y, K.sum(y), *K.gradients(K.sum(y), [x])])([])
    assert len(calls) == 1


def test_indices_may_be_computed(K):
    x, n = K.placeholder((None, 3)), K.placeholder((), dtype="int32")
    run = K.function([x, n], [x[n], x[:, n:], x[1:n]])
    array = np.arange(9.0).reshape(3, 3)
    for found, expected in zip(run([array, 2]), (array[2], array[:, 2:], array[1:2])):
        np.testing.assert_array_equal(found, expected)
    assert K.int_shape(x[:, n:]) == (None, None) and K.int_shape(x[n]) == (3,)
    for wrong in ("a", 1.5, K.placeholder((2,), dtype="int32"), K.placeholder(())):
        with pytest.raises(TypeError, match="integers"):
            x[wrong]


def test_double_precision_is_kept_throughout(K):
    x = np.linspace(0.1, 1.0, 5)
    y = K.variable(x, dtype="float64")
    loss = K.sum(K.softmax(K.sqrt(y) * K.sigmoid(y)) * y)
    (gradient,) = K.gradients(loss, [y])

    def computed(x):
        e = np.exp(np.sqrt(x) / (1 + np.exp(-x)))
        return (e / e.sum() * x).sum()

    differences = [(computed(x + step) - computed(x - step)) / 2e-6 for step in np.eye(5) * 1e-6]
    assert K.dtype(gradient) == "float64" and K.eval(loss).dtype == "float64"
    np.testing.assert_allclose(K.eval(loss), computed(x), rtol=1e-14)
    np.testing.assert_allclose(K.eval(gradient), differences, rtol=1e-8)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        ("uint8", "bool", "int32"), ("int32", "int64", "int64"), ("int64", "float32", "float32"),
        ("float32", "float64", "float64"), ("float16", 2.5, "float16"), ("int32", 2.5, "float32"),
        ("int32", 2, "int32"), ("float32", np.ones(2), "float32"),
    ],
)  # fmt: skip
def test_operators_meet_in_one_type(K, x, y, expected):
    x, y = (K.placeholder((2,), dtype=z) if isinstance(z, str) else z for z in (x, y))
    for result in (x + y, y + x, x * y, K.maximum(x, y)):
        assert K.dtype(result) == expected
    assert K.dtype(x / y) == (expected if "float" in expected else "float32")
    assert K.dtype(x < y) == "bool"

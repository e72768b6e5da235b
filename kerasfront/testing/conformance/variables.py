"""Variables, placeholders and what is known of a tensor before data comes."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Case, Scenario, numbers

X = numbers(2, 3)


def _filled(op: str, value: float, dtype: str | None) -> Case:
    arguments = {} if dtype is None else {"dtype": dtype}
    return Case(op, (X,), lambda x, dtype="float32": np.full(x.shape, value, dtype), arguments, label=dtype or "like x")


def _cast(array: np.ndarray, dtype: str) -> Case:
    return Case("cast", (array,), lambda x, dtype: x.astype(dtype), {"dtype": dtype}, label=f"{array.dtype} to {dtype}")


def _sizes(K: Any, x: Any) -> Any:
    return K.cast(K.shape(x), "int32")


def _variable(K: Any) -> None:
    for value, dtype in ((X, None), (1.5, "float32"), ([1, 2], "int32"), (np.ones((1, 0)), "float64")):
        made = K.variable(value, dtype=dtype, name="made")
        assert K.is_tensor(made) and K.is_variable(made) and not K.is_keras_tensor(made)
        assert K.int_shape(made) == K.get_variable_shape(made) == np.shape(value)
        assert K.ndim(made) == np.ndim(value) and K.count_params(made) == np.size(value)
        assert K.dtype(made) == (dtype or K.floatx())
        assert "made" in K.variable_name(made)
        np.testing.assert_array_equal(K.eval(made), np.asarray(value, dtype=dtype or K.floatx()))


def _placeholder(K: Any) -> None:
    for arguments, shape in (({"shape": (None, 3)}, (None, 3)), ({"ndim": 2}, (None, None)), ({"shape": ()}, ())):
        made = K.placeholder(**arguments, dtype="int32")
        assert K.is_tensor(made) and not K.is_variable(made)
        assert K.int_shape(made) == shape and K.ndim(made) == len(shape) and K.dtype(made) == "int32"
    assert not K.is_tensor(X) and not K.is_tensor(1.0)
    assert not hasattr(made, "__len__") and not hasattr(K.ones((2,)), "__len__"), "tensors can be taken for lists"


def _classes_as_types(K: Any) -> None:
    x = K.variable(0, int)
    made = [x, K.zeros((2,), float), K.variable(1, np.int8), K.cast(x, bool), K.placeholder((3,), dtype=np.float32)]
    assert [K.dtype(tensor) for tensor in made] == ["int64", "float64", "int8", "bool", "float32"]


def _filled_variables(K: Any) -> None:
    for made, value in ((K.zeros((2, 3)), np.zeros((2, 3))), (K.ones((4,)), np.ones(4)), (K.eye(3), np.eye(3))):
        assert K.is_variable(made) and K.dtype(made) == K.floatx()
        np.testing.assert_array_equal(K.get_value(made), value)
    assert K.dtype(K.zeros((2,), dtype="int32")) == "int32"


def _drawn_variables(K: Any) -> None:
    """NumPy draws the values, so they are the same ones on every backend."""
    state = np.random.RandomState(7)
    uniform, normal = state.uniform(-1, 2, (3, 2)), np.random.RandomState(7).normal(1, 2, (3, 2))
    np.testing.assert_allclose(K.get_value(K.random_uniform_variable((3, 2), -1, 2, seed=7)), uniform, rtol=1e-6)
    np.testing.assert_allclose(K.get_value(K.random_normal_variable((3, 2), 1, 2, seed=7)), normal, rtol=1e-6)


def _updates(K: Any) -> None:
    """All new values are computed from the old ones."""
    start, x = np.array([1.0, 2.0]), K.variable([10.0, 20.0])
    a, b, c, d = (K.variable(start) for _ in range(4))
    updates = [K.update(a, b + x), K.update_add(b, a), K.update_sub(c, x), K.moving_average_update(d, x, 0.9)]
    run = K.function([], [a * 1.0], updates=updates)
    np.testing.assert_array_equal(run([])[0], start)
    expected = (start + [10, 20], 2 * start, start - [10, 20], 0.9 * start + 0.1 * np.array([10, 20]))
    for variable, value in zip((a, b, c, d), expected):
        np.testing.assert_allclose(K.get_value(variable), value, rtol=1e-6)


def _sparse(K: Any) -> None:
    from scipy import sparse  # whoever works with sparse matrices has it

    matrix = np.array([[0.0, 2.0, 0.0], [1.0, 0.0, 0.0]], "float32")
    x, made = K.placeholder(shape=(2, 3), sparse=True), K.variable(sparse.csr_matrix(matrix))
    assert K.is_sparse(x) and K.is_sparse(made) and not K.is_sparse(K.placeholder(ndim=2))
    np.testing.assert_array_equal(K.eval(K.to_dense(made)), matrix)
    dense = K.function([x], [K.to_dense(x) * 2.0])([sparse.csr_matrix(matrix)])[0]
    np.testing.assert_array_equal(dense, 2 * matrix)


CASES = [
    _cast(np.array([-1.7, 0.0, 1.7], "float32"), "int32"),
    _cast(np.array([0.0, 3.9, 250.0], "float32"), "uint8"),
    _cast(np.array([-1, 0, 300], "int32"), "float32"),
    _cast(np.array([True, False]), "float32"),
    _cast(np.array([0, 1, 7], "int32"), "bool"),
    _cast(np.array([0.0, 0.3, -2.0], "float32"), "bool"),
    *(_filled(op, value, dtype) for op, value in (("zeros_like", 0), ("ones_like", 1)) for dtype in (None, "int32")),
    Case("shape", (X,), lambda x: np.array(x.shape, "int32"), build=_sizes),
    *(
        Scenario(op, _variable)
        for op in ("variable", "is_tensor", "is_variable", "is_keras_tensor", "variable_name", "get_variable_shape")
    ),
    *(Scenario(op, _variable) for op in ("int_shape", "ndim", "dtype", "count_params", "eval")),
    Scenario("placeholder", _placeholder),
    *(Scenario(op, _classes_as_types, "classes as types") for op in ("variable", "placeholder", "cast")),
    *(Scenario(op, _filled_variables) for op in ("zeros", "ones", "eye")),
    *(Scenario(op, _drawn_variables) for op in ("random_uniform_variable", "random_normal_variable")),
    *(Scenario(op, _updates) for op in ("update", "update_add", "update_sub", "moving_average_update")),
    *(Scenario(op, _sparse) for op in ("is_sparse", "to_dense")),
]

"""Sums over axes side by side up to the last but one, in C and without a compiler."""

import numpy as np
import pytest

import kerasfront.backend as K
from kerasfront_theano.library import theano
from kerasfront_theano.ops.column_sums import ColumnSums

T = theano.tensor


def tensor(dtype, rank):
    return T.TensorType(dtype, (False,) * rank)()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("linker", ["cvm", "py"])
@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (130, 64), (5, 200), (3, 4, 5, 6), (1000, 1), (0, 3), (3, 0)])
def test_values(linker, dtype, shape):
    x = tensor(dtype, len(shape))
    values = np.random.RandomState(0).normal(3.0, 1.0, shape).astype(dtype)
    for first in range(len(shape) - 1):
        run = theano.function([x], ColumnSums(first)(x), mode=theano.Mode(linker))
        for given in (values, values[::-1], np.asfortranarray(values)):
            expected = given.astype("float64").sum(tuple(range(first, len(shape) - 1)))
            np.testing.assert_allclose(run(given), expected, rtol=1e-7 if dtype == "float32" else 1e-14)


def test_what_is_no_number_stays_in_its_column():
    x = tensor("float32", 2)
    found = theano.function([x], ColumnSums(0)(x))(np.array([[1, np.nan, np.inf], [2, 0, 1]], "float32"))
    np.testing.assert_array_equal(found, [3, np.nan, np.inf])


@pytest.mark.parametrize(
    ("rank", "axis", "dtype", "used"),
    [
        (2, 0, "float32", True),
        (4, (0, 1, 2), "float64", True),
        (3, 1, "float32", True),
        (4, (1, 2), "float32", True),
        (4, (0, 2, 3), "float32", False),
        (4, (0, 2), "float32", False),
        (3, 2, "float32", False),
        (3, 0, "float32", False),
        (1, 0, "float32", False),
        (2, None, "float32", False),
        (2, 0, "int64", False),
        (2, 0, "float16", False),
    ],
)
def test_sums_that_become_it(rank, axis, dtype, used):
    x = tensor(dtype, rank)
    with theano.config.change_flags(on_opt_error="raise"):
        run = theano.function([x], T.concatenate([T.flatten(T.sum(x, axis) * 2)] * 2))
    assert any(isinstance(node.op, ColumnSums) for node in run.maker.fgraph.apply_nodes) is used


def test_gradients_by_biases_are_such_sums():
    with K.use("theano"):
        x, b = K.placeholder((None, 4, 5, 3)), K.variable(np.zeros(3))
        gradient = K.gradients(K.sum(K.square(K.bias_add(x, b))), [b])
        run = K.function([x], gradient)
        values = np.random.RandomState(0).normal(size=(2, 4, 5, 3))
        np.testing.assert_allclose(run([values])[0], 2 * values.sum((0, 1, 2)), rtol=1e-5, atol=1e-5)

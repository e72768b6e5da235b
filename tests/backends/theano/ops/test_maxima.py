"""Maxima along axes that lie side by side, in C and without a compiler."""

import numpy as np
import pytest

import kerasfront.backend as K
from kerasfront_theano.library import theano
from kerasfront_theano.ops.maxima import Maxima

T = theano.tensor


def tensor(dtype, rank):
    return T.TensorType(dtype, (False,) * rank)()


def compiled(x, first, behind, linker="cvm"):
    return theano.function([x], Maxima(first, behind)(x), mode=theano.Mode(linker))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("linker", ["cvm", "py"])
@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 7, 5), (2, 130, 64), (2, 5, 200), (4, 333, 1), (0, 3, 2), (3, 2, 0)])
def test_values(linker, dtype, shape):
    values = np.random.RandomState(0).normal(-3.0, 1.0, shape).astype(dtype)
    x = tensor(dtype, 3)
    for first, behind in [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)]:
        axes = tuple(range(first, behind))
        if 0 in [shape[axis] for axis in axes]:
            continue
        run = compiled(x, first, behind, linker)
        for given in (values, values[::-1, ::-1], np.asfortranarray(values)):
            np.testing.assert_array_equal(run(given), given.max(axes))


@pytest.mark.parametrize("columns", [1, 3, 70])
def test_what_is_no_number_is_the_largest_of_its_column(columns):
    run = compiled(tensor("float32", 2), 0, 1)
    for row in (0, 1, 150, 199):
        values = np.random.RandomState(0).normal(size=(200, columns)).astype("float32")
        values[50] = np.inf
        values[row, 0] = np.nan
        np.testing.assert_array_equal(run(values), values.max(0))
    np.testing.assert_array_equal(run(np.full((200, columns), -np.inf, "float32")), [-np.inf] * columns)


def test_of_no_elements_there_is_no_largest():
    run = compiled(tensor("float32", 2), 0, 1)
    with pytest.raises(ValueError, match="of no elements there is no largest"):
        run(np.zeros((0, 2), "float32"))
    assert run(np.zeros((0, 0), "float32")).shape == (0,)


@pytest.mark.parametrize(
    ("rank", "axis", "dtype", "used"),
    [
        (3, 1, "float32", True),
        (4, (1, 2), "float64", True),
        (2, 0, "float32", True),
        (4, (2, 3), "float32", False),
        (2, -1, "float32", False),
        (3, None, "float32", False),
        (3, (0, 2), "float32", False),
        (3, 1, "int32", False),
        (3, 1, "float16", False),
    ],
)
def test_maxima_that_become_it(rank, axis, dtype, used):
    with K.use("theano"), theano.config.change_flags(on_opt_error="raise"):
        x = K.placeholder((None,) * rank, dtype=dtype)
        largest = K.max(x, axis) if axis is not None else K.argmax(x)
        run = theano.function([x], T.concatenate([T.flatten(largest * 2)] * 2))
    assert any(isinstance(node.op, Maxima) for node in run.maker.fgraph.apply_nodes) is used


def test_equal_elements_share_the_gradient():
    with K.use("theano"):
        x = K.placeholder((2, 4, 3))
        run = K.function([x], [K.max(x, 1), *K.gradients(K.sum(K.max(x, 1)), [x])])
        values = np.random.RandomState(0).randint(0, 3, (2, 4, 3)).astype("float32")
        largest, gradient = run([values])
    ties = values == values.max(1, keepdims=True)
    np.testing.assert_array_equal(largest, values.max(1))
    np.testing.assert_allclose(gradient, ties / ties.sum(1, keepdims=True), rtol=1e-6)

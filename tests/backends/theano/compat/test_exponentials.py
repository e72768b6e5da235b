"""Exponentials, hyperbolic tangents and sigmoids in the loops that Theano writes."""

import numpy as np
import pytest

from kerasfront_theano.library import theano

T = theano.tensor
ODD = [0.0, -0.0, np.inf, -np.inf, np.nan, 88.7, 89.5, -87.5, -103.0, -105.0, 1e-30, -1e-30, 9e9, -9e9]
NUMBERS = np.concatenate([ODD, np.linspace(-105, 90, 4001), np.linspace(-1, 1, 2001), np.geomspace(1e-38, 1, 99)])
FUNCTIONS = {
    "exp": (T.exp, np.exp),
    "tanh": (T.tanh, np.tanh),
    "sigmoid": (T.nnet.sigmoid, lambda x: 1 / (1 + np.exp(-x))),
}
SMALLEST = np.finfo("float32").tiny


@pytest.fixture(params=FUNCTIONS)
def functions(request):
    return FUNCTIONS[request.param]


@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 2.5e-7), ("float64", 1e-15)])
def test_values(functions, dtype, tolerance):
    ours, exact = functions
    x = T.TensorType(dtype, (False,))()
    numbers = NUMBERS.astype(dtype)
    expected = exact(numbers.astype("float64"))
    if dtype == "float32":
        expected = np.where(expected > np.finfo(dtype).max, np.inf, expected)
    np.testing.assert_allclose(theano.function([x], ours(x))(numbers), expected, rtol=tolerance, atol=SMALLEST)


def test_a_loop_over_any_layout_and_number(functions):
    ours, exact = functions
    x = T.TensorType("float32", (False, False))()
    run = theano.function([x], ours(x))
    for shape in [(1, 1), (3, 7), (16, 5), (0, 3)]:
        numbers = np.random.RandomState(0).normal(size=shape).astype("float32")
        for given in (numbers, numbers[::-1, ::-1]):
            np.testing.assert_allclose(run(given), exact(given.astype("float64")), rtol=3e-7)
        np.testing.assert_allclose(run(numbers.T), exact(numbers.T.astype("float64")), rtol=3e-7)


def test_several_in_one_loop():
    x = T.TensorType("float32", (False,))()
    run = theano.function([x], T.exp(T.tanh(x)) + T.nnet.sigmoid(x))
    assert len(run.maker.fgraph.apply_nodes) == 1
    numbers = np.linspace(-3, 3, 50, dtype="float32")
    np.testing.assert_allclose(run(numbers), np.exp(np.tanh(numbers)) + 1 / (1 + np.exp(-numbers)), rtol=1e-6)

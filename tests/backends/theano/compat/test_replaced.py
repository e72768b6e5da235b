"""The parts of Theano that are replaced have the values of NumPy."""

import importlib

import numpy as np
import pytest

from kerasfront_theano.compat import import_theano
from tests.backends.theano.compat.compiling import agree, floats, values

theano = import_theano()
T = theano.tensor


@pytest.fixture
def rng():
    return np.random.RandomState(0)


def test_scan_and_its_gradient(rng):
    a = floats(rng, 4, 2)
    x = theano.shared(a)
    y, _ = theano.scan(lambda step, state: step + state / 2, sequences=[x], outputs_info=[T.zeros_like(x[0])])
    weights = 0.5 ** (np.arange(4)[:, None] - np.arange(4)) * np.tri(4)
    agree(values(y, T.grad(y[-1].sum(), x)), [weights @ a, np.tile(weights[-1][:, None], 2)])


def test_indices_that_repeat_and_all_axes(rng):
    a = floats(rng, 3, 2)
    x, rows = theano.shared(a), theano.shared(np.array([2, 0, 2]))
    found = values(T.grad((x[rows] ** 2).sum(), x), T.argmax(x), T.extra_ops.cumsum(x))
    agree(found, [2 * a * [[1], [0], [2]], a.argmax(), a.cumsum()])


def test_gradients_that_ask_for_old_names(rng):
    a = floats(rng, 3)
    x = theano.shared(a)
    found = values(T.grad((T.arctanh(x / 2) + x * theano.gradient.zero_grad(x)).sum(), x))
    agree(found, [0.5 / (1 - (a / 2) ** 2) + a])


@pytest.mark.parametrize(
    ("floatx", "value", "dtype"),
    [
        ("float32", 5, "int8"),
        ("float32", 300, "int16"),
        ("float32", -(2**40), "int64"),
        ("float32", 0.1, "float32"),
        ("float64", 0.5, "float32"),
        ("float64", 0.1, "float64"),
        ("float64", 1e300, "float64"),
    ],
)
def test_constants_get_the_smallest_dtype_that_holds_them(floatx, value, dtype):
    with theano.config.change_flags(floatX=floatx):
        constant = T.constant(value)
    assert constant.dtype == dtype
    assert constant.data == np.asarray(value, dtype)


def test_constants_are_seen_as_scalars():
    assert theano.get_scalar_constant_value(T.constant(3.0) * 1) == 3


def test_the_gradient_of_a_part_may_have_length_one():
    whole, part, gradient = T.matrix(), T.matrix(), T.row()
    found = T.grad(None, part, known_grads={T.set_subtensor(whole[:], part): gradient})
    assert found.eval({gradient: np.ones((1, 2), "float32")}).tolist() == [[1.0, 1.0]]


def test_a_chain_of_joined_branches_has_a_simple_shape(rng):
    """Each of its axes was the sum of those of all branches, in which there were such sums again."""
    x = y = T.tensor4()
    for _ in range(9):
        y = T.join(1, *[y + i for i in range(4)]).sum(1, keepdims=True)
    compiled = theano.function([x], y.shape)
    assert compiled(floats(rng, 2, 3, 4, 5)).tolist() == [2, 1, 4, 5]
    assert len(compiled.maker.fgraph.apply_nodes) < 10


@pytest.mark.parametrize("left, right", [((0, 3), (3, 4)), ((3, 0), (0, 4)), ((3, 4), (4, 0))])
def test_products_of_matrices_without_elements(left, right):
    x, y = theano.shared(np.ones(left, "float32")), theano.shared(np.ones(right, "float32"))
    z = T.dot(x, y)
    product, *gradients = values(z, *T.grad((z**2).sum(), [x, y]))
    assert product.shape == (left[0], right[1]) and not product.any()
    assert [gradient.shape for gradient in gradients] == [left, right]


def test_a_gpu_may_be_chosen(monkeypatch):
    from theano.sandbox import cuda

    monkeypatch.setenv("KERASFRONT_THEANO_LINKER", "c")
    with pytest.warns(UserWarning, match=r"theano\.sandbox\.cuda\.use\('gpu0'\) is not followed"):
        cuda.use("gpu0", force=True)
    assert importlib.import_module("theano.sandbox.cuda") is cuda and not cuda.cuda_available


def test_scripts_find_former_names():
    from theano.sandbox.rng_mrg import MRG_RandomStreams
    from theano.scan_module import until

    drawn = MRG_RandomStreams(7).uniform((3, 2))
    assert values(drawn)[0].shape == (3, 2)
    last, _ = theano.scan(lambda x: (2 * x, until(x > 10)), outputs_info=T.constant(1.0), n_steps=20)
    assert theano.scan_module.until is until and values(last[-1])[0] == 32

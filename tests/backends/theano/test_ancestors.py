"""Questions about how variables of Theano depend on one another."""

import pytest

from kerasfront import backend as K
from kerasfront_theano.ancestors import depends_on, gradient_path, placeholders


@pytest.fixture(autouse=True)
def on_theano():
    with K.use("theano"):
        yield


def test_depends_on():
    x, y = K.placeholder((2,)), K.placeholder((2,))
    assert depends_on([K.exp(x) + 1.0], x)
    assert not depends_on([K.exp(x) + 1.0], y)


@pytest.mark.parametrize("flat", [K.round, K.sign, K.stop_gradient, lambda x: K.cast(K.cast(x, "int32"), "float32")])
def test_gradients_end_at_operations_that_have_none(flat):
    x, y = K.placeholder((2,)), K.placeholder((2,))
    path = list(gradient_path([flat(x) + K.exp(y)]))
    assert y in path and x not in path


def test_a_tensor_that_gives_only_its_shape_gets_no_gradient():
    x, y = K.placeholder((2,)), K.placeholder(())
    path = list(gradient_path([K.zeros_like(x) + y]))
    assert y in path and x not in path


def test_placeholders_that_are_not_given():
    x, y = K.placeholder((2,), name="first"), K.placeholder((2,), name="second")
    assert placeholders([x + y + K.variable([1.0, 2.0])], [x]) == [y.name]

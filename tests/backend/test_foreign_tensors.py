"""Tensors of one backend that are handed to another: one clear error, whatever the backend would have said."""

import operator

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentTypeError
from kerasfront.layers import Dense


@pytest.fixture
def foreign(backend, backends):
    """A variable of another backend than the active one, and that backend's name."""
    other = next((name for name in backends if name != backend), None)
    assert other, "this needs two backends"
    yield K.load(other).variable(np.ones((2, 2)), name="stranger"), other
    K.load(other).clear_session()


CALLS = {
    "x": lambda K, x: K.dot(x, K.ones((2, 2))),
    "y": lambda K, x: K.dot(K.ones((2, 2)), x),
    "tensors": lambda K, x: K.concatenate([K.ones((2, 2)), x]),
    "inputs": lambda K, x: K.function([x], [K.ones((2, 2))]),
    "outputs": lambda K, x: K.function([], [x]),
    "updates": lambda K, x: K.function([], [], [(K.variable(np.ones((2, 2))), x)]),
    "tuples": lambda K, x: K.batch_set_value([(x, np.zeros((2, 2)))]),
}


@pytest.mark.parametrize("argument", CALLS)
def test_the_argument_both_backends_and_the_way_out_are_named(backend, foreign, argument):
    x, other = foreign
    with pytest.raises(ArgumentTypeError) as error:
        CALLS[argument](K, x)
    text = str(error.value)
    assert f": {argument} has a tensor of backend {other!r}, the backend in use is {backend!r}" in text
    assert f"use({other!r})" in text and f"load({other!r}).eval" in text


@pytest.mark.parametrize("join", [operator.add, operator.truediv, operator.lt, operator.matmul, operator.pow])
def test_operators_name_both_backends(backend, foreign, join):
    x, other = foreign
    ours = K.placeholder((2, 2))
    for operands in ((ours, x), (x, ours)):
        with pytest.raises(ArgumentTypeError, match=r"tensors of different backends, '\w+' and '\w+'.*load.*eval"):
            join(*operands)


def test_a_function_takes_no_tensor_for_an_array(backend, foreign):
    x, other = foreign
    function = K.function([K.placeholder((2, 2))], [])
    with pytest.raises(ArgumentTypeError, match=f"Input .* takes an array, a tensor of backend '{other}' was given"):
        function([x * 1.0])


def test_a_layer_names_the_backend_of_the_tensor(backend, foreign):
    x, other = foreign
    with pytest.raises(ArgumentTypeError, match=f"'mine'.*tensor of backend '{other}'.*in use is '{backend}'"):
        Dense(1, name="mine")(x)


def test_the_way_out_works(foreign):
    x, other = foreign
    assert K.eval(K.dot(K.variable(K.load(other).eval(x)), K.ones((2, 1)))).tolist() == [[2.0], [2.0]]


def test_other_failures_keep_their_own_error(backend):
    with pytest.raises(Exception) as error:
        K.eval(K.dot(K.ones((2, 3)), K.ones((2, 3))))
    assert "backend in use" not in str(error.value)
    with pytest.raises(TypeError, match="argument"):
        K.dot(K.ones((2, 2)), nonsense=1)

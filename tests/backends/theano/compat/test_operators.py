"""Operators of Theano's tensors, which keep the type of floats and refuse tensors of other libraries."""

import operator

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentTypeError


@pytest.fixture(autouse=True)
def on_theano():
    with K.use("theano"):
        yield


@pytest.mark.parametrize("number", [2, 0.1])
@pytest.mark.parametrize("apply", [operator.add, operator.mul, operator.truediv, operator.pow, operator.gt])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_numbers_take_the_type_of_the_floats_beside_them(apply, number, dtype):
    x = K.placeholder((2,), dtype=dtype)
    result = apply(x, number)
    assert result.dtype == ("bool" if apply is operator.gt else dtype)


def test_numbers_come_first_too():
    assert (1.5 - K.placeholder((2,), dtype="float16")).dtype == "float16"


def test_arrays_keep_their_type():
    assert (K.placeholder((2,), dtype="float32") + np.ones(2, "float64")).dtype == "float64"


def test_integers_are_left_to_theano():
    assert (K.placeholder((2,), dtype="int32") + 1).dtype == "int32"


def test_tensors_of_another_library_are_refused():
    with K.use("tensorflow"):
        other = K.placeholder((2,))
    with pytest.raises(ArgumentTypeError, match="tensorflow"):
        K.placeholder((2,)) + other

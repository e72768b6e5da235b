"""What compile makes of keywords that are options of the backend, or nothing at all."""

import warnings

import numpy as np
import pytest

from kerasfront.errors import ArgumentTypeError
from kerasfront.layers import Dense, Input, Lambda, SimpleRNN
from kerasfront.models import Model, Sequential


def trained(**options):
    model = Sequential([Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse", **options)
    model.train_on_batch(np.ones((2, 3)), np.ones((2, 1)))
    return model.predict(np.ones((2, 3)))


def test_options_of_compiling_reach_theano_and_are_left_out_elsewhere_with_one_warning(backend):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert trained(mode="FAST_COMPILE").shape == (2, 1)
    told = [str(warning.message) for warning in caught if "compile" in str(warning.message)]
    assert len(told) == (backend != "theano") and all("is left out: mode" in text for text in told)


def test_a_misspelt_argument_is_told_with_the_nearest_one(backend):
    told = "compile has no argument 'metrcs'.*Did you mean 'metrics'"
    with pytest.raises(ArgumentTypeError, match=told) if backend == "theano" else pytest.warns(UserWarning, match=told):
        trained(metrcs=["acc"])


def test_a_batch_of_no_samples(K):
    model = Sequential([SimpleRNN(2, input_shape=(4, 3)), Dense(5)])
    found = model.predict_on_batch(np.zeros((0, 4, 3)))
    assert found.shape == (0, 5) and found.dtype == K.floatx()


def test_targets_have_the_declared_shape_of_an_output_that_computes_the_loss(K):
    x = Input((3,))
    with pytest.warns(UserWarning, match="Lambda"):
        loss = Lambda(lambda x: K.sum(K.square(x), axis=-1), output_shape=(1,), name="loss")(Dense(2)(x))
    model = Model(x, loss)
    model.compile("sgd", lambda y_true, y_pred: y_pred)
    assert model.internal_output_shapes == [(None, 1)]
    first, second = (float(model.train_on_batch(np.ones((4, 3)), np.zeros(4))) for _ in range(2))
    assert second < first

"""Arguments that classic Keras took: what they gave there, they give here. Numbers were recorded with Keras 1.2.2."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError
from kerasfront.layers import (
    GRU,
    LSTM,
    Cropping1D,
    Cropping2D,
    Dense,
    Dropout,
    Highway,
    MaxPooling1D,
    ParametricSoftplus,
    PReLU,
    SimpleRNN,
    SReLU,
)  # fmt: skip
from kerasfront.models import Sequential

X = np.random.RandomState(0).normal(0, 1, (4, 5, 3)).astype("float32")
IMAGES = np.random.RandomState(0).normal(0, 1, (2, 4, 4, 3)).astype("float32")


def sum_of_outputs(layer, x=X):
    model = Sequential([layer])
    layer.set_weights([np.random.RandomState(1).uniform(-1, 1, w.shape) for w in layer.get_weights()])
    return np.abs(model.predict(x)).sum()


@pytest.mark.parametrize(
    ("kind", "total"), [(PReLU, 41.658211), (SReLU, 25.403143), (ParametricSoftplus, 27.437330)]
)
def test_one_shared_axis(backend, kind, total):
    layer = kind(shared_axes=1, input_shape=(5, 3))
    assert sum_of_outputs(layer) == pytest.approx(total, rel=1e-5)
    assert {w.shape for w in layer.get_weights()} == {(1, 3)}
    assert type(layer).from_config(layer.get_config()).shared_axes == [1]


def test_a_shared_axis_that_counts_from_the_end(backend):
    with pytest.warns(UserWarning, match="-1 stands for 1"):
        assert sum_of_outputs(PReLU(shared_axes=-1, input_shape=(5, 3))) == pytest.approx(41.658211, rel=1e-5)
    with pytest.raises(ArgumentError, match="numbers from 1 to 2"):
        PReLU(shared_axes=[-2])(Sequential([Dense(3, input_shape=(5, 3))]).output)


@pytest.mark.parametrize("noise_shape", [(4, 1, 3), [4, 1, 3], (None, 1, 3), (1, 3), (4, 1, 1), (1, 1, 3)])
def test_the_noise_of_dropout(K, noise_shape):
    model = Sequential([Dropout(0.5, noise_shape=noise_shape, input_shape=(5, 3))])
    kept = K.function([model.input, K.learning_phase()], [model.output])([np.ones((4, 5, 3)), 1])[0]
    assert set(np.unique(kept)) <= {0, 2}
    for axis, size in enumerate((1, *noise_shape)[-3:]):
        if size == 1:
            assert (kept == kept.take([0], axis)).all()


@pytest.mark.parametrize("noise_shape", [(4, 2, 3), (1, 4, 1, 3)])
def test_noise_that_does_not_fit(backend, noise_shape):
    with pytest.raises(ArgumentError, match="noise_shape must hold 1, None or the size"):
        Sequential([Dropout(0.5, noise_shape=noise_shape, input_shape=(5, 3))])


@pytest.mark.parametrize("cropping", [(2, 3), (3, 3), (5, 0), (0, 5), (9, 9)])
def test_nothing_may_be_left_of_a_sequence(backend, cropping):
    model = Sequential([Cropping1D(cropping, input_shape=(5, 3))])
    assert model.output_shape == (None, 0, 3)
    assert model.predict(X).shape == (4, 0, 3)


def test_nothing_may_be_left_of_an_image(backend):
    model = Sequential([Cropping2D(((2, 2), (1, 0)), dim_ordering="tf", input_shape=(4, 4, 3))])
    assert model.predict(IMAGES).shape == (2, 0, 3, 3)


def test_an_argument_that_was_dropped(backend):
    with pytest.warns(UserWarning, match="transform_bias has no effect"):
        layer = Highway(transform_bias=-2, input_dim=3)
    assert sum_of_outputs(layer, X[:, 0]) == pytest.approx(6.252886, rel=1e-5)
    assert "transform_bias" not in layer.get_config()


def test_whole_floats_are_whole_numbers(backend):
    model = Sequential([MaxPooling1D(pool_length=4 / 2, input_shape=(5, 3)), Dense(8 / 4)])
    assert model.output_shape == (None, 2, 2)
    with pytest.raises(ArgumentError, match=r"output_dim must be an integer, got 2.5"):
        Dense(5 / 2)


@pytest.mark.parametrize("layer", [SimpleRNN, GRU, LSTM])
def test_no_time_steps(backend, layer):
    """One error, before anything runs: for arrays, and for shapes that are known."""
    model = Sequential([layer(2, input_shape=(None, 3))])
    model.compile("sgd", "mse")
    for use in (model.predict, lambda x: model.fit(x, np.ones((4, 2)), verbose=0)):
        with pytest.raises(ArgumentError, match=r"has nothing along axis 1, such as no time steps"):
            use(X[:, :0])
    with pytest.raises(ArgumentError, match=rf"{layer.__name__}\) needs at least one time step"):
        Sequential([Cropping1D((5, 5), input_shape=(5, 3)), layer(2)])

import math

import numpy as np
import pytest

from kerasfront import initializations
from kerasfront.errors import ArgumentError, UnknownNameError
from kerasfront.registry import custom_object_scope

SCALED = {
    "lecun_uniform": lambda fan_in, fan_out: math.sqrt(3 / fan_in),
    "glorot_uniform": lambda fan_in, fan_out: math.sqrt(6 / (fan_in + fan_out)),
    "he_uniform": lambda fan_in, fan_out: math.sqrt(6 / fan_in),
    "glorot_normal": lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)),
    "he_normal": lambda fan_in, fan_out: math.sqrt(2 / fan_in),
}


def drawn(name, shape, scale):
    """What NumPy's global generator gives for an initialization, from the seed 5."""
    np.random.seed(5)
    if name.endswith("uniform"):
        return np.random.uniform(-scale, scale, shape).astype("float32")
    return np.random.normal(0.0, scale, shape).astype("float32")


def made(K, name, *args, **kwargs):
    np.random.seed(5)
    return K.get_value(initializations.get(name)(*args, **kwargs))


@pytest.mark.parametrize(
    ("shape", "dim_ordering", "fans"),
    [
        ((80, 50), "th", (80, 50)),
        ((32, 8, 3, 5), "th", (120, 480)),
        ((3, 5, 8, 32), "tf", (120, 480)),
        ((12, 4, 2, 3, 3), "th", (72, 216)),
        ((2, 3, 5, 4, 12), "tf", (24, 72)),  # the third axis of space does not count, as in classic Keras
        ((400,), "th", (20, 20)),
        ((10, 20, 32), "tf", (80, 80)),
    ],
)
def test_fans(shape, dim_ordering, fans):
    assert initializations.get_fans(shape, dim_ordering) == fans


def test_fans_of_an_unknown_ordering():
    with pytest.raises(ArgumentError, match="dim_ordering must be 'th' .*, got 'channels_first'"):
        initializations.get_fans((3, 3, 1, 1), "channels_first")


@pytest.mark.parametrize("name", SCALED)
def test_scaled_draws_are_those_of_numpy(K, name):
    shape = (2, 3, 4, 5)
    scale = SCALED[name](*initializations.get_fans(shape, "tf"))
    np.testing.assert_array_equal(made(K, name, shape, dim_ordering="tf"), drawn(name, shape, scale))


@pytest.mark.parametrize("name", ["uniform", "normal"])
def test_plain_draws_are_those_of_numpy(K, name):
    np.testing.assert_array_equal(made(K, name, (3, 4)), drawn(name, (3, 4), 0.05))
    np.testing.assert_array_equal(made(K, name, (3, 4), scale=2.0), drawn(name, (3, 4), 2.0))


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (3, 2, 4), (5, 3, 2, 2), (3,)])
def test_orthogonal(K, shape):
    flat = made(K, "orthogonal", shape).reshape(shape[0], -1)
    gram = flat.dot(flat.T) if flat.shape[0] <= flat.shape[1] else flat.T.dot(flat)
    np.testing.assert_allclose(gram, 1.1**2 * np.eye(len(gram)), atol=1e-5)


def test_a_matrix_is_made_orthogonal_when_it_is_needed(K, monkeypatch):
    decompose, shapes = np.linalg.svd, []
    monkeypatch.setattr(np.linalg, "svd", lambda x, **options: shapes.append(x.shape) or decompose(x, **options))
    given, kept = [initializations.orthogonal((3, 4)) for _ in range(2)]
    K.set_value(given, np.ones((3, 4)))
    assert K.get_value(given).sum() == 12
    assert shapes == []
    np.testing.assert_allclose(np.linalg.norm(K.get_value(kept), axis=1), 1.1, rtol=1e-6)
    assert shapes == [(3, 4)]
    np.random.seed(5)
    initializations.orthogonal((3, 4))
    after = np.random.rand()
    np.random.seed(5)
    np.random.normal(0.0, 1.0, (3, 4))
    assert after == np.random.rand()


def test_constants(K):
    np.testing.assert_array_equal(made(K, "zero", (2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(made(K, "one", (2, 3)), np.ones((2, 3)))
    np.testing.assert_array_equal(made(K, "identity", (3, 3), scale=2.5), 2.5 * np.eye(3))


def test_variables_are_named(K):
    assert "dense_1_W" in K.variable_name(initializations.glorot_uniform((2, 3), name="dense_1_W"))


@pytest.mark.parametrize("shape", [(2, 3), (2, 2, 2)])
def test_identity_of_what_is_not_square(shape):
    with pytest.raises(ArgumentError, match="'identity' needs the shape of a square matrix"):
        initializations.identity(shape)


def test_an_own_class_takes_arguments(K):
    class Filled:
        def __init__(self, value):
            self.value = value

        def __call__(self, shape, name=None):
            return K.variable(np.full(shape, self.value), name=name)

    with custom_object_scope({"Filled": Filled}):
        init = initializations.get("Filled", value=3.0)
    np.testing.assert_array_equal(K.get_value(init((2,))), [3.0, 3.0])


def test_near_misses_are_named():
    with pytest.raises(UnknownNameError, match="initialization 'glorot_unifrom'. Did you mean 'glorot_uniform'"):
        initializations.get("glorot_unifrom")

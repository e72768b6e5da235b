"""Pooling by slices, beside that of XLA."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from kerasfront_jax.ops.pooling import pool


def by_library(x, size, strides, mode):
    window = (1, *size, 1), (1, *strides, 1), mode.upper()
    return lax.reduce_window(x, -jnp.inf, lax.max, *window)


@pytest.mark.parametrize("mode", ["valid", "same"])
@pytest.mark.parametrize(("size", "strides"), [((2, 2), (2, 2)), ((3, 2), (2, 1)), ((1, 1), (2, 3)), ((4, 5), (1, 1))])
def test_the_first_of_equal_maxima_has_the_gradient(size, strides, mode):
    x = jnp.array(np.random.RandomState(0).randint(0, 3, (2, 6, 7, 3)), "float32")
    y, back = jax.vjp(lambda x: pool(x, size, strides, mode, "tf", "max"), x)
    expected, expected_back = jax.vjp(lambda x: by_library(x, size, strides, mode), x)
    weights = jnp.arange(1.0, y.size + 1).reshape(y.shape)
    np.testing.assert_array_equal(y, expected)
    np.testing.assert_array_equal(back(weights)[0], expected_back(weights)[0])


def test_nan_spreads():
    x = jnp.ones((1, 4, 4, 1)).at[0, 0, 1, 0].set(jnp.nan)
    assert np.isnan(pool(x, (2, 2), (2, 2), "valid", "tf", "max")).ravel().tolist() == [True, False, False, False]

"""Dropout that draws on its way."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from kerasfront_jax.ops.dropout import dropout, runs


@pytest.mark.parametrize("level", [0.0, 0.3, 0.999999])
@pytest.mark.parametrize("size", [0, 1, 513, 300_001])  # enough for several threads
def test_the_gradient_has_the_same_mask(size, level):
    assert runs("float32") and not runs("float64")
    key = jnp.array([3, 5], "uint32")
    y, back = jax.vjp(lambda x: dropout(level, x, key), jnp.ones(size))
    np.testing.assert_array_equal(back(jnp.ones(size))[0], y)
    assert set(np.unique(y)) <= {np.float32(0), np.float32(1 / (1 - level))}
    assert abs(np.mean(y == 0) - level) < 0.01 or size < 1000


def test_layers_draw_anew(K):
    x = K.function([], [K.dropout(K.variable(np.ones(100)), 0.5, seed=3)])
    first, second = x([])[0], x([])[0]
    assert (first != second).any()
    again = K.function([], [K.dropout(K.variable(np.ones(100)), 0.5, seed=3)])
    assert (again([])[0] == first).all()

"""Loops as custom calls, beside the same loops step by step."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from kerasfront.backend.kernels import CELLS
from kerasfront_jax.ops import recurrence

KINDS = [(name, kind, varied) for name, cell in CELLS.items() for kind in cell.activations for varied in (False, True)]


def arrays(cell, masked, scaled):
    """Inputs and weights to differentiate by, mask and scales."""
    samples, times, units, gates = 5, 4, 3, CELLS[cell].gates
    random = np.random.RandomState(0)
    drawn = [(samples, times, gates * units), (units, gates * units), (samples, units), (samples, units)]
    by = [jnp.array(random.normal(0, 0.7, shape), "float32") for shape in drawn]
    mask = jnp.array(random.rand(samples, times) > 0.4) if masked else jnp.zeros((0, 0), bool)
    scales = jnp.array(random.rand(gates, samples, units) if scaled else np.zeros((0, 0, 0)), "float32")
    return by, mask, scales


@pytest.mark.parametrize(("cell", "activation", "varied"), KINDS)
def test_values_and_gradients(cell, activation, varied):
    assert recurrence.runs("float32")
    (x, *weights), mask, scales = arrays(cell, varied, varied)

    def results(function):
        def loss(x, *weights):
            return sum(jnp.sum(jnp.sin(made)) for made in function(cell, activation, x, mask, scales, *weights))

        made = function(cell, activation, x, mask, scales, *weights)
        return [*made, *jax.jit(jax.grad(loss, (0, 1, 2, 3)))(x, *weights)]

    for found, expected in zip(results(recurrence.recurrence), results(recurrence._stepwise), strict=True):
        np.testing.assert_allclose(found, expected, atol=3e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_second_gradients(cell):
    (x, *weights), mask, scales = arrays(cell, True, True)

    def results(function):
        def slopes(*by):
            def loss(x, *weights):
                return jnp.sum(function(cell, "sigmoid", x, mask, scales, *weights)[0] ** 2)

            return sum(jnp.sum(part**2) for part in jax.grad(loss, (0, 1))(*by))

        return jax.jit(jax.grad(slopes, (0, 1, 2)))(x, *weights)

    for found, expected in zip(results(recurrence.recurrence), results(recurrence._stepwise), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-3)

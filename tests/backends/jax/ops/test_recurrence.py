"""Loops as custom calls, beside the same loops step by step."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from kerasfront_jax.ops import recurrence

KINDS = [(gru, hard, varied, varied) for gru, hard, varied in itertools.product([False, True], repeat=3)]


def arrays(gru, masked, scaled):
    """Inputs and weights to differentiate by, mask and scales."""
    samples, times, units, gates = 5, 4, 3, 3 if gru else 4
    random = np.random.RandomState(0)
    drawn = [(samples, times, gates * units), (units, gates * units), (samples, units), (samples, units)]
    by = [jnp.array(random.normal(0, 0.7, shape), "float32") for shape in drawn]
    mask = jnp.array(random.rand(samples, times) > 0.4) if masked else jnp.zeros((0, 0), bool)
    scales = jnp.array(random.rand(gates, samples, units) if scaled else np.zeros((0, 0, 0)), "float32")
    return by, mask, scales


@pytest.mark.parametrize(("gru", "hard", "masked", "scaled"), KINDS)
def test_values_and_gradients(gru, hard, masked, scaled):
    assert recurrence.runs("float32")
    (x, *weights), mask, scales = arrays(gru, masked, scaled)

    def results(function):
        def loss(x, *weights):
            return sum(jnp.sum(jnp.sin(made)) for made in function(gru, hard, x, mask, scales, *weights))

        made = function(gru, hard, x, mask, scales, *weights)
        return [*made, *jax.jit(jax.grad(loss, (0, 1, 2, 3)))(x, *weights)]

    for found, expected in zip(results(recurrence.recurrence), results(recurrence._stepwise), strict=True):
        np.testing.assert_allclose(found, expected, atol=3e-5)


@pytest.mark.parametrize("gru", [False, True])
def test_second_gradients(gru):
    (x, *weights), mask, scales = arrays(gru, True, True)

    def results(function):
        def slopes(*by):
            made = jax.grad(lambda *by: jnp.sum(function(gru, False, by[0], mask, scales, *by[1:])[0] ** 2), (0, 1))(
                *by
            )
            return sum(jnp.sum(part**2) for part in made)

        return jax.jit(jax.grad(slopes, (0, 1, 2)))(x, *weights)

    for found, expected in zip(results(recurrence.recurrence), results(recurrence._stepwise), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-3)

"""Kernels of JAX that are not those of NumPy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from kerasfront_jax import kernels


@pytest.mark.parametrize("sizes", [(3, 4, 5), (1, 1, 1), (2, 0, 3), (0, 2, 3)])
def test_product_of_matrices_and_its_gradients(sizes):
    rows, inner, columns = sizes
    random = np.random.RandomState(0)
    x, y = (jnp.array(random.normal(size=shape), "float32") for shape in ((rows, inner), (inner, columns)))

    def results(dot):
        def gradients(x, y):
            return jax.grad(lambda *by: jnp.sum(dot(*by) ** 3), (0, 1))(x, y)

        def second(x, y):
            return jax.grad(lambda *by: sum(jnp.sum(part**2) for part in gradients(*by)), (0, 1))(x, y)

        return dot(x, y), *jax.jit(gradients)(x, y), *jax.jit(second)(x, y)

    for found, expected in zip(results(kernels.dot), results(jnp.dot), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)

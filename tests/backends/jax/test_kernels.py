"""Kernels of JAX that are not those of NumPy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from kerasfront_jax import kernels


@pytest.mark.parametrize("rows", [(3,), (1,), (0,), (3, 2), (1, 2, 3), (2, 0)])
@pytest.mark.parametrize("inner", [4, 0])
def test_product_with_a_matrix_and_its_gradients(rows, inner):
    random = np.random.RandomState(0)
    x, y = (jnp.array(random.normal(size=shape), "float32") for shape in ((*rows, inner), (inner, 5)))

    def results(dot):
        def gradients(x, y):
            return jax.grad(lambda *by: jnp.sum(dot(*by) ** 3), (0, 1))(x, y)

        def second(x, y):
            return jax.grad(lambda *by: sum(jnp.sum(part**2) for part in gradients(*by)), (0, 1))(x, y)

        return dot(x, y), *jax.jit(gradients)(x, y), *jax.jit(second)(x, y)

    for found, expected in zip(results(kernels.dot), results(jnp.dot), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def test_gradients_by_weights_that_see_several_times_multiply_no_transposed_arrays():
    def gradient(x, y):
        return jax.grad(lambda y: jnp.sum(kernels.dot(x, y) ** 2))(y)

    text = jax.jit(gradient).lower(jnp.ones((3, 4, 5)), jnp.ones((5, 6))).as_text()
    products = [line for line in text.splitlines() if "dot_general" in line]
    assert len(products) == 2 and all("contracting_dims = [1] x [0]" in line for line in products)

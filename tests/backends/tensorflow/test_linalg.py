"""Gradients of products by large matrices."""

import numpy as np
import pytest

from kerasfront import backend as K

pytestmark = pytest.mark.usefixtures("on_tensorflow")


@pytest.mark.parametrize("shape", [(3, 512), (2, 3, 512)])
def test_gradients_of_products_by_large_matrices(shape):
    """They take another way, which in turn has gradients."""
    from kerasfront_tensorflow.state import state

    random = np.random.RandomState(0)
    x, y = random.randn(*shape).astype("float32"), random.randn(512, 256).astype("float32") / 16
    inputs = [K.placeholder(shape), K.placeholder(y.shape)]
    gradients = K.gradients(K.sum(K.square(K.dot(*inputs))) / 2, inputs)
    (second,) = K.gradients(K.sum(gradients[0]), inputs[:1])
    assert "Einsum" in {operation.type for operation in state().graph.get_operations()}
    found = K.function(inputs, [*gradients, second])([x, y])
    flat = x.reshape(-1, 512)
    expected = x @ y @ y.T, flat.T @ flat @ y, np.broadcast_to((y @ y.T).sum(0), shape)
    for value, answer in zip(found, expected, strict=True):
        np.testing.assert_allclose(value, answer, rtol=1e-3, atol=1e-3)

"""Copies of loops have names of their own."""

import numpy as np
import pytest

from kerasfront import backend as K

pytestmark = pytest.mark.usefixtures("on_tensorflow")


def test_a_loop_over_batches_of_a_loop():
    """In a graph of their own both would have the same name."""
    x = K.placeholder((None, 3))
    sums = K.scan(lambda items, states: [states[0] + items[0]], [K.transpose(x)], [K.zeros_like(x[:, 0])])[1][0]
    step = K.over_batches(K.function([x], [sums]))
    assert [batch[0].tolist() for batch in step([np.ones((3, 3), "float32")], [2, 1])] == [[3.0, 3.0], [3.0]]

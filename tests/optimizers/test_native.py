"""Optimizers of the backends' own libraries."""

from types import SimpleNamespace

import numpy as np
import pytest

from kerasfront import optimizers
from kerasfront.constraints import NonNeg
from kerasfront.errors import ArgumentTypeError, UnsupportedOperation
from kerasfront.optimizers import Adam, TFOptimizer


@pytest.fixture
def native(backend):
    """A maker of the backend's own Adam; None where it has none."""
    if backend != "tensorflow":
        return None
    import tensorflow as tf

    return tf.compat.v1.train.AdamOptimizer


def descend(K, optimizer, steps=3):
    """Two weights, and their squared norm, after some steps down from it."""
    p, q = K.variable([1.0, 2.0]), K.variable([[-0.005]])
    loss = K.sum(K.square(p)) + K.sum(K.square(q - 1.0))
    function = K.function([], [loss], optimizer.get_updates([p, q], {q: NonNeg()}, loss))
    losses = [float(function([])[0]) for _ in range(steps)]
    return losses, K.get_value(p), K.get_value(q)


def test_it_does_what_its_library_says(K, native):
    if native is None:
        with pytest.raises(UnsupportedOperation, match="K.optimizer_step is not available on backend"):
            descend(K, TFOptimizer("adam"))
        return
    optimizer = TFOptimizer(native(0.01))
    for ours, theirs in zip(descend(K, Adam(0.01)), descend(K, optimizer)):
        np.testing.assert_allclose(theirs, ours, rtol=1e-5)
    assert K.get_value(optimizer.iterations) == 3.0
    again = descend(K, TFOptimizer(native(0.01)))
    np.testing.assert_allclose(again[1], descend(K, optimizer)[1], rtol=0.1)  # one optimizer, several models


def test_one_alone_is_meant(K, native):
    own = native(0.01) if native else SimpleNamespace(apply_gradients=None)
    found = optimizers.get(own)
    assert isinstance(found, TFOptimizer) and found.optimizer is own


def test_what_is_none_is_named(K, native):
    if native is not None:
        with pytest.raises(ArgumentTypeError, match="optimizer must be one for graphs.*got 'adam'"):
            descend(K, TFOptimizer("adam"))
    with pytest.raises(UnsupportedOperation, match="settings of 'adam' are unknown"):
        TFOptimizer("adam").get_config()

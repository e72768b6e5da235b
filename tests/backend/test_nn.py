"""Activations and losses beyond the values, which the conformance suite checks: what may be handed in, and messages."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError


def test_relu_takes_a_tensor_of_slopes(K):
    x, slopes = K.placeholder((2, 2)), K.variable([0.5, 2.0])
    y = K.function([x], [K.relu(x, alpha=slopes)])([[[-1.0, -1.0], [3.0, -2.0]]])[0]
    np.testing.assert_array_equal(y, [[-0.5, -2.0], [3.0, -4.0]])


def test_sparse_targets_may_have_a_last_axis_of_unknown_size(K):
    output, target = K.placeholder((None, 2)), K.placeholder(ndim=2)
    loss = K.sparse_categorical_crossentropy(output, target)
    assert K.int_shape(loss) == (None,)
    value = K.function([output, target], [loss])([[[0.25, 0.75], [0.5, 0.5]], [[1.0], [0.0]]])[0]
    np.testing.assert_allclose(value, -np.log([0.75, 0.5]), rtol=1e-6)


def test_a_sparse_loss_equals_the_dense_one_for_one_hot_targets(K):
    """Its gradient too, where probabilities above 1 are handed in."""
    output, classes = K.variable([[2.0, 1.0, 3.0], [0.2, 0.1, 0.9]]), K.variable([0, 2], dtype="int32")
    losses = (
        K.sparse_categorical_crossentropy(output, classes),
        K.categorical_crossentropy(output, K.one_hot(classes, 3)),
    )
    sparse, dense, *slopes = K.function([], [*losses, *(K.gradients(loss, [output])[0] for loss in losses)])([])
    np.testing.assert_allclose(sparse, dense, rtol=1e-6)
    np.testing.assert_allclose(slopes[0], slopes[1], rtol=1e-5)


def test_statistics_of_a_batch_keep_their_static_shape(K):
    x, scale = K.placeholder((None, 3, None)), K.variable(np.ones(3))
    normed, mean, var = K.normalize_batch_in_training(x, scale, scale, [0, 2])
    assert (K.int_shape(normed), K.int_shape(mean), K.int_shape(var)) == ((None, 3, None), (3,), (3,))
    normed, mean, var = K.normalize_batch(x, scale, scale, scale, scale, [0, 2])
    assert (K.int_shape(normed), K.int_shape(mean), K.int_shape(var)) == ((None, 3, None), (3,), (3,))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_phase_of_a_normalization_may_be_fixed(K, dtype):
    x, scale = K.variable([[1.0, 2.0], [3.0, 6.0]], dtype), K.ones((2,), dtype)
    for phase, expected in ((0, [[0, 1], [2, 5]]), (1, [[-1, -1], [1, 1]])):
        K.set_learning_phase(phase)
        y, mean, _ = K.normalize_batch(x, scale, scale * 0.0, scale, scale, [0], epsilon=0.0)
        np.testing.assert_allclose(K.eval(y), expected, rtol=1e-6)
        assert K.eval(mean).tolist() == ([2, 4] if phase else [1, 1])
    K.clear_session()


def test_misfits_are_named(K):
    x, row = K.placeholder((4, 3)), K.placeholder((3,))
    with pytest.raises(ArgumentError, match=r"categorical_crossentropy: output and target must have the same shape"):
        K.categorical_crossentropy(x, row)
    with pytest.raises(ArgumentError, match=r"target must have the shape of output \(4, 3\) without the last axis"):
        K.sparse_categorical_crossentropy(x, K.placeholder((4, 2)))
    with pytest.raises(ArgumentError, match="in_top_k: k must be a positive integer, got 0"):
        K.in_top_k(x, K.placeholder((4,), dtype="int32"), 0)
    with pytest.raises(ArgumentError, match="softmax: x must have at least one axis"):
        K.softmax(K.variable(1.0))
    with pytest.raises(ArgumentError, match=r"gamma must have shape \(3,\), that of x \(4, 3\) without the axes \[0\]"):
        K.normalize_batch_in_training(x, K.variable(np.ones(4)), row, [0])
    with pytest.raises(ArgumentError, match=r"normalize_batch: variance must have shape \(3,\).*, got \(4, 3\)"):
        K.normalize_batch(x, row, row, row, x, [0])

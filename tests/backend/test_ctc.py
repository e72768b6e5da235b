"""Connectionist temporal classification beyond the values, which the conformance suite checks."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError


def test_labels_that_do_not_fit_cost_much_and_pull_nowhere(K):
    """Two equal labels need three steps, with a blank between them."""
    labels, predicted = K.placeholder((1, 2), dtype="int32"), K.placeholder((1, 2, 3))
    steps, counts = K.variable([[2]], "int32"), K.variable([[2]], "int32")
    cost = K.ctc_batch_cost(labels, predicted, steps, counts)
    run = K.function([labels, predicted], [cost, *K.gradients(K.sum(cost), [predicted])])
    value, gradient = run([[[1, 1]], np.full((1, 2, 3), 1 / 3)])
    assert value.item() > 1e29
    assert np.isfinite(gradient).all()


def test_static_shapes(K):
    predicted, lengths = K.placeholder((None, 4, 3)), K.placeholder((None, 1), dtype="int32")
    cost = K.ctc_batch_cost(K.placeholder((None, 2)), predicted, lengths, lengths)
    (path,), log_p = K.ctc_decode(predicted, lengths)
    assert (K.int_shape(cost), K.int_shape(path), K.int_shape(log_p)) == ((None, 1), (None, None), (None, 1))


def test_misfits_are_named(K):
    predicted, lengths = K.placeholder((2, 4, 3)), K.placeholder((2, 1))
    with pytest.raises(ArgumentError, match=r"y_true must have rank 2, got the shape \(2,\)"):
        K.ctc_batch_cost(K.placeholder((2,)), predicted, lengths, lengths)
    with pytest.raises(ArgumentError, match=r"label_length must have the shape \(samples, 1\), got \(2, 5\)"):
        K.ctc_batch_cost(K.placeholder((2, 5)), predicted, lengths, K.placeholder((2, 5)))
    with pytest.raises(ArgumentError, match="top_paths must be at least 1 and at most beam_width"):
        K.ctc_decode(predicted, lengths, greedy=False, beam_width=2, top_paths=3)

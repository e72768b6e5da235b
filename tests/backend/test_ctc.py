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


@pytest.mark.parametrize(
    ("label", "steps", "count", "complaint"),
    [
        (3, 4, 2, r"y_true must be from 0 to 2, got 3 at \(1, 0\), sample 1"),
        (-1, 4, 2, "y_true must be from 0 to 2, got -1"),
        (0, 5, 2, r"input_length must be from 0 to 4, got 5 at \(1, 0\)"),
        (0, 4, 3, "label_length must be from 0 to 2, got 3"),
    ],
)
def test_what_is_known_to_be_out_of_range_is_refused(label, steps, count, complaint, K):
    predicted = K.placeholder((None, 4, 3))
    K.ctc_batch_cost([[0, 1], [0, 7]], predicted, [[4], [4]], [[2], [1]])
    K.ctc_batch_cost([[0, -1]], predicted, [[4]], K.placeholder((None, 1)))
    with pytest.raises(ArgumentError, match=complaint):
        K.ctc_batch_cost([[0, 1], [label, 1]], predicted, [[4], [steps]], [[2], [count]])


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

"""Connectionist temporal classification: label sequences that are shorter than their inputs, with unknown alignment.

Graves, Fernandez, Gomez and Schmidhuber, 2006; equation numbers are theirs. Of C classes the last is the blank. Blanks
stand before, between and after the L labels of a sequence: S = 2 L + 1 places. A path visits places in order: it stays,
goes to the next one, or skips a blank between two different labels. `log_p` is the logarithm of the probability of all
paths that are at a place at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

import kerasfront.backend.checks.ctc as ctc_checks
from kerasfront.backend.control_flow import rnn, where
from kerasfront.backend.elementwise import equal, exp, greater, lesser, log, maximum, minimum, not_equal
from kerasfront.backend.graph import stop_gradient
from kerasfront.backend.linalg import batch_dot
from kerasfront.backend.op import composed, op
from kerasfront.backend.reductions import any, max, min, sum
from kerasfront.backend.shaping import arange, concatenate, expand_dims, one_hot, reshape, reverse
from kerasfront.backend.types import Tensor
from kerasfront.backend.variables import cast, dtype, ndim, ones_like, shape, zeros_like

__all__ = [
    "ctc_batch_cost", "ctc_cost", "ctc_create_skip_idxs", "ctc_decode", "ctc_interleave_blanks",
    "ctc_label_dense_to_sparse", "ctc_path_probs", "ctc_update_log_p",
]  # fmt: skip

_NEVER = -1e30
"""Logarithm of 0: far below any log_p, and finite, so that gradients are."""

_BLANK = -1
"""The blank's place among labels, as long as the number of classes does not matter."""


@composed(check=ctc_checks.batch_cost)
def ctc_batch_cost(y_true: Tensor, y_pred: Tensor, input_length: Tensor, label_length: Tensor) -> Tensor:
    """Compute the CTC loss of each sample: -log p(labels | predictions), summed over all alignments.

    Parameters
    ----------
    y_true : tensor or array of int
        Labels, shape (samples, max labels), below C - 1. Those after a sample's last label do not matter; a blank, C -
        1, ends them before that.
    y_pred : tensor
        Probabilities, shape (samples, time, C); they are divided by their sum.
    input_length, label_length : tensor or array of int
        How many steps and labels of each sample count, shape (samples, 1).

    Returns
    -------
    tensor
        Shape (samples, 1). Labels that need more steps than there are cost about 1e30. Labels that are not classes or
        follow the blank, and lengths that are negative or longer than what they count, cost NaN.

    Raises
    ------
    ArgumentError
        If shapes do not fit; if labels or lengths are given as arrays and are out of range.

    References
    ----------
    Graves et al., 2006 (see the head of this family), equations 6 to 8

    Examples
    --------
    >>> y_pred = K.variable([[[0.5, 0.5], [0.5, 0.5]]])  # two steps, the label 0 and the blank
    >>> print(K.eval(K.ctc_batch_cost([[0]], y_pred, [[2]], [[1]])).round(3))  # -log 0.75
    [[0.288]]
    """
    likely = y_pred + 1e-8  # as classic Keras had it: the logarithm of 0 must not come up
    places = _interleaved(y_true)
    emitted = _at_places(log(likely / sum(likely, -1, keepdims=True)), places)
    in_time = lesser(expand_dims(arange(shape(y_pred)[1]), 0), input_length)
    _, log_p = _follow_paths(emitted, places, in_time)
    # A path ends at the last label or at the blank after it.
    labels = minimum(label_length, _before_blank(y_true, y_pred))
    beyond = expand_dims(arange(shape(places)[1]), 0) - 2 * labels
    ends = where(equal(beyond * (beyond + 1), 0), log_p, zeros_like(log_p) + _NEVER)
    most = stop_gradient(max(ends, -1, keepdims=True))
    cost = -(most + log(sum(exp(ends - most), -1, keepdims=True)))
    return where(equal(_faults(y_true, y_pred, input_length, label_length), 0), cost, float("nan"))


@op(check=ctc_checks.decode)
def ctc_decode(
    y_pred: Tensor, input_length: Tensor, greedy: bool = True, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[Tensor], Tensor]:
    """Find the likeliest label sequences; not differentiable.

    Parameters
    ----------
    y_pred : tensor
        Probabilities, shape (samples, time, C).
    input_length : tensor of int
        How many steps of each sample count, shape (samples,).
    greedy : bool
        True: take the likeliest class of each step, merge repeats and drop blanks. False: search with a beam, and merge
        repeated labels in what is found, as classic Keras did.
    beam_width : int
        Number of candidates of the beam search.
    top_paths : int
        Number of sequences for each sample; 1 with `greedy`.

    Returns
    -------
    paths : list of tensors
        `top_paths` tensors of labels, 'int64', (samples, length of the longest), filled up with -1.
    log_p : tensor
        Shape (samples, top_paths). With `greedy`, the negative logarithm of the probability of the one path; else the
        logarithms of the probabilities of the sequences.

    Raises
    ------
    ArgumentError
        If shapes do not fit or `top_paths` is out of range.

    References
    ----------
    Graves et al., 2006, section 3.2; the beam search: Hannun et al.: First-Pass Large Vocabulary Continuous Speech
    Recognition using Bi-Directional Recurrent DNNs. 2014

    Examples
    --------
    >>> y_pred = K.variable([[[0.9, 0.1], [0.8, 0.2], [0.2, 0.8]]])  # the label 0 and the blank
    >>> [path], log_p = K.ctc_decode(y_pred, K.variable([3], dtype="int32"))
    >>> print(K.eval(path))
    [[0]]
    """
    ...


@op(check=ctc_checks.dense_labels)
def ctc_label_dense_to_sparse(labels: Tensor, label_lengths: Tensor) -> Tensor:
    """Make a sparse matrix of the labels that count.

    Parameters
    ----------
    labels : tensor
        Shape (samples, max labels).
    label_lengths : tensor of int
        How many of each sample count, shape (samples,).

    Returns
    -------
    tensor
        Sparse, of the shape and dtype of `labels`.

    Raises
    ------
    ArgumentError
        If the shapes do not fit.

    Examples
    --------
    >>> labels, lengths = K.variable([[1, 2], [3, 4]], dtype="int32"), K.variable([1, 2], dtype="int32")
    >>> print(K.eval(K.ctc_label_dense_to_sparse(labels, lengths)))
    [[1 0]
     [3 4]]
    """
    ...


@composed(check=ctc_checks.predicted_sequence)
def ctc_cost(predict: Tensor, Y: Tensor) -> Tensor:
    """Compute the CTC loss of one sequence; see `ctc_batch_cost`.

    Parameters
    ----------
    predict : tensor
        Probabilities, shape (time, C).
    Y : tensor of int
        Labels, shape (L,).

    Returns
    -------
    tensor
        A scalar.

    Raises
    ------
    ArgumentError
        If the shapes do not fit.

    References
    ----------
    Graves et al., 2006, equations 6 to 8

    Examples
    --------
    >>> predict, labels = K.variable([[0.5, 0.5], [0.5, 0.5]]), K.variable([0], dtype="int32")
    >>> print(K.eval(K.ctc_cost(predict, labels)).round(3))  # -log 0.75
    0.288
    """
    steps, labels = (reshape(shape(x)[0], (1, 1)) for x in (predict, Y))
    return ctc_batch_cost(expand_dims(Y, 0), expand_dims(predict, 0), steps, labels)[0, 0]


@composed(check=ctc_checks.sequence)
def ctc_interleave_blanks(Y: Tensor) -> Tensor:
    """Put blanks before, between and after labels.

    Parameters
    ----------
    Y : tensor of int
        Labels, shape (L,).

    Returns
    -------
    tensor
        The places, shape (2 L + 1,), with -1 for the blank.

    Raises
    ------
    ArgumentError
        If `Y` is not a vector.

    Examples
    --------
    >>> print(K.eval(K.ctc_interleave_blanks(K.variable([5, 6], dtype="int32"))))
    [-1  5 -1  6 -1]
    """
    return _interleaved(expand_dims(Y, 0))[0]


@composed(check=ctc_checks.sequence)
def ctc_create_skip_idxs(Y: Tensor) -> Tensor:
    """Find the places from which a path can skip the blank that follows.

    Parameters
    ----------
    Y : tensor of int
        The places, shape (S,), as from `ctc_interleave_blanks`.

    Returns
    -------
    tensor
        Their indices, 'int32', in ascending order.

    Raises
    ------
    ArgumentError
        If `Y` is not a vector.

    Examples
    --------
    >>> print(K.eval(K.ctc_create_skip_idxs(K.variable([-1, 5, -1, 6, -1, 6, -1], dtype="int32"))))
    [1]
    """
    labels = Y[1::2]
    skips = cast(not_equal(labels[1:], labels[:-1]), "int32")
    places = arange(shape(skips)[0])
    counts = sum(cast(expand_dims(places, 1) >= expand_dims(places, 0), "int32") * expand_dims(skips, 0), axis=1)
    ranks = expand_dims(arange(1, sum(skips) + 1), 1)
    found = cast(equal(expand_dims(counts, 0), ranks), "int32") * expand_dims(skips, 0)
    return sum(found * expand_dims(2 * places + 1, 0), axis=1)


@composed(check=ctc_checks.path_probs)
def ctc_path_probs(predict: Tensor, Y: Tensor, alpha: float = 1e-4) -> tuple[Tensor, Tensor]:
    """Compute the log_p of whole paths by the place where they are at a time.

    Parameters
    ----------
    predict : tensor
        Probabilities, shape (time, C).
    Y : tensor of int
        The places, shape (S,), with -1 for the blank.
    alpha : float
        Share of the uniform distribution over the places that is mixed into the predictions.

    Returns
    -------
    log_p : tensor
        Shape (time, S).
    reached : tensor
        Shape (time, S), 'bool': whether there is such a path.

    Raises
    ------
    ArgumentError
        If the shapes do not fit.

    References
    ----------
    Graves et al., 2006, numerator of equation 14

    Examples
    --------
    >>> predict, places = K.variable([[0.5, 0.5], [0.5, 0.5]]), K.variable([-1, 0, -1], dtype="int32")
    >>> log_p, reached = K.ctc_path_probs(predict, places)
    >>> print(K.eval(reached))
    [[ True  True False]
     [False  True  True]]
    """
    places = expand_dims(Y, 0)
    emitted = _at_places(expand_dims(predict, 0), places)
    emitted = log((1.0 - alpha) * emitted + alpha * ones_like(emitted) / cast(shape(Y)[0], dtype(emitted)))
    forward, _ = _follow_paths(emitted, places)
    backward, _ = _follow_paths(reverse(emitted, (1, 2)), reverse(places, 1))
    log_p = (forward + reverse(backward, (1, 2)) - emitted)[0]
    return log_p, greater(log_p, _NEVER / 2)


@composed(check=ctc_checks.update_log_p)
def ctc_update_log_p(
    skip_idxs: Tensor, zeros: Tensor, active: Tensor, log_p_curr: Tensor, log_p_prev: Tensor
) -> tuple[Tensor, Tensor]:
    """Move the log_p of one sequence on by a step in time.

    Parameters
    ----------
    skip_idxs : tensor of int
        As from `ctc_create_skip_idxs`.
    zeros : tensor
        What places that no path reaches get, shape (S,).
    active : scalar tensor of int
        How many places, from the first, paths have reached.
    log_p_curr : tensor
        Logarithms of what is emitted at this time at each place, shape (S,).
    log_p_prev : tensor
        The log_p of the time before, shape (S,).

    Returns
    -------
    active : tensor
        The number of places reached after the step.
    log_p : tensor
        Shape (S,).

    Raises
    ------
    ArgumentError
        If the shapes do not fit.

    References
    ----------
    Graves et al., 2006, equations 6 and 7

    Examples
    --------
    >>> skips, zeros, active = K.variable([0], dtype="int32"), K.zeros((3,)), K.variable(1, dtype="int32")
    >>> active, log_p = K.ctc_update_log_p(skips, zeros, active, K.variable([-1., -2., -3.]), zeros)
    >>> print(K.eval(active), K.eval(log_p))
    3 [-1. -2. -3.]
    """
    places = arange(shape(zeros)[0])
    skips = any(equal(expand_dims(places, -1), expand_dims(cast(skip_idxs, "int32") + 2, 0)), -1)
    log_p = _next(log_p_curr, where(lesser(places, active), log_p_prev, zeros * 0.0 + _NEVER), skips)
    reached = greater(log_p, _NEVER / 2)
    return sum(cast(reached, "int32")), where(reached, log_p, zeros)


def _faults(y_true: Tensor, y_pred: Tensor, input_length: Tensor, label_length: Tensor) -> Tensor:
    """Number of labels and lengths of each sample that are out of range, (samples, 1)."""
    places, blank = expand_dims(arange(shape(y_true)[1]), 0), shape(y_pred)[2] - 1
    counted = lesser(places, label_length)
    most = where(lesser(places, _before_blank(y_true, y_pred)), zeros_like(y_true) + blank - 1, blank)
    least = where(lesser(places, _before_blank(y_true, y_pred)), zeros_like(y_true), blank)
    wrong = not_equal(maximum(minimum(y_true, most), least), y_true)
    labels = sum(cast(counted, "int32") * cast(wrong, "int32"), -1, keepdims=True)
    return labels + _outside(input_length, shape(y_pred)[1]) + _outside(label_length, shape(y_true)[1])


def _before_blank(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Number of labels of each sample before its first blank, (samples, 1)."""
    places, count = expand_dims(arange(shape(y_true)[1]), 0), shape(y_true)[1]
    blanks = equal(y_true, shape(y_pred)[2] - 1)
    return min(where(blanks, zeros_like(y_true) + places, count), -1, keepdims=True)


def _outside(lengths: Tensor, most: Tensor) -> Tensor:
    return cast(lesser(lengths, 0), "int32") + cast(greater(lengths, most), "int32")


def _interleaved(labels: Tensor) -> Tensor:
    """Places (samples, S) of labels (samples, L)."""
    blanks = zeros_like(labels) + _BLANK
    pairs = concatenate([expand_dims(blanks, -1), expand_dims(labels, -1)])
    return concatenate([reshape(pairs, (shape(labels)[0], -1)), blanks[:, :1]])


def _at_places(predicted: Tensor, places: Tensor) -> Tensor:
    """Predictions (samples, time, C) at the places (samples, S): (samples, time, S), 0 where there is no class."""
    classes = shape(predicted)[2]
    chosen = one_hot(where(equal(places, _BLANK), classes - 1, places), classes)
    return batch_dot(predicted, cast(chosen, dtype(predicted)), (2, 2))


def _follow_paths(emitted: Tensor, places: Tensor, in_time: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """log_p at all times (samples, time, S), and after the last one that counts (samples, S).

    emitted: logarithms of what is predicted at the places (samples, time, S).
    """
    skips = not_equal(places, _moved(places, 2, places))

    def step(now: Tensor, states: Sequence[Tensor]) -> tuple[Tensor, list[Tensor]]:
        log_p = _next(now, *states)
        return log_p, [log_p]

    first = cast(equal(arange(shape(places)[1]), 0), dtype(emitted))
    before = zeros_like(emitted[:, 0]) + (1.0 - first) * _NEVER
    _, all_times, (last,) = rnn(step, emitted, [before], mask=in_time, constants=[skips])
    return all_times, last


def _next(emitted: Tensor, log_p: Tensor, skips: Tensor) -> Tensor:
    """One step in time. skips: whether a place can be reached from the one before the last."""
    never = zeros_like(log_p) + _NEVER
    ways = [log_p, _moved(log_p, 1, never), where(skips, _moved(log_p, 2, never), never)]
    most = stop_gradient(maximum(maximum(ways[0], ways[1]), ways[2]))
    return emitted + most + log(exp(ways[0] - most) + exp(ways[1] - most) + exp(ways[2] - most))


def _moved(x: Tensor, count: int, fill: Tensor) -> Tensor:
    """`x` moved along its last axis, the first elements taken from `fill`."""
    rows = (slice(None),) * (ndim(x) - 1)
    return concatenate([fill[(*rows, slice(count))], x[(*rows, slice(-count))]])

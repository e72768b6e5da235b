"""Helpers for arrays: classes, scores, and sizes and kernels of convolutions."""

from __future__ import annotations

import reprlib
from typing import Any

import numpy as np

from kerasfront.backend.checks.arguments import ordering_of
from kerasfront.backend.conv_shapes import output_length
from kerasfront.errors import ArgumentError

BORDER_MODES = ("valid", "same", "full")


def to_categorical(y: Any, nb_classes: int | None = None) -> np.ndarray:
    """Convert class indices to one-hot rows.

    Parameters
    ----------
    y : array of int
        Classes from 0 to nb_classes - 1, of any shape; it is read as one long list.
    nb_classes : int, optional
        Default: the largest class plus 1.

    Returns
    -------
    array of float64, shape (y.size, nb_classes)

    Raises
    ------
    ArgumentError
        If `y` holds text or fractions, a class is negative or not below `nb_classes`, or there is none to count.
    """
    y = _class_numbers(np.asarray(y)).ravel()
    if not nb_classes:
        if not y.size:
            raise ArgumentError("to_categorical: y is empty, so nb_classes must be given.")
        nb_classes = int(y.max()) + 1
    if y.size and (y.min() < 0 or y.max() >= nb_classes):
        raise ArgumentError(
            f"to_categorical: classes must be from 0 to {nb_classes - 1} (nb_classes - 1), got {y.min()} to {y.max()}."
        )
    rows = np.zeros((y.size, nb_classes))
    rows[np.arange(y.size), y] = 1.0
    return rows


def _class_numbers(y: np.ndarray) -> np.ndarray:
    """Convert `y` to integers."""
    if y.dtype.kind not in "biufO" or (y.dtype.kind == "O" and any(isinstance(one, str) for one in y.ravel())):
        raise ArgumentError(
            f"to_categorical takes numbers of classes, got {reprlib.repr(y.ravel()[:1].tolist()[0])}. Number them: "
            "names, y = numpy.unique(labels, return_inverse=True)."
        )
    if y.dtype.kind == "f" and (fractions := y[~(y % 1 == 0)]).size:
        raise ArgumentError(f"to_categorical takes class indices, got {fractions[0]}, which is not an integer.")
    return y.astype("int")


def normalize(a: Any, axis: int = -1, order: float = 2) -> np.ndarray:
    """Scale the vectors along `axis` to norm 1; zeros stay. order: of the norm, as in numpy.linalg.norm."""
    norms = np.linalg.norm(a, order, axis, keepdims=True)
    return a / np.where(norms == 0, 1, norms)


def binary_logloss(p: Any, y: Any) -> float:
    """Mean cross-entropy of probabilities `p` for labels `y` (0 or 1)."""
    shares: np.ndarray = np.clip(np.asarray(p, dtype="float64"), 1e-15, 1 - 1e-15)
    labels = np.asarray(y)
    return -float(np.mean(labels * np.log(shares) + (1 - labels) * np.log(1 - shares)))


def multiclass_logloss(p: Any, y: Any) -> float:
    """Mean negative log of the probability of the true class.

    p: shape (samples, classes). y: shape (samples,), classes counted from 1.
    """
    shares, classes = np.asarray(p), np.asarray(y, dtype="int")
    return -float(np.mean(np.log(shares[np.arange(len(classes)), classes - 1])))


def accuracy(p: Any, y: Any) -> float:
    """Share of predictions `p` that equal the labels `y`.

    Raises
    ------
    ArgumentError
        If there are not as many predictions as labels.
    """
    predictions, labels = np.ravel(p), np.ravel(y)
    if predictions.size != labels.size:
        raise ArgumentError(
            f"accuracy: as many predictions as labels are needed, got {predictions.size} and {labels.size}."
        )
    return float(np.mean(np.equal(predictions, labels)))


def probas_to_classes(y_pred: np.ndarray) -> np.ndarray:
    """Convert probabilities to class indices: the most likely column, or for one column, > 0.5."""
    if y_pred.ndim > 1 and y_pred.shape[1] > 1:
        return categorical_probas_to_classes(y_pred)
    return (y_pred.ravel() > 0.5).astype("int")


def categorical_probas_to_classes(p: Any) -> np.ndarray:
    """Index of the most likely class of each row of `p`, shape (samples, classes)."""
    return np.argmax(p, axis=1)


def convert_kernel(kernel: np.ndarray, dim_ordering: str | None = None) -> np.ndarray:
    """Convert a kernel for convolution to the one for cross-correlation with the same result, or the reverse.

    Parameters
    ----------
    kernel : array
        Shape (output, input, space...) in 'th' order, (space..., input, output) in 'tf' order.
    dim_ordering : {'th', 'tf'}, optional
        Default: `K.image_dim_ordering()`.

    Raises
    ------
    ArgumentError
        If `dim_ordering` is neither.
    """
    kernel = np.asarray(kernel)
    space = range(2, kernel.ndim) if ordering_of(dim_ordering or "default") == "th" else range(kernel.ndim - 2)
    return np.flip(kernel, tuple(space))


def conv_output_length(
    input_length: int | None, filter_size: int, border_mode: str, stride: int, dilation: int = 1
) -> int | None:
    """Length of the result of a convolution along one axis; None if the input's is not known.

    Raises
    ------
    ArgumentError
        If `border_mode` is none of 'valid', 'same', 'full'.
    """
    _check_border_mode("conv_output_length", border_mode)
    return output_length(input_length, filter_size, border_mode, stride, dilation)


def conv_input_length(output_length: int | None, filter_size: int, border_mode: str, stride: int) -> int | None:
    """Length of the shortest input that gives a result of `output_length`: `conv_output_length` backwards.

    Raises
    ------
    ArgumentError
        If `border_mode` is none of 'valid', 'same', 'full'.
    """
    _check_border_mode("conv_input_length", border_mode)
    if output_length is None:
        return None
    padding = {"valid": 0, "same": filter_size // 2, "full": filter_size - 1}[border_mode]
    return (output_length - 1) * stride - 2 * padding + filter_size


def _check_border_mode(function: str, border_mode: str) -> None:
    if border_mode not in BORDER_MODES:
        raise ArgumentError(f"{function}: border_mode must be one of {', '.join(BORDER_MODES)}, got {border_mode!r}.")

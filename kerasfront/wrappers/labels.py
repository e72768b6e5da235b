"""Labels of classes, and the indices of the outputs that stand for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError

NAMED = 10
"""Number of labels that an error names."""


def shape_of(data: Any) -> tuple[int, ...]:
    """Shape of an array, or of what can be converted to one."""
    return tuple(data.shape) if hasattr(data, "shape") else np.asarray(data).shape


def is_one_hot(y: Any) -> bool:
    """Whether targets are rows with a column for each class."""
    shape = shape_of(y)
    return len(shape) > 1 and shape[1] > 1


def classes_of(y: Any, outputs: int, owner: str) -> np.ndarray:
    """Labels of a model's outputs, in order, of the type of `y`.

    Parameters
    ----------
    y : array
        Labels or one-hot rows to fit the model to.
    outputs : int
        Number of classes of the model.
    owner : str
        Name of the estimator, for messages.

    Raises
    ------
    ArgumentError
        If there are neither as many labels as outputs nor only integers from 0 to ``outputs - 1``.
    """
    if is_one_hot(y):
        return np.arange(shape_of(y)[1])
    labels = np.unique(np.asarray(y))
    if len(labels) == outputs:
        return labels
    if labels.dtype.kind in "iubf" and np.isin(labels, np.arange(outputs)).all():
        return np.arange(outputs).astype(labels.dtype)
    listed = ", ".join(map(repr, labels[:NAMED].tolist())) + (", ..." if len(labels) > NAMED else "")
    raise ArgumentError(
        f"{owner}: the model has {outputs} classes, y has {len(labels)}: {listed}. Build the model for as many (its "
        "builder can have an argument n_classes_), or use integers from 0 on."
    )


def codes_of(y: Any, classes: np.ndarray, owner: str) -> np.ndarray:
    """Index in `classes` of each label of `y`.

    Raises
    ------
    ArgumentError
        If a label is not among them.
    """
    labels = np.ravel(np.asarray(y))
    codes = np.searchsorted(classes, labels).clip(0, len(classes) - 1)
    unknown = labels[classes[codes] != labels]
    if len(unknown):
        raise ArgumentError(f"{owner}: the label {unknown[0].item()!r} is not among those of fit.")
    return codes

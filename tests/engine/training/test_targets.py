"""Targets against losses; no backend is needed."""

import numpy as np
import pytest

from kerasfront import objectives
from kerasfront.engine.training.targets import check_loss_and_target_compatibility
from kerasfront.errors import ArgumentError

SPARSE = objectives.sparse_categorical_crossentropy
ONE_HOT = objectives.categorical_crossentropy


def check(target_shape, loss, output_shape):
    check_loss_and_target_compatibility([np.zeros(target_shape)], [loss], [output_shape], ["y"])


@pytest.mark.parametrize(
    ("target", "loss", "output"),
    [
        ((5, 3), ONE_HOT, (None, 3)),
        ((5, 1), SPARSE, (None, 3)),
        ((5, 4, 1), SPARSE, (None, None, 3)),
        ((5, 7, 2), objectives.mean_squared_error, (None, None, 2)),
        ((5, 9), lambda y_true, y_pred: y_pred, (None, 2)),
    ],
)
def test_fits(target, loss, output):
    check(target, loss, output)


@pytest.mark.parametrize(
    ("target", "loss", "output", "way_out"),
    [
        ((5, 1), ONE_HOT, (None, 3), r"to_categorical\(y, 3\).*sparse_categorical_crossentropy"),
        ((5, 1), ONE_HOT, (None, 1), "binary_crossentropy"),
        ((5, 3), SPARSE, (None, 3), "loss='categorical_crossentropy'.*argmax"),
        ((5, 4), SPARSE, (None, 4, 3), "expand_dims"),
        ((5, 2), objectives.mean_squared_error, (None, 3), r"must have shape \(None, 3\).*got \(5, 2\)"),
        ((5, 2), ONE_HOT, (None, 3), r"output of shape \(None, 3\), got \(5, 2\)"),
    ],
)
def test_misfits(target, loss, output, way_out):
    with pytest.raises(ArgumentError, match=f"target 'y'.*{way_out}"):
        check(target, loss, output)

"""Arguments of fit."""

import numpy as np
import pytest

from kerasfront.callbacks import Callback, History
from kerasfront.engine.training.arguments import (
    check_callbacks,
    check_epochs,
    check_share,
    check_verbose,
    pair_or_triple,
    split,
    unique,
)
from kerasfront.errors import ArgumentError, ArgumentTypeError


def test_good_ones():
    history = History()
    assert check_epochs(2, 5) == range(2, 5)
    assert check_verbose(2) == 2
    assert check_callbacks(None) == [] and check_callbacks((history,)) == [history]
    assert check_share(0.25) == 0.25
    assert pair_or_triple([1, 2]) == (1, 2) and pair_or_triple((1, 2, 3)) == (1, 2, 3)


@pytest.mark.parametrize(
    ("check", "value", "complaint"),
    [
        (check_verbose, 3, "verbose must be 0"),
        (check_share, 1.0, r"validation_split must be a share of the samples in \[0, 1\), got 1.0"),
        (check_share, -0.1, "got -0.1"),
        (pair_or_triple, (1,), "got a tuple of 1"),
        (pair_or_triple, np.ones(3), "got a ndarray"),
        (lambda v: check_epochs(v, 3), -1, "initial_epoch must be at least 0"),
    ],
)
def test_wrong_values(check, value, complaint):
    with pytest.raises(ArgumentError, match=complaint):
        check(value)


@pytest.mark.parametrize(
    ("check", "value", "complaint"),
    [
        (check_share, "half", "validation_split must be a number"),
        (check_callbacks, Callback(), "callbacks must be a list"),
        (check_callbacks, [print], "objects of class Callback"),
        (check_callbacks, [History], "Make an instance"),
        (lambda v: check_epochs(0, v), 2.5, "nb_epoch must be an integer"),
    ],
)
def test_wrong_types(check, value, complaint):
    with pytest.raises(ArgumentTypeError, match=complaint):
        check(value)


def test_split():
    first, last = split([np.arange(10), np.arange(10) * 2], 0.25)
    np.testing.assert_array_equal(first[0], np.arange(7))
    np.testing.assert_array_equal(last[1], [14, 16, 18])
    with pytest.raises(ArgumentError, match="leaves 0 to train on"):
        split([np.arange(2)], 0.9)


def test_unique():
    assert unique(["loss", "y_loss", "y_loss"]) == ["loss", "y_loss_1", "y_loss_2"]

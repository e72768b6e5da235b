"""What generators give."""

import numpy as np
import pytest

from kerasfront.engine.training.generators.items import check_amount, count_samples, labelled, read_batches, unlabelled
from kerasfront.engine.training.generators.reader import reading
from kerasfront.errors import ArgumentError

from ....sources import Arrays

X, Y, W = np.zeros((4, 2)), np.zeros((4, 1)), np.ones(4)


def endless():
    while True:
        yield X, Y


def test_labelled():
    assert labelled((X, Y)) == (X, Y, None)
    assert labelled([X, Y, W]) == (X, Y, W)
    for item, got in (((X,), "a tuple of 1"), (X, "a ndarray"), (None, "a NoneType")):
        with pytest.raises(ArgumentError, match=rf"tuples \(x, y\) or \(x, y, sample_weight\), got {got}"):
            labelled(item)


def test_unlabelled():
    assert unlabelled(X) == (X, None, None)
    assert unlabelled([X, X]) == ([X, X], None, None)
    assert unlabelled((X, Y))[0] is X


@pytest.mark.parametrize("x", [X, [X, X], {"a": X}])
def test_count_samples(x):
    assert count_samples(x) == 4


@pytest.mark.parametrize("x", [X[:0], {}, [1, 2], 5])
def test_batches_without_samples(x):
    with pytest.raises(ArgumentError, match="at least one sample"):
        count_samples(x)


def read(source, samples, **options):
    with reading(source, 1, 1, False, 60.0) as reader:
        return list(read_batches(reader, samples, **options))


def test_batches_that_are_read():
    found = read(iter([(X, Y), (X[:2], Y[:2], W[:2]), (X, Y)]), 6)
    assert [(size, len(x), w is None) for size, (x, _, w) in found] == [(4, 4, True), (2, 2, False)]
    assert read(iter([(X, Y)]), 6, seen=6) == []


def test_batches_of_a_sequence():
    assert [size for size, _ in read(Arrays(X, Y, 3), None)] == [3, 1]
    assert [size for size, _ in read(Arrays(X, Y, 3), 7)] == [3, 1, 3]
    assert [size for size, _ in read(Arrays(X, Y, 3), 7, seen=3)] == [3, 1]


def test_too_many_samples_give_a_warning():
    with pytest.warns(UserWarning, match="took 8 samples, more than samples_per_epoch=6"):
        read(endless(), 6, warn=True)
    assert len(read(endless(), 6)) == 2


def test_generator_that_ends_early():
    with pytest.raises(ArgumentError, match="ended after 4 of 10 samples. It must go on for ever"):
        read(iter([(X, Y)]), 10)


def test_amount():
    assert check_amount("val_samples", 5, endless()) == 5
    assert check_amount("val_samples", None, Arrays(X, Y, 3)) is None
    with pytest.raises(ArgumentError, match="val_samples must be given for a generator"):
        check_amount("val_samples", None, endless())

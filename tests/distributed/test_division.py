"""Which rows of a batch a process reads, and what they count for."""

import numpy as np
import pytest

from kerasfront.distributed.division import Division

X, W = np.arange(10.0), np.array([1, 0, 0, 1, 1, 1, 2, 0, 1, 1.0])


def parts(size, weights=1):
    return [Division(rank, size, weights) for rank in range(size)]


@pytest.mark.parametrize("samples", [1, 2, 5, 9])
def test_each_row_once(samples):
    rows = [np.arange(samples)[part.rows(samples)] for part in parts(4)]
    assert np.concatenate(rows).tolist() == list(range(samples))
    assert all(part.read(samples).stop - part.read(samples).start >= 1 for part in parts(4))


@pytest.mark.parametrize("as_numbers", [False, True])
def test_batches_are_cut_one_after_the_other(as_numbers):
    batches = [slice(0, 4), slice(4, 8), slice(8, 9)]
    keys = [np.arange(10)[key] for key in batches] if as_numbers else batches
    first, second = (part.cut([X, W], keys) for part in parts(2))
    assert first[0].tolist() == [0, 1, 4, 5, 8]
    assert second[0].tolist() == [2, 3, 6, 7, 8]
    assert (first[1].tolist(), second[1].tolist()) == ([1, 0, 1, 1, 1], [0, 1, 2, 0, 1])
    assert first[2].tolist() == [[0.5, 0.5]] * 2 + [[2 / 3, 0.5]] * 2 + [[0.0, 0.0]]
    assert second[2].tolist() == [[0.5, 0.5]] * 2 + [[1 / 3, 0.5]] * 2 + [[1.0, 1.0]]


def test_nothing_counts():
    found = parts(2)[0].shares(4, [np.zeros(4)])
    assert found.tolist() == [0.0, 0.5]

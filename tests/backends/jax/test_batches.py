"""Several batches in one call: one compiled loop for all numbers of batches."""

import numpy as np
import pytest

from kerasfront_jax import batches


def loops(function):
    return [loop for _, loop in function._run._loops._made.values()]


def counting(K):
    """(function, the same over batches): sums of batches, and how many there were."""
    x, factor, count = K.placeholder((None, 2)), K.placeholder(()), K.variable(0.0)
    step = K.function([x, factor], [K.sum(x) * factor, x + count], [(count, count + 1.0)])
    return step, K.over_batches(step)


def test_one_program_for_all_counts(K):
    step, many = counting(K)
    done = 0
    for count in (2, 5, 3, 256, 300):
        array = np.random.rand(3 * count, 2).astype("float32")
        found = many([array, 2.0], [3] * count)
        for number, (total, moved) in enumerate(found):
            part = array[3 * number : 3 * number + 3]
            np.testing.assert_allclose(total, 2 * part.sum(), rtol=1e-5)
            np.testing.assert_allclose(moved, part + done + number, rtol=1e-6)
        done += count
    assert [loop._cache_size() for loop in loops(step)] == [1]


def test_a_short_last_batch(K):
    _, many = counting(K)
    found = many([np.ones((8, 2)), 1.0], [3, 3, 2])
    assert [float(total) for total, _ in found] == [6, 6, 4]
    assert [moved.shape for _, moved in found] == [(3, 2), (3, 2), (2, 2)]
    assert [moved[0, 0] for _, moved in found] == [1, 2, 3]


def test_memory_is_bounded(K, monkeypatch):
    monkeypatch.setattr(batches, "MOST_BYTES", 200)
    step, many = counting(K)
    found = many([np.ones((30, 2)), 1.0], [3] * 10)
    assert [moved[0, 0] for _, moved in found] == list(range(1, 11))
    ((capacity, _),) = step._run._loops._made.values()
    assert 2 <= capacity < 10


@pytest.mark.parametrize("length", [1, 3])
def test_arrays_are_filled_where_xla_reads_them(length):
    array = np.arange(2.0 * length).reshape(length, 2)
    filled = batches._filled(array, 3)
    assert filled.shape == (3, 2) and filled[:length].tolist() == array.tolist()
    assert length == 3 or filled.ctypes.data % batches.ALIGNMENT == 0

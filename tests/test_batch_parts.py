"""The part of a process in a batch."""

import numpy as np
import pytest

from kerasfront.batch_parts import BatchPart, current_part


def double(array):
    array *= 2


def test_totals_of_a_batch():
    """Between batches there is nobody to add; a row in the place of none counts nothing, but learns the sum."""
    part, array = BatchPart(add=double), np.ones(2)
    assert part.total(array) is array
    with part.of_batch(first=2, rows=3):
        assert part.rows_before(6) == 4
        assert part.total(array).tolist() == part.total_of_gradients(array).tolist() == [2, 2]
        with part.of_batch(first=2, rows=1, counts=False):
            assert part.total(array).tolist() == part.total_of_gradients(array).tolist() == [0, 0]
        assert part.rows == 3 and part.counts
        part.go_on(first=1, rows=4)
        assert part.rows_before(8) == 2
    assert array.tolist() == [1, 1] and part.rows == 0


def test_all_processes_add_numbers_in_one_order():
    """Backends lay out matrices as they like; what adds them sees memory only."""
    seen = []
    part = BatchPart(add=seen.append)
    for array in (np.ones((2, 3)).T, np.ones((3, 2))):
        for counts in (True, False):
            with part.of_batch(first=0, rows=1, counts=counts):
                part.total(array)
    assert all(array.flags.c_contiguous for array in seen) and len(seen) == 4


def test_an_error_leaves_a_batch_as_it_was_raised():
    """Between them is a backend, which tells it in words of its own. Errors of the next batch are other ones."""

    def fail(array):
        raise KeyError("broken")

    part = BatchPart(add=fail)
    with pytest.raises(KeyError, match="broken"), part.of_batch(first=0, rows=1):
        try:
            part.total(np.ones(2))
        except KeyError as error:
            raise RuntimeError("Node f failed") from error
    with pytest.raises(RuntimeError, match="another"), part.of_batch(first=0, rows=1):
        raise RuntimeError("another")


def test_a_process_alone_has_no_part():
    assert current_part() is None

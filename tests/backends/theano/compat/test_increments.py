"""Rows that an index vector selects, in C where there is code for it, and by NumPy."""

import numpy as np
import pytest

from kerasfront_theano.compat import import_theano

theano = import_theano()
T = theano.tensor


def tensor(dtype, rank):
    return T.TensorType(dtype, (False,) * rank)()


def increment(x, y, indices, linker="cvm"):
    """A function of x, y and indices."""
    return theano.function([x, y, indices], T.inc_subtensor(x[indices], y), mode=theano.Mode(linker))


@pytest.mark.parametrize("linker", ["c|py", "c", "cvm"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(7,), (7, 3), (7, 2, 3), (7, 0)])
def test_rows_are_added_in_their_order(shape, dtype, linker):
    x, y, indices = tensor(dtype, len(shape)), tensor(dtype, len(shape)), tensor("int32", 1)
    run = increment(x, y, indices, linker)
    random = np.random.RandomState(0)
    given, chosen = random.normal(size=shape).astype(dtype), np.array([3, -1, 3, 0, 6, 3, -7], "int32")
    rows = random.normal(size=(len(chosen), *shape[1:])).astype(dtype)
    expected, before = given.copy(), given.copy()
    np.add.at(expected, chosen, rows)
    np.testing.assert_array_equal(run(given, rows, chosen), expected)
    np.testing.assert_array_equal(run(np.asfortranarray(given), np.asfortranarray(rows), chosen), expected)
    np.testing.assert_array_equal(given, before)  # the input stays
    np.testing.assert_array_equal(run(given, rows[:0], chosen[:0]), given)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint32", "int64", "uint64"])
def test_indices_of_any_type(dtype):
    run = increment(tensor("float32", 2), tensor("float32", 2), tensor(dtype, 1))
    found = run(np.zeros((3, 2), "float32"), np.ones((4, 2), "float32"), np.array([2, 0, 2, 2], dtype))
    np.testing.assert_array_equal(found, [[1, 1], [0, 0], [3, 3]])


def test_rows_are_broadcast():
    run = increment(tensor("float32", 2), tensor("float32", 2), tensor("int64", 1))
    x, indices = np.zeros((3, 2), "float32"), np.array([2, 0, 2])
    np.testing.assert_array_equal(run(x, np.array([[1, 2]], "float32"), indices), [[1, 2], [0, 0], [2, 4]])
    np.testing.assert_array_equal(run(x, np.array([[1], [2], [3]], "float32"), indices), [[2, 2], [0, 0], [4, 4]])


@pytest.mark.parametrize(("dtype", "rank"), [("float16", 2), ("int32", 2), ("float32", 1)])
def test_what_numpy_computes(dtype, rank):
    """Other types of numbers, and the same row for all indices."""
    run = increment(tensor(dtype, 2), tensor(dtype, rank), tensor("int64", 1))
    rows = np.array([[1, 2], [1, 2]], dtype) if rank == 2 else np.array([1, 2], dtype)
    found = run(np.zeros((2, 2), dtype), rows, np.array([1, 1]))
    np.testing.assert_array_equal(found, [[0, 0], [2, 4]])


@pytest.mark.parametrize("wrong", [3, -4])
def test_an_index_out_of_bounds(wrong):
    run = increment(tensor("float32", 2), tensor("float32", 2), tensor("int64", 1))
    with pytest.raises(IndexError, match=f"index {wrong} is out of bounds for axis 0 with size 3"):
        run(np.zeros((3, 2), "float32"), np.ones((2, 2), "float32"), np.array([0, wrong]))


def test_rows_that_do_not_fit():
    run = increment(tensor("float32", 2), tensor("float32", 2), tensor("int64", 1))
    with pytest.raises(ValueError, match="not broadcastable|shape mismatch|could not be broadcast"):
        run(np.zeros((3, 2), "float32"), np.ones((2, 5), "float32"), np.array([0, 1]))


def test_it_is_compiled():
    """Not handed to NumPy, as Theano's own code is."""
    run = increment(tensor("float32", 2), tensor("float32", 2), tensor("int64", 1))
    [node] = [node for node in run.maker.fgraph.apply_nodes if isinstance(node.op, T.subtensor.AdvancedIncSubtensor1)]
    assert "kerasfront::increment<npy_float32>" in node.op.c_code(node, "", "xyi", "z", {"params": "p", "fail": ""})

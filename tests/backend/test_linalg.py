"""Products beyond the values, which the conformance suite checks: sparse matrices, sizes that do not fit."""

import numpy as np
import pytest
from scipy import sparse

from kerasfront.errors import ArgumentError, ArgumentTypeError


def test_sizes_that_do_not_fit_are_named(K):
    with pytest.raises(ArgumentError, match=r"dot: axis 1 of x \(shape \(2, 3\)\) and axis 0 of y \(shape \(4, 5\)\)"):
        K.dot(K.placeholder((2, 3)), K.placeholder((4, 5)))


def test_scalars_cannot_be_multiplied_by_dot(K):
    with pytest.raises(ArgumentError, match="dot: x and y need at least one axis each"):
        K.dot(K.placeholder(()), K.placeholder((4, 5)))


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        (3, "axes=3 is out of range: a tensor of rank 3 has the axes -3 to 2"),
        ((0, 1), "axis 0 is that of the samples"),
        ((1, -3), "axis 0 is that of the samples"),
        ((1, 2), r"axis 1 of x \(shape \(2, 3, 4\)\) and axis 2 of y \(shape \(2, 3, 5\)\) must have the same size"),
        (([1, 2], [1]), "axes must name as many axes of x as of y"),
    ],
)
def test_axes_of_batch_dot_are_checked(axes, message, K):
    with pytest.raises(ArgumentError, match=message):
        K.batch_dot(K.placeholder((2, 3, 4)), K.placeholder((2, 3, 5)), axes)


def test_batches_of_different_sizes_are_refused(K):
    with pytest.raises(ArgumentError, match=r"axis 0 of x \(shape \(2, 3\)\) and axis 0 of y \(shape \(4, 3\)\)"):
        K.batch_dot(K.placeholder((2, 3)), K.placeholder((4, 3)), 1)


def test_batch_dot_needs_samples(K):
    with pytest.raises(ArgumentError, match="x and y need at least 2 axes each"):
        K.batch_dot(K.placeholder((2,)), K.placeholder((2, 3)))


def test_a_sparse_input_takes_no_dense_array(K):
    run = K.function([K.placeholder((None, 3), sparse=True, name="bag")], [])
    with pytest.raises(ArgumentTypeError, match="Input 'bag.*takes a SciPy sparse matrix, got ndarray"):
        run([np.ones((2, 3))])


def test_a_sparse_input_takes_rows_in_any_order(K):
    x = K.placeholder((None, 3), sparse=True)
    matrix = sparse.coo_matrix(([1.0, 2.0, 2.0, 1.0], ([1, 0, 1, 1], [2, 1, 0, 0])), (2, 3))
    (dense,) = K.function([x], [K.to_dense(x)])([matrix])
    assert dense.tolist() == [[0.0, 2.0, 0.0], [3.0, 0.0, 1.0]]


def test_sparse_matrices_multiply_dense_ones(K):
    left = np.array([[0.0, 2.0, 0.0], [1.0, 0.0, 0.0]], "float32")
    right = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "float32")
    x, w = K.placeholder((None, 3), sparse=True), K.variable(right)
    product = K.dot(x, w)
    run = K.function([x], [product, *K.gradients(K.sum(product), [w])])
    result, gradient = run([sparse.csr_matrix(left)])
    np.testing.assert_array_equal(result, left @ right)
    np.testing.assert_array_equal(gradient, left.T @ np.ones((2, 2)))


def test_gradients_of_rows_taken_twice_add_up(K):
    reference = K.variable(np.zeros((3, 2)))
    taken = K.gather(reference, K.variable([[0, 2], [2, 2]], dtype="int32"))
    assert K.eval(K.gradients(K.sum(taken), [reference])[0]).tolist() == [[1.0, 1.0], [0.0, 0.0], [3.0, 3.0]]

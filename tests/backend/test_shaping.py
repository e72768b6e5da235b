"""Shapes beyond the values, which the conformance suite checks: what does not fit is refused before backends see it."""

import numpy as np
import pytest
from scipy import sparse

from kerasfront.errors import ArgumentError, ArgumentTypeError


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (ArgumentError, r"\(2, 3\) has 6 elements, they do not fit shape \(4, 2\)", lambda K, x: K.reshape(x, (4, 2))),
        (ArgumentError, r"6 elements, they do not fit shape \(4, -1\)", lambda K, x: K.reshape(x, (4, -1))),
        (ArgumentError, "only one size .* may be -1 or None", lambda K, x: K.reshape(x, (-1, None))),
        (ArgumentTypeError, "shape must be an integer, got 1.5", lambda K, x: K.reshape(x, (1.5, 4))),
        (ArgumentError, "vector of known length, got a tensor of shape", lambda K, x: K.reshape(x, x)),
        (ArgumentError, "concatenate needs a list of at least one tensor", lambda K, x: K.concatenate([])),
        (ArgumentError, "concatenate needs a list of at least one tensor", lambda K, x: K.concatenate(x)),
        (ArgumentError, "axis=2 is out of range: a tensor of rank 2", lambda K, x: K.concatenate([x, x], 2)),
        (
            ArgumentError,
            r"all sizes but that of axis 1 must agree, got shapes \(2, 3\), \(3, 2\)",
            lambda K, x: K.concatenate([x, K.transpose(x)], 1),
        ),
        (ArgumentError, "all sizes must agree", lambda K, x: K.stack([x, K.transpose(x)])),
        (ArgumentError, r"sizes \[1, 1\] must add up to the length 3 of axis 1", lambda K, x: K.split(x, [1, 1])),
        (ArgumentError, r"at least two parts, got \[3\]", lambda K, x: K.split(x, [3])),
        (ArgumentError, "all sizes must agree", lambda K, x: K.pack([x, K.flatten(x)])),
        (ArgumentError, "must name each of the 2 axes once", lambda K, x: K.permute_dimensions(x, (0,))),
        (ArgumentError, r"pattern=\(1, 1\) names an axis twice", lambda K, x: K.permute_dimensions(x, (1, 1))),
        (ArgumentError, "dim=3 is out of range: a tensor of rank 3", lambda K, x: K.expand_dims(x, 3)),
        (ArgumentError, "axis 1 has size 3, only one of size 1 can be removed", lambda K, x: K.squeeze(x, -1)),
        (ArgumentError, "rep must be at least 0, got -1", lambda K, x: K.repeat_elements(x, -1, 0)),
        (ArgumentError, "repeat needs a tensor of rank 2, got shape", lambda K, x: K.repeat(K.flatten(x), 2)),
        (ArgumentError, "has 3 numbers, but x has only 2 axes", lambda K, x: K.tile(x, (1, 1, 2))),
        (ArgumentTypeError, "n must be an integer, got 0.5", lambda K, x: K.tile(x, 0.5)),
        (ArgumentError, "step must not be 0", lambda K, x: K.arange(1, 2, 0)),
        (ArgumentError, "axes=2 is out of range", lambda K, x: K.reverse(x, 2)),
        (ArgumentError, r"cannot have size 1 in a tensor of shape", lambda K, x: K.pattern_broadcast(x, (True, False))),
        (ArgumentError, "for a tensor of rank 1, x has rank 2", lambda K, x: K.zero_pad(x, [(1, 1)])),
        (ArgumentError, "padding must be at least 0", lambda K, x: K.zero_pad(x, [(1, 1), (0, -1)])),
        (ArgumentError, "temporal_padding needs a tensor of rank 3", lambda K, x: K.temporal_padding(x)),
        (ArgumentError, "resize_images needs a tensor of rank 4", lambda K, x: K.resize_images(x, 2, 2, "tf")),
        (ArgumentError, "spatial_3d_padding needs a tensor of rank 5", lambda K, x: K.spatial_3d_padding(x)),
        (ArgumentError, "dim_ordering must be 'th'", lambda K, x: K.spatial_2d_padding(x, dim_ordering="channels")),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(error, message, call, K):
    with pytest.raises(error, match=message):
        call(K, K.placeholder((2, 3)))


def test_factors_of_an_enlargement_are_whole_numbers(K):
    images = K.placeholder((1, 2, 2, 3))
    with pytest.raises(ArgumentTypeError, match="height_factor must be an integer"):
        K.resize_images(images, 1.5, 2, "tf")


def test_an_axis_of_unknown_size_can_be_squeezed(K):
    x = K.placeholder(ndim=2)
    squeezed = K.squeeze(x, 1)
    assert K.int_shape(squeezed) == (None,)
    assert K.function([x], [squeezed])([np.ones((3, 1))])[0].shape == (3,)


def test_sparse_matrices_stay_sparse_until_a_dense_one_joins(K):
    matrix = sparse.csr_matrix(np.array([[0.0, 1.0], [2.0, 0.0]], "float32"))
    x, y = K.placeholder((None, 2), sparse=True), K.placeholder((None, 2))
    assert K.is_sparse(K.concatenate([x, x], axis=1))
    assert not K.is_sparse(K.concatenate([x, y], axis=1))
    for axis, stacked in ((0, sparse.vstack), (1, sparse.hstack)):
        joined = K.to_dense(K.concatenate([x, x], axis=axis))
        np.testing.assert_array_equal(K.function([x], [joined])([matrix])[0], stacked([matrix, matrix]).toarray())


def test_default_dim_ordering_is_the_one_in_force(K, monkeypatch):
    x = K.placeholder((1, 2, 3, 4))
    for dim_ordering, expected in (("th", (1, 2, 5, 6)), ("tf", (1, 4, 5, 4))):
        monkeypatch.setattr("kerasfront.backend.settings.image_dim_ordering", lambda name=dim_ordering: name)
        assert K.int_shape(K.spatial_2d_padding(x)) == expected


def test_a_vector_can_be_tiled_by_one_number(K):
    assert K.eval(K.tile(K.variable([1.0, 2.0]), 2)).tolist() == [1.0, 2.0, 1.0, 2.0]


def test_tile_takes_symbolic_numbers(K):
    x = K.placeholder(ndim=2)
    tiled = K.tile(x, (K.shape(x)[0], 1))
    assert K.function([x], [tiled])([np.ones((2, 3))])[0].shape == (4, 3)


def test_a_vector_may_be_repeated_as_often_as_another_tensor_says(K):
    x, steps = K.placeholder((None, 2)), K.placeholder((None, None, 3))
    repeated = K.repeat(x, K.shape(steps)[1])
    found = K.function([x, steps], [repeated])([[[1, 2], [3, 4]], np.zeros((2, 3, 3))])[0]
    np.testing.assert_array_equal(found, np.repeat([[[1, 2]], [[3, 4]]], 3, 1))

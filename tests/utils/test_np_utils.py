import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentError
from kerasfront.utils import np_utils


def test_to_categorical():
    np.testing.assert_array_equal(np_utils.to_categorical([2, 0]), [[0, 0, 1], [1, 0, 0]])
    np.testing.assert_array_equal(np_utils.to_categorical([[1], [0]], 3), [[0, 1, 0], [1, 0, 0]])
    assert np_utils.to_categorical([], 3).shape == (0, 3)


@pytest.mark.parametrize(("y", "nb_classes"), [([0, 3], 3), ([-1, 0], None), ([], None)])
def test_classes_that_cannot_be(y, nb_classes):
    with pytest.raises(ArgumentError, match="to_categorical"):
        np_utils.to_categorical(y, nb_classes)


@pytest.mark.parametrize(("axis", "order"), [(-1, 2), (0, 2), (1, 1), (0, 3)])
def test_normalize(axis, order):
    a = np.random.normal(size=(3, 4))
    a[:, 1] = a[2] = 0
    norms = (np.abs(a) ** order).sum(axis=axis) ** (1 / order)
    result = np_utils.normalize(a, axis, order)
    np.testing.assert_allclose(np.linalg.norm(result, order, axis), (norms > 0).astype(float))
    np.testing.assert_allclose(result * np.expand_dims(norms, axis), a)


def test_normalize_a_vector():
    np.testing.assert_allclose(np_utils.normalize([3.0, 4.0]), [0.6, 0.8])


def test_log_losses():
    expected = -(np.log(0.9) + np.log(0.8)) / 2
    assert np_utils.binary_logloss([0.9, 0.2], [1, 0]) == pytest.approx(expected)
    assert np_utils.binary_logloss(np.float32([1.0, 0.0]), [0, 1]) == pytest.approx(-np.log(1e-15), rel=1e-3)
    assert np_utils.multiclass_logloss([[0.9, 0.1], [0.2, 0.8]], [1, 2]) == pytest.approx(expected)


def test_accuracy():
    assert np_utils.accuracy([1, 0, 1, 1], [1, 1, 1, 0]) == 0.5
    with pytest.raises(ArgumentError, match="as many predictions as labels are needed, got 2 and 1"):
        np_utils.accuracy([1, 0], [1])


def test_classes_of_probabilities():
    many = np.array([[0.1, 0.9], [0.7, 0.3]])
    np.testing.assert_array_equal(np_utils.probas_to_classes(many), [1, 0])
    np.testing.assert_array_equal(np_utils.categorical_probas_to_classes(many), [1, 0])
    np.testing.assert_array_equal(np_utils.probas_to_classes(np.array([0.4, 0.6])), [0, 1])
    np.testing.assert_array_equal(np_utils.probas_to_classes(np.array([[0.4], [0.6]])), [0, 1])


def test_convert_kernel_flips_space_only():
    kernel = np.random.normal(size=(2, 3, 4, 5))
    np.testing.assert_array_equal(np_utils.convert_kernel(kernel, "th"), kernel[:, :, ::-1, ::-1])
    np.testing.assert_array_equal(np_utils.convert_kernel(kernel, "tf"), kernel[::-1, ::-1])
    np.testing.assert_array_equal(
        np_utils.convert_kernel(kernel), np_utils.convert_kernel(kernel, K.image_dim_ordering())
    )
    volumes = np.random.normal(size=(2, 3, 4, 5, 6))
    np.testing.assert_array_equal(np_utils.convert_kernel(volumes, "tf"), volumes[::-1, ::-1, ::-1])
    with pytest.raises(ArgumentError, match="'tf' .*, got 'first'"):
        np_utils.convert_kernel(kernel, "first")


@pytest.mark.parametrize("border_mode", ["valid", "full"])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2])
def test_output_length_is_that_of_numpy(border_mode, stride, dilation):
    taps = np.zeros(2 * dilation + 1)
    taps[::dilation] = 1
    expected = len(np.convolve(np.ones(11), taps, border_mode)[::stride])
    assert np_utils.conv_output_length(11, 3, border_mode, stride, dilation) == expected


def test_output_length_of_same_is_the_rounded_quotient():
    assert np_utils.conv_output_length(11, 4, "same", 3) == 4
    assert np_utils.conv_output_length(None, 3, "same", 1) is None


@pytest.mark.parametrize("border_mode", ["valid", "same", "full"])
@pytest.mark.parametrize("stride", [1, 2])
def test_input_length_leads_back(border_mode, stride):
    length = np_utils.conv_input_length(8, 3, border_mode, stride)
    assert np_utils.conv_output_length(length, 3, border_mode, stride) == 8
    assert np_utils.conv_input_length(None, 3, border_mode, stride) is None


@pytest.mark.parametrize("function", [np_utils.conv_output_length, np_utils.conv_input_length])
def test_unknown_border_mode(function):
    with pytest.raises(ArgumentError, match="border_mode must be one of valid, same, full, got 'half'"):
        function(10, 3, "half", 1)

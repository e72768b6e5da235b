"""Images and texts, where Keras 0.3 differs from Keras 1.x."""

import numpy as np
import pytest

from kerasfront.errors import NotReadyError
from kerasfront.legacy.preprocessing import image, text

IMAGES = np.random.RandomState(0).uniform(size=(7, 3, 4, 5))
PLAIN = {"featurewise_center": False, "featurewise_std_normalization": False}


def test_statistics_are_those_of_each_pixel():
    generator = image.ImageDataGenerator()
    generator.fit(IMAGES)
    centred = (IMAGES - IMAGES.mean(axis=0)) / (IMAGES.std(axis=0) + 1e-7)
    batch, targets = next(generator.flow(IMAGES, np.arange(7), batch_size=7))
    np.testing.assert_allclose(batch, centred, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(targets, np.arange(7))


def test_samples_by_their_rows():
    generator = image.ImageDataGenerator(samplewise_center=True, samplewise_std_normalization=True, **PLAIN)
    centred = IMAGES[0] - IMAGES[0].mean(axis=1, keepdims=True)
    expected = centred / (centred.std(axis=1, keepdims=True) + 1e-7)
    np.testing.assert_allclose(generator.standardize(IMAGES[0]), expected, rtol=1e-5)


def test_whitening():
    generator = image.ImageDataGenerator(zca_whitening=True, **PLAIN)
    generator.fit(IMAGES)
    flat = IMAGES.reshape(7, -1)
    values, vectors = np.linalg.eigh(flat.T @ flat / flat.shape[1])
    components = vectors / np.sqrt(values.clip(0) + 1e-6) @ vectors.T
    expected = (flat[0] @ components).reshape(3, 4, 5)
    np.testing.assert_allclose(generator.standardize(IMAGES[0]), expected, rtol=1e-3, atol=1e-3)


def test_the_generator_is_its_own_iterator():
    generator = image.GraphImageDataGenerator(**PLAIN)
    with pytest.raises(NotReadyError, match="Call flow"):
        generator.next()
    batches = generator.flow(IMAGES, np.arange(7), batch_size=4)
    assert iter(batches) is generator
    sizes = [len(next(batches)["input"]) for _ in range(3)]
    assert sizes == [4, 3, 4]
    assert sorted(next(batches)) == ["input", "output"]


def test_changes():
    one = IMAGES[0]
    np.testing.assert_array_equal(image.horizontal_flip(one), one[:, :, ::-1])
    np.testing.assert_array_equal(image.vertical_flip(one), one[:, ::-1])
    assert image.random_rotation(one, 0.0) == pytest.approx(one, abs=1e-6)
    np.testing.assert_array_equal(image.random_shift(one, 0.0, 0.0), one)
    assert image.random_shear(one, 0.0) == pytest.approx(one, abs=1e-6)
    assert image.random_zoom(one, 0.5).shape[0] == 3
    assert np.abs(image.random_channel_shift(one, 0.1) - one).max() <= 0.1
    several = image.ImageDataGenerator(
        rotation_range=30.0, width_shift_range=0.5, height_shift_range=0.5, shear_range=0.2, horizontal_flip=True,
        vertical_flip=True,
    )  # fmt: skip
    several.fit(IMAGES, augment=True, rounds=2, seed=1)
    assert several.random_transform(one).shape == one.shape


def test_pictures():
    picture = image.array_to_img(IMAGES[0])
    assert picture.size == (5, 4)
    assert image.img_to_array(picture).shape == (3, 4, 5)


def test_filter_of_texts():
    assert "'" not in text.base_filter()
    assert text.text_to_word_sequence("Don't, stop!", text.base_filter()) == ["don't", "stop"]

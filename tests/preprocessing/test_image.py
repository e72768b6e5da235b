"""Pictures, arrays and batches of both, beyond what was recorded."""

import sys
import threading

import numpy as np
import pytest
from PIL import Image

from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront.preprocessing import image as subject
from kerasfront.preprocessing.image import ImageDataGenerator

RANDOM = np.random.RandomState(0)
IMAGES = RANDOM.uniform(0, 1, (6, 5, 4, 3)).astype("float32")


@pytest.mark.parametrize("ordering", ["th", "tf"])
def test_arrays_and_pictures(ordering):
    pixels = RANDOM.randint(0, 256, (5, 4, 3)).astype("uint8")
    x = subject.img_to_array(Image.fromarray(pixels), ordering)
    assert x.shape == ((3, 5, 4) if ordering == "th" else (5, 4, 3))
    np.testing.assert_array_equal(np.asarray(subject.array_to_img(x, ordering, scale=False)), pixels)
    assert subject.array_to_img(x[:1] if ordering == "th" else x[:, :, :1], ordering).mode == "L"


def test_files(tmp_path):
    (tmp_path / "below").mkdir()
    Image.fromarray(np.full((6, 4, 3), 7, "uint8")).save(tmp_path / "below" / "b.png")
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "a.txt").write_bytes(b"")
    assert subject.list_pictures(tmp_path) == [str(tmp_path / "a.jpg"), str(tmp_path / "below" / "b.png")]
    picture = subject.load_img(tmp_path / "below" / "b.png", grayscale=True, target_size=(3, 8))
    assert (picture.size, picture.mode, picture.getpixel((0, 0))) == ((8, 3), "L", 7)


def test_each_round_has_an_order_of_its_own():
    batches = ImageDataGenerator().flow(IMAGES, np.arange(6), batch_size=3, seed=1)
    rounds = [np.concatenate([next(batches)[1] for _ in range(2)]).tolist() for _ in range(3)]
    assert all(sorted(order) == list(range(6)) for order in rounds)
    assert len(set(map(tuple, rounds))) == 3
    again = ImageDataGenerator().flow(IMAGES, np.arange(6), batch_size=3, seed=1)
    assert next(again)[1].tolist() == rounds[0][:3]


def test_the_last_batch_holds_what_is_left_and_reset_begins_anew():
    batches = ImageDataGenerator().flow(IMAGES, batch_size=4, shuffle=False)
    assert [len(next(batches)) for _ in range(3)] == [4, 2, 4]
    batches.reset()
    np.testing.assert_array_equal(next(batches), IMAGES[:4])


def test_an_iterator_of_ones_own_draws_places_start_and_size():
    class Squares(subject.Iterator):
        def next(self):
            with self.lock:
                numbers, start, size = next(self.index_generator)
            return numbers**2, start, size

    squares = Squares(5, 3, shuffle=False, seed=None)
    assert [(list(values), *place) for values, *place in (next(squares) for _ in range(3))] == [
        ([0, 1, 4], 0, 3), ([9, 16], 3, 2), ([0, 1, 4], 0, 3),
    ]  # fmt: skip


def test_threads_share_a_round():
    batches, seen = ImageDataGenerator().flow(IMAGES, np.arange(6), batch_size=1, shuffle=False), []

    def draw():
        for _ in range(20):
            seen.extend(next(batches)[1].tolist())

    threads = [threading.Thread(target=draw) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert np.bincount(seen).tolist() == [10] * 6


def test_standardizing_by_all_images():
    generator = ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True, dim_ordering="tf")
    generator.fit(IMAGES)
    x = np.stack([generator.standardize(image) for image in IMAGES])
    np.testing.assert_allclose(x.mean(axis=(0, 1, 2)), 0, atol=1e-6)
    np.testing.assert_allclose(x.std(axis=(0, 1, 2)), 1, rtol=1e-5)


def test_whitening_makes_pixels_uncorrelated():
    few = RANDOM.normal(size=(50, 2, 2, 1)) @ np.ones((1, 1)) + RANDOM.normal(size=(50, 1, 1, 1))
    generator = ImageDataGenerator(featurewise_center=True, zca_whitening=True, dim_ordering="tf")
    generator.fit(few)
    x = np.stack([generator.standardize(image) for image in few]).reshape(50, 4)
    np.testing.assert_allclose(x.T @ x / 50, np.eye(4), atol=1e-3)


def test_what_was_not_fitted_is_said():
    with pytest.warns(UserWarning, match="featurewise_center has no effect before ImageDataGenerator.fit"):
        ImageDataGenerator(featurewise_center=True).standardize(IMAGES[0])


def test_functions_and_scales_come_first():
    generator = ImageDataGenerator(rescale=2.0, preprocessing_function=lambda x: x + 1.0)
    np.testing.assert_allclose(generator.standardize(IMAGES[0]), 2 * (IMAGES[0] + 1))


@pytest.fixture
def pictures(tmp_path):
    """Two classes, of one gray value each."""
    for name, value in (("dog", 9), ("cat", 3)):
        (tmp_path / "in" / name).mkdir(parents=True)
        for number in range(2):
            picture = Image.fromarray(np.full((4, 4, 3), value, "uint8"))
            picture.save(tmp_path / "in" / name / f"{number}.PNG")
    (tmp_path / "in" / "cat" / "notes.txt").write_text("no picture")
    return tmp_path / "in"


@pytest.mark.parametrize(
    ("mode", "targets"),
    [
        ("categorical", [[1, 0], [1, 0], [0, 1], [0, 1]]),
        ("binary", [0, 0, 1, 1]),
        ("sparse", [0, 0, 1, 1]),
    ],
)
def test_a_directory_of_classes(pictures, capsys, mode, targets):
    options = {"target_size": (2, 3), "class_mode": mode, "batch_size": 4, "shuffle": False}
    batches = ImageDataGenerator(dim_ordering="tf").flow_from_directory(pictures, **options)
    assert capsys.readouterr().out == "Found 4 images belonging to 2 classes.\n"
    assert batches.class_indices == {"cat": 0, "dog": 1}
    x, y = next(batches)
    assert x.shape == (4, 2, 3, 3) and x[:, 0, 0, 0].tolist() == [3, 3, 9, 9]
    np.testing.assert_array_equal(y, targets)


def test_a_directory_without_targets_in_gray_with_chosen_classes(pictures):
    batches = ImageDataGenerator(dim_ordering="th").flow_from_directory(
        pictures, target_size=(2, 3), color_mode="grayscale", classes=["dog"], class_mode=None
    )
    x = next(batches)
    assert x.shape == (2, 1, 2, 3) and (x == 9).all()


def test_changed_images_are_written(tmp_path):
    options = {"save_to_dir": tmp_path, "save_prefix": "a", "save_format": "png"}
    next(ImageDataGenerator(dim_ordering="tf").flow(IMAGES[:2], **options))
    assert [name[:4] for name in sorted(path.name for path in tmp_path.iterdir())] == ["a_0_", "a_1_"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: subject.array_to_img(np.ones(3)), "x must have 3 axes"),
        (lambda: subject.array_to_img(np.ones((2, 2, 2)), "tf"), "1 or 3 channels, got 2"),
        (lambda: subject.img_to_array(np.ones(3)), "2 or 3 axes"),
        (lambda: subject.img_to_array(np.ones((2, 2)), "nchw"), "dim_ordering must be 'th'"),
        (lambda: subject.random_zoom(IMAGES[0], (1, 2, 3)), "zoom_range must be a pair"),
        (lambda: ImageDataGenerator(zoom_range=(1, 2, 3)), "zoom_range must be a number or a pair"),
        (lambda: ImageDataGenerator(dim_ordering="tf").fit(IMAGES[0]), "fit: images must have 4 axes"),
        (lambda: ImageDataGenerator(dim_ordering="tf").flow(IMAGES[..., :2]), "1, 3 or 4 channels"),
        (lambda: ImageDataGenerator(dim_ordering="tf").flow(IMAGES, [1]), "X and y must be of one length"),
        (lambda: ImageDataGenerator().flow_from_directory(".", color_mode="cmyk"), "color_mode must be one of"),
        (lambda: ImageDataGenerator().flow_from_directory(".", class_mode="multi"), "class_mode must be one of"),
    ],
)
def test_what_cannot_work_says_why(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    with pytest.raises(NotReadyError, match=r"needs PIL. Install it: pip install 'kerasfront\[image\]'"):
        subject.load_img("a.png")


def test_statistics_are_those_of_rescaled_images():
    x = np.random.RandomState(0).uniform(0, 255, (6, 4, 4, 3))
    generator = ImageDataGenerator(
        featurewise_center=True, featurewise_std_normalization=True, rescale=1 / 255.0,
        preprocessing_function=lambda image: image + 10, dim_ordering="tf",
    )  # fmt: skip
    generator.fit(x)
    batch = next(generator.flow(x, batch_size=6, shuffle=False))
    np.testing.assert_allclose(batch.mean(axis=(0, 1, 2)), np.zeros(3), atol=1e-4)
    np.testing.assert_allclose(batch.std(axis=(0, 1, 2)), np.ones(3), rtol=1e-3)


def test_pictures_of_16_bits_keep_their_values(tmp_path):
    pixels = np.array([[0, 255, 256], [1000, 40000, 65535]], "uint16")
    path = tmp_path / "deep.png"
    Image.fromarray(pixels).save(path)
    gray = subject.img_to_array(subject.load_img(path, grayscale=True), "tf")
    np.testing.assert_array_equal(gray[:, :, 0], pixels)
    small = subject.load_img(path, grayscale=True, target_size=(1, 3))
    assert subject.img_to_array(small, "tf").max() > 255
    with pytest.warns(UserWarning, match="16 bits: .* cut at 255"):
        subject.load_img(path)
    Image.fromarray(np.minimum(pixels, 255)).save(path)
    np.testing.assert_array_equal(subject.img_to_array(subject.load_img(path), "tf")[:, :, 1], np.minimum(pixels, 255))

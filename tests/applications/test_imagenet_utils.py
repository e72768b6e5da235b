"""Images before, words after."""

import json

import numpy as np
import pytest

from kerasfront.applications import imagenet_utils, inception_v3, xception
from kerasfront.applications.imagenet_utils import _obtain_input_shape, decode_predictions, preprocess_input
from kerasfront.errors import ArgumentError, FileError
from kerasfront.utils.published import Published

PIXEL = [10.0, 20.0, 30.0]
PREPARED = [30.0 - 103.939, 20.0 - 116.779, 10.0 - 123.68]


@pytest.fixture
def index(tmp_path):
    path = tmp_path / "imagenet_class_index.json"
    path.write_text(json.dumps({str(number): [f"n{number:08}", f"name_{number}"] for number in range(1000)}))
    return path


def test_pixels_without_means(backend):
    x = np.tile(np.float32(PIXEL), (2, 1, 4, 1))
    prepared = preprocess_input(x, "tf")
    assert prepared.dtype == "float32" and np.shares_memory(prepared, x)  # in place, as it was
    np.testing.assert_allclose(prepared, np.broadcast_to(PREPARED, x.shape), rtol=1e-6)
    np.testing.assert_allclose(x[0, 0, 0], PREPARED[::-1], rtol=1e-6)
    first = preprocess_input(np.float32(PIXEL).reshape(1, 3, 1, 1), dim_ordering="th")
    np.testing.assert_allclose(first.ravel(), PREPARED, rtol=1e-6)


def test_default_ordering_and_whole_numbers(backend):
    x = np.uint8(PIXEL).reshape(1, 1, 1, 3)
    prepared = preprocess_input(x)
    assert prepared.dtype == "float32" and x.ravel().tolist() == PIXEL
    np.testing.assert_allclose(prepared.ravel(), PREPARED, rtol=1e-6)
    with pytest.raises(ArgumentError, match="dim_ordering must be"):
        preprocess_input(np.zeros((1, 1, 1, 3)), "last")


def test_pixels_from_minus_1_to_1(K):
    x = np.float32([0, 127.5, 255])
    assert inception_v3.preprocess_input(x) is x and x.tolist() == [-1, 0, 1]
    assert xception.preprocess_input(np.uint8([0, 255])).tolist() == [-1, 1]
    assert K.is_tensor(xception.preprocess_input(K.placeholder((2,))))


def test_predictions_in_words(index):
    preds = np.zeros((2, 1000), "float32")
    preds[0, [7, 3]] = 0.75, 0.25
    preds[1, 999] = 1.0
    first, second = decode_predictions(preds, top=2, path=index)
    assert first == [("n00000007", "name_7", 0.75), ("n00000003", "name_3", 0.25)]
    assert second[0] == ("n00000999", "name_999", 1.0) and len(second) == 2
    assert [len(best) for best in decode_predictions(preds, path=index)] == [5, 5]


def test_names_are_downloaded_once(index, home, monkeypatch):
    monkeypatch.setattr(imagenet_utils, "CLASS_INDEX", {})
    monkeypatch.setattr(imagenet_utils, "CLASS_INDEX_FILE", Published(index.name, index.as_uri()))
    preds = np.eye(1, 1000)
    with pytest.raises(ArgumentError, match="imagenet_class_index.json is not downloaded.*path="):
        decode_predictions(preds)
    (home / "models").mkdir(parents=True)
    (home / "models" / index.name).write_bytes(index.read_bytes())
    assert decode_predictions(preds, 1) == [[("n00000000", "name_0", 1.0)]]
    (home / "models" / index.name).unlink()
    assert decode_predictions(preds, 1) == [[("n00000000", "name_0", 1.0)]]


@pytest.mark.parametrize("content", ["", "[]", '{"0": 3}', '{"0": ["n0", "name"]}'])
def test_files_that_are_something_else(tmp_path, content):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(FileError, match="x.json (is not ImageNet's class index|should name the classes)"):
        decode_predictions(np.zeros((1, 1000)), path=tmp_path / "x.json")


def test_predictions_of_something_else():
    for shape in ((1, 999), (1000,)):
        with pytest.raises(ArgumentError, match=r"needs predictions of shape \(samples, 1000\)"):
            decode_predictions(np.zeros(shape))


def test_input_shapes():
    assert _obtain_input_shape(None, 224, 48, "tf", True) == (224, 224, 3)
    assert _obtain_input_shape(None, 224, 48, "th", False) == (3, None, None)
    assert _obtain_input_shape((3, 48, None), 224, 48, "th", False) == (3, 48, None)
    assert _obtain_input_shape([224, 224, 3], 224, 48, "tf", True) == (224, 224, 3)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((48, 48), r"rows, columns and 3 channels.*such as \(224, 224, 3\), got \(48, 48\)"),
        ((3, 48, 48), "rows, columns and 3 channels"),
        ((48, 47, 3), "at least 48 rows and columns"),
    ],
)
def test_input_shapes_that_do_not_fit(shape, message):
    with pytest.raises(ArgumentError, match=message):
        _obtain_input_shape(shape, 224, 48, "tf", False)

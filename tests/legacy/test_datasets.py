"""Data sets as Keras 0.3 gave them."""

import pickle

import numpy as np
import pytest

from kerasfront.datasets import mnist, reuters
from kerasfront.errors import ArgumentError
from kerasfront.legacy.datasets import cifar10, cifar100, imdb
from kerasfront.legacy.datasets import mnist as legacy_mnist


def batch(samples, **labels):
    data = np.random.RandomState(samples).randint(0, 256, (samples, 3072)).astype("uint8")
    return {"data": data} | labels


def test_channels_come_first(tmp_path):
    names = [f"data_batch_{number}" for number in range(1, 6)] + ["test_batch"]
    contents = {name: batch(2, labels=[0, 1]) for name in names}
    contents |= {name: batch(3, fine_labels=[1, 2, 3], coarse_labels=[0, 0, 1]) for name in ("train", "test")}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(pickle.dumps(content, 2))
    (x, y), _ = cifar10.load_data(tmp_path)
    np.testing.assert_array_equal(x[:2].reshape(2, 3072), batch(2)["data"])
    assert x.shape == (10, 3, 32, 32) and y.shape == (10, 1)
    (x, y), _ = cifar100.load_data("coarse", tmp_path)
    np.testing.assert_array_equal(x.reshape(3, 3072), batch(3)["data"])
    assert y.tolist() == [[0], [0], [1]]


def test_reviews_are_divided_by_test_split(tmp_path, monkeypatch):
    content = [[1, 2], [3], [4, 5], [6], [7, 8]], [0, 1, 0, 1, 0]
    (tmp_path / "imdb.pkl").write_bytes(pickle.dumps(content, 0))
    ours = imdb.load_data(tmp_path / "imdb.pkl", test_split=0.4, nb_words=20)
    assert ours == reuters.load_data(tmp_path / "imdb.pkl", test_split=0.4, nb_words=20)
    assert [len(texts) for texts, _ in ours] == [3, 2]
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    with pytest.raises(ArgumentError, match="no source that can be trusted states a checksum of imdb.pkl"):
        imdb.load_data()


def test_the_others_are_the_same():
    assert legacy_mnist is mnist

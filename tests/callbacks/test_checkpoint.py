"""Models saved while they are trained, and loaded again."""

import numpy as np
import pytest

from kerasfront.callbacks import ModelCheckpoint
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense
from kerasfront.models import Sequential, load_model

X = np.random.RandomState(0).normal(size=(8, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)


def test_best_model_and_weights_of_each_epoch(K, tmp_path):
    model = Sequential([Dense(1, input_dim=3)])
    model.compile("adam", "mse")
    best, each = tmp_path / "best.h5", str(tmp_path / "weights.{epoch:02d}.h5")
    model.fit(
        X, Y, nb_epoch=2, verbose=0, validation_data=(X, Y),
        callbacks=[ModelCheckpoint(best, save_best_only=True), ModelCheckpoint(each, save_weights_only=True)],
    )  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best.h5", "weights.00.h5", "weights.01.h5"]
    saved = load_model(best)
    np.testing.assert_array_equal(saved.predict(X), model.predict(X))
    model.load_weights(each.format(epoch=0))
    assert not np.array_equal(saved.predict(X), model.predict(X))


def test_a_file_of_another_kind_is_left_as_it_is(K, tmp_path):
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    path = tmp_path / "notes.txt"
    path.write_text("my notes")
    with pytest.raises(ArgumentError, match=r"notes\.txt is a file of another kind"):
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), nb_epoch=1, verbose=0, callbacks=[ModelCheckpoint(path)])
    assert path.read_text() == "my notes"
    path.write_text("")
    for _ in range(2):  # an empty file, then one of its own
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), nb_epoch=2, verbose=0, callbacks=[ModelCheckpoint(path)])
    assert load_model(path).count_params() == 3

"""Parquet files and tables of Arrow, batch by batch."""

import pickle

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

import kerasfront.backend
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense, Input
from kerasfront.models import Model
from kerasfront.utils import ArrowSequence

ROWS = 23
TABLE = pyarrow.table(
    {
        "a": np.arange(ROWS, dtype="float32"),
        "b": -np.arange(ROWS, dtype="float32"),
        "c": [[float(i), 1.0] for i in range(ROWS)],
        "label": [str(i) for i in range(ROWS)],
    }
)


@pytest.fixture(params=["table", "file"])
def source(request, tmp_path):
    if request.param == "table":
        return TABLE
    pyarrow.parquet.write_table(TABLE, tmp_path / "data.parquet", row_group_size=5)
    return tmp_path / "data.parquet"


def test_batches_in_any_order(source):
    batches = ArrowSequence(source, x=["a", "b"], y="c", batch_size=4)
    assert len(batches) == 6
    for index in (5, 0, 3, 1, 2, 4):
        x, y = pickle.loads(pickle.dumps(batches))[index] if index == 3 else batches[index]
        rows = np.arange(index * 4, min(index * 4 + 4, ROWS))
        np.testing.assert_array_equal(x, np.stack([rows, -rows], axis=1))
        np.testing.assert_array_equal(y, np.stack([rows, np.ones(len(rows))], axis=1))
    named = ArrowSequence(source, x={"left": "a", "right": ["a", "b"]}, batch_size=ROWS)[0]
    assert named["left"].shape == (ROWS,) and named["right"].shape == (ROWS, 2)


def test_training_is_as_on_arrays(source, backends):
    with kerasfront.backend.use(backends[0]):
        x = Input((2,))
        model = Model(x, Dense(1)(x))
        model.compile("sgd", "mse")
        before = model.get_weights()
        columns, target = np.stack([TABLE["a"], TABLE["b"]], axis=1) / 1.0, np.asarray(TABLE["a"])
        model.fit(columns, target, batch_size=4, nb_epoch=1, shuffle=False, verbose=0)
        expected = model.get_weights()
        model.set_weights(before)
        model.fit_generator(ArrowSequence(source, ["a", "b"], "a", 4), nb_epoch=1, verbose=0)
        for found, wanted in zip(model.get_weights(), expected):
            np.testing.assert_allclose(found, wanted, rtol=1e-5)
        found = model.predict_generator(ArrowSequence(source, ["a", "b"], batch_size=4))
        np.testing.assert_allclose(found, model.predict(columns), rtol=1e-5)


def test_mistakes_are_told(source):
    with pytest.raises(ArgumentError, match="no column 'd'"):
        ArrowSequence(source, x="d")
    with pytest.raises(ArgumentError, match="there are no rows"):
        ArrowSequence(TABLE.slice(0, 0), x="a")

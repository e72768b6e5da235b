"""Predictors travel, load once in a process, and take what engines of data hand them."""

import pickle
import subprocess
import sys
import threading

import cloudpickle
import dask.array
import numpy as np
import pandas
import pyarrow
import pytest

import kerasfront.backend
import kerasfront.utils.predictor as module
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense, Flatten, Input, merge
from kerasfront.models import Model, Sequential
from kerasfront.utils import Predictor

X = np.linspace(-1, 1, 30, dtype="float32").reshape(10, 3)


class Doubled(Layer):
    """A layer of the user's own."""

    def call(self, x, mask=None):
        return 2.0 * x


@pytest.fixture
def model(K):
    return Sequential([Dense(4, input_dim=3, activation="tanh"), Doubled(), Dense(2, name="out")])


@pytest.fixture
def two(K):
    a, b = Input((3,), name="a"), Input((2,), name="b")
    return Model([a, b], [Dense(1, name="first")(merge([a, b], mode="concat")), Dense(2, name="second")(b)])


@pytest.mark.parametrize("pickler", [pickle, cloudpickle])
def test_travels_with_its_model_and_loads_it_once(model, pickler, backend):
    sent = pickler.dumps(Predictor(model, batch_size=4))
    arrived, again = pickle.loads(sent), pickle.loads(sent)
    np.testing.assert_array_equal(arrived(X), model.predict(X, batch_size=4))
    assert arrived.model is again.model is not model
    assert arrived.model.own_backend.name == backend
    assert pickle.loads(pickle.dumps(arrived)).model is arrived.model


def test_a_file_is_loaded_once_by_all_threads(model, tmp_path, monkeypatch, backend):
    calls, load = [], module.load_model
    monkeypatch.setattr(module, "load_model", lambda *args, **kwargs: calls.append(args) or load(*args, **kwargs))
    path = tmp_path / "model.h5"
    model.save(path)
    sent = pickle.dumps(Predictor(path, custom_objects={"Doubled": Doubled}))
    results = []
    threads = [threading.Thread(target=lambda: results.append(pickle.loads(sent)(X))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1 and len(results) == 4
    for result in results:
        np.testing.assert_array_equal(result, model.predict(X))
    assert pickle.loads(sent).model.own_backend.name == backend


@pytest.mark.slow
def test_a_new_process_predicts_alike_on_the_same_backend(backends, tmp_path):
    with kerasfront.backend.use(backends[0]):
        model = Sequential([Dense(2, input_dim=3)])
    (tmp_path / "p").write_bytes(pickle.dumps(Predictor(model)))
    np.save(tmp_path / "x.npy", X)
    code = (
        "import pickle, sys, numpy as np; p = pickle.load(open('p', 'rb'));"
        "np.save('y.npy', p(np.load('x.npy'))); print(p.model.own_backend.name)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == backends[0]
    np.testing.assert_array_equal(np.load(tmp_path / "y.npy"), model.predict(X))


def test_a_model_is_loaded_anew_after_the_session_was_cleared(model, K):
    sent, expected = pickle.dumps(Predictor(model)), model.predict(X)
    pickle.loads(sent)(X)
    K.clear_session()
    np.testing.assert_array_equal(pickle.loads(sent)(X), expected)


@pytest.mark.slow
def test_another_backend_can_be_chosen(K, backends, backend):
    model = Sequential([Dense(2, input_dim=3)])
    for name in backends:
        predictor = Predictor(model, backend=name)
        assert predictor.model.own_backend.name == name
        np.testing.assert_allclose(predictor(X), model.predict(X), atol=1e-6)


def test_blocks_of_dask_with_and_without_meta(model):
    blocks = dask.array.from_array(X, chunks=(4, 3))
    for more in ({}, {"meta": np.zeros((0, 2), "float32")}):
        found = blocks.map_blocks(Predictor(model), dtype="float32", chunks=(blocks.chunks[0], (2,)), **more)
        np.testing.assert_allclose(found.compute(scheduler="sync"), model.predict(X), atol=1e-6)


def test_no_rows_and_several_outputs(two):
    first, second = Predictor(two)([X, X[:, :2]])
    np.testing.assert_array_equal(second, two.predict([X, X[:, :2]])[1])
    assert first.shape == (10, 1)
    assert [array.shape for array in Predictor(two)([X[:0], X[:0, :2]])] == [(0, 1), (0, 2)]


def test_frames_keep_their_index_and_the_columns_that_are_asked_for(model):
    frame = pandas.DataFrame(X, columns=["p", "q", "r"], index=range(5, 15)).assign(id=[*"abcdefghij"])
    found = Predictor(model, keep=["id"])(frame)
    assert list(found.columns) == ["id", "out_0", "out_1"] and list(found.index) == list(frame.index)
    np.testing.assert_array_equal(found[["out_0", "out_1"]], model.predict(X))
    pieces = [*Predictor(model, columns=["p", "q", "r"])(iter([frame[:4], frame[4:4], frame[4:]]))]
    np.testing.assert_allclose(pandas.concat(pieces), model.predict(X), atol=1e-6)


def test_tables_of_arrow_and_batches_of_ray(two):
    table = pyarrow.table({"a": X.tolist(), "u": X[:, 0], "v": X[:, 1]})
    columns = {"a": "a", "b": ["u", "v"]}
    first, second = two.predict([X, X[:, :2]])
    for data in (table, table.to_batches()[0]):
        found = Predictor(two, columns=columns, keep="u")(data)
        assert type(found) is type(data) and found.schema.names == ["u", "first", "second_0", "second_1"]
        np.testing.assert_array_equal(found.column("second_1").to_numpy(), second[:, 1])
    found = Predictor(two)({"a": X, "b": X[:, :2]})
    np.testing.assert_array_equal(found["first"], first)
    np.testing.assert_array_equal(found["second"], second)


def test_columns_of_numbers_get_the_shape_of_the_input(K):
    model = Sequential([Flatten(input_shape=(3, 1)), Dense(1)])
    found = Predictor(model)({"p": X[:, 0], "q": X[:, 1], "r": X[:, 2]})
    np.testing.assert_array_equal(found[model.output_names[0]], model.predict(X[:, :, None]))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (None, "must say by a dict"),
        ({"a": "u"}, "must have the names of the inputs, 'a', 'b', got 'a'"),
        ({"a": ["u", "v"], "b": "w"}, "no column 'w'. Known names: u, v"),
        ({"a": ["u"], "b": []}, "There are no columns"),
    ],
)
def test_columns_that_do_not_fit_are_told(two, columns, message):
    with pytest.raises(ArgumentError, match=message):
        Predictor(two, columns=columns)({"u": X[:, 0], "v": X[:, 1]})


def test_cells_and_files_that_do_not_fit_are_told(model, tmp_path):
    with pytest.raises(ArgumentError, match="cells of the column 'p' do not have one shape"):
        Predictor(model)(pandas.DataFrame({"p": [[1.0], [1.0, 2.0]]}))
    with pytest.raises(ArgumentError, match="x \\(10, 3\\), y \\(10,\\). Say by columns"):
        Predictor(model)({"x": X, "y": X[:, 0]})
    with pytest.raises(ArgumentError, match=r"shape \(3,\), but got 2 columns: p, q. Say by columns"):
        Predictor(model)({"p": X[:, 0], "q": X[:, 1]})
    with pytest.raises(FileNotFoundError, match="nowhere.h5"):
        Predictor(tmp_path / "nowhere.h5")(X)

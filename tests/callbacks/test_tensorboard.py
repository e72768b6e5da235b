"""Event files, read back."""

import io
import struct
import sys

import numpy as np
import pytest
from PIL import Image
from tensorboardX.proto.event_pb2 import Event
from tensorboardX.proto.graph_pb2 import GraphDef

import kerasfront.backend
from kerasfront.callbacks import TensorBoard
from kerasfront.callbacks.tensorboard.graph import layer_graph
from kerasfront.callbacks.tensorboard.images import picture
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.layers import Dense, Input, merge
from kerasfront.models import Model, Sequential

X, Y = np.random.RandomState(0).normal(size=(8, 3)), np.zeros((8, 1))


def events(folder):
    """What the event files in a folder hold: each record is its length, a checksum, an Event and a checksum."""
    found = []
    for path in sorted(folder.iterdir()):
        content = io.BytesIO(path.read_bytes())
        while header := content.read(12):
            (length,) = struct.unpack("<Q", header[:8])
            found.append(Event.FromString(content.read(length)))
            content.read(4)
    return found


def values(folder, kind):
    """By tag: steps and values of one kind."""
    found = {}
    for event in events(folder):
        for value in event.summary.value:
            if value.HasField(kind):
                found.setdefault(value.tag, []).append((event.step, getattr(value, kind)))
    return found


@pytest.fixture
def model(K):
    made = Sequential([Dense(2, input_dim=3, name="hidden"), Dense(1, name="last")])
    made.compile("sgd", "mse")
    return made


def fit(model, callback, epochs=3):
    return model.fit(X, Y, nb_epoch=epochs, verbose=0, callbacks=[callback], validation_data=(X, Y)).history


def test_scalars_of_each_epoch(model, tmp_path):
    history = fit(model, TensorBoard(tmp_path))
    scalars = values(tmp_path, "simple_value")
    assert set(scalars) == {"loss", "val_loss"} == set(history)
    for name, recorded in history.items():
        steps, shown = zip(*scalars[name])
        assert steps == (0, 1, 2)
        np.testing.assert_allclose(shown, recorded, rtol=1e-6)


def test_weights(model, tmp_path):
    fit(model, TensorBoard(str(tmp_path), histogram_freq=2, write_images=True))
    histograms = values(tmp_path, "histo")
    assert set(histograms) == {"hidden_W", "hidden_b", "last_W", "last_b", "hidden_out", "last_out"}
    assert [step for step, _ in histograms["hidden_W"]] == [0, 2]
    _, last = histograms["hidden_W"][-1]
    W = model.get_weights()[0]
    np.testing.assert_allclose([last.min, last.max, last.num, last.sum], [W.min(), W.max(), 6, W.sum()], rtol=1e-5)
    pictures = values(tmp_path, "image")
    assert set(pictures) == {"hidden_W", "hidden_b", "last_W", "last_b"}
    shown = np.asarray(Image.open(io.BytesIO(pictures["hidden_W"][-1][1].encoded_image_string)))
    np.testing.assert_array_equal(shown.reshape(shown.shape[0], shown.shape[1], -1)[..., 0], picture(W))


def test_outputs_of_layers(model, tmp_path):
    fit(model, TensorBoard(tmp_path, histogram_freq=1), epochs=1)
    histograms = values(tmp_path, "histo")
    for tag, expected in zip(["hidden_out", "last_out"], model.predict(X, layers=["hidden", "last"])):
        ((_, shown),) = histograms[tag]
        assert shown.num == expected.size
        np.testing.assert_allclose([shown.min, shown.max], [expected.min(), expected.max()], rtol=1e-4)


def test_outputs_need_validation_data(model, tmp_path):
    callback = TensorBoard(tmp_path, histogram_freq=1)
    with pytest.warns(UserWarning, match="outputs need validation data in arrays"):
        model.fit(X, Y, nb_epoch=1, verbose=0, callbacks=[callback])
    assert set(values(tmp_path, "histo")) == {"hidden_W", "hidden_b", "last_W", "last_b"}


def test_values_that_are_not_finite_are_left_out(model, tmp_path):
    model.set_weights([np.full((3, 2), np.nan), np.array([np.inf, 1.0]), np.zeros((2, 1)), np.zeros(1)])
    fit(model, TensorBoard(tmp_path, histogram_freq=1, write_images=True), epochs=1)
    assert not {"hidden_W", "last_out"} & set(values(tmp_path, "histo")) and "hidden_W" in values(tmp_path, "image")


def test_graph(model, tmp_path):
    fit(model, TensorBoard(tmp_path), epochs=1)
    (written,) = [GraphDef.FromString(event.graph_def) for event in events(tmp_path) if event.graph_def]
    assert [(node.name, node.op, list(node.input)) for node in written.node] == [
        ("dense_input_1", "InputLayer", []),
        ("hidden", "Dense", ["dense_input_1"]),
        ("last", "Dense", ["hidden"]),
    ]
    assert [dim.size for dim in written.node[1].attr["_output_shapes"].list.shape[0].dim] == [-1, 2]


def test_nothing_but_what_is_asked_for(model, tmp_path):
    fit(model, TensorBoard(tmp_path, write_graph=False), epochs=1)
    assert not any(event.graph_def for event in events(tmp_path))
    assert not values(tmp_path, "histo") and not values(tmp_path, "image")


def test_each_training_has_its_file(model, tmp_path):
    callback = TensorBoard(tmp_path)
    fit(model, callback, epochs=1)
    fit(model, callback, epochs=1)
    assert len(values(tmp_path, "simple_value")["loss"]) == 2


def test_graph_of_shared_layers_and_models_within():
    with kerasfront.backend.use("tensorflow"):
        kerasfront.backend.reset_uids()  # other tests may have left some
        inner = Sequential([Dense(2, input_dim=3, name="dense")], name="inner")
        a, b = Input((3,), name="a"), Input((3,), name="b")
        joined = merge([inner(a), inner(b)], name="joined")
        graph = layer_graph(Model([a, b], joined))
        kerasfront.backend.clear_session()
    inputs = {node.name: list(node.input) for node in graph.node}
    assert inputs == {
        "a": [],
        "b": [],
        "inner/dense_input_1": ["a"],
        "inner/dense": ["inner/dense_input_1"],
        "inner_2/dense_input_1": ["b"],
        "inner_2/dense": ["inner_2/dense_input_1"],
        "joined": ["inner/dense", "inner_2/dense"],
    }


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (np.array([0.0, 1.0, 2.0]), [[0, 127, 255]]),
        (np.array([[0.0], [2.0]]), [[0, 255]]),
        (np.zeros((2, 3)), [[0, 0, 0], [0, 0, 0]]),
        (np.arange(4.0).reshape(2, 1, 1, 2), [[0, 85], [170, 255]]),
        (np.array(1.0), [[0]]),
        (np.array([np.nan, 1.0]), [[0, 255]]),
    ],
)
def test_picture(weight, expected):
    np.testing.assert_array_equal(picture(weight), expected)


def test_missing_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    with pytest.raises(NotReadyError, match=r"pip install 'kerasfront\[tensorboard\]'"):
        TensorBoard()


def test_wrong_arguments():
    with pytest.raises(ArgumentError, match="histogram_freq must be at least 0, got -1"):
        TensorBoard(histogram_freq=-1)
    with pytest.raises(ArgumentTypeError, match="histogram_freq must be an integer"):
        TensorBoard(histogram_freq=0.5)

"""Graph: named nodes, dicts of data, several inputs and outputs."""

import json

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError, UnknownNameError
from kerasfront.legacy.callbacks import Callback, EarlyStopping
from kerasfront.legacy.layers import containers
from kerasfront.legacy.layers.core import Activation, Dense, Lambda
from kerasfront.legacy.models import Graph, Sequential, model_from_json, model_from_yaml

X = np.array([[1.0, 2.0], [3.0, 4.0], [-1.0, 0.5], [0.0, -2.0]], "float32")
ONE_HOT = np.eye(2, dtype="float32")[[1, 0, 1, 0]]


def diamond():
    """Twice the input, and the sum of both."""
    graph = Graph()
    graph.add_input("x", input_shape=(2,))
    graph.add_node(Lambda(lambda x: 2.0 * x), "double", input="x")
    graph.add_output("y", inputs=["double", "x"], merge_mode="sum")
    return graph


def classifier():
    graph = Graph()
    graph.add_input("x", input_shape=(2,))
    graph.add_node(Dense(2, activation="softmax", weights=[np.eye(2), np.zeros(2)]), "p", input="x", create_output=True)
    graph.compile("sgd", {"p": "categorical_crossentropy"})
    return graph


def test_nodes_are_computed(backend):
    graph = diamond()
    graph.compile("sgd", {"y": "mse"})
    assert graph.input_order == ["x"]
    assert graph.output_order == ["y"]
    assert graph.output_shape == (None, 2)
    np.testing.assert_allclose(graph.predict({"x": X})["y"], 3 * X)
    np.testing.assert_allclose(graph.predict_on_batch({"x": X[:1]})["y"], 3 * X[:1])
    assert graph.evaluate({"x": X, "y": 3 * X}) == pytest.approx(0.0)
    np.testing.assert_allclose(graph.test_on_batch({"x": X, "y": 3 * X + 2}), [4.0])


def test_a_shared_node_has_one_set_of_weights(backend):
    graph = Graph()
    for name in ("a", "b"):
        graph.add_input(name, input_shape=(2,))
    graph.add_shared_node(Dense(1), "s", inputs=["a", "b"], outputs=["u", "v"])
    graph.add_node(Lambda(lambda x: -x), "minus", input="v")
    graph.add_output("y", inputs=["u", "minus"], merge_mode="sum")
    graph.compile("sgd", {"y": "mse"})
    assert [w.shape for w in graph.get_weights()] == [(2, 1), (1,)]
    np.testing.assert_allclose(graph.predict({"a": X, "b": X})["y"], np.zeros((4, 1)), atol=1e-6)


def test_a_lambda_takes_joined_tensors_by_name(backend):
    graph = Graph()
    for name in ("left", "right"):
        graph.add_input(name, input_shape=(2,))
    graph.add_shared_node(Activation("linear"), "shared", inputs=["left", "right"], merge_mode="join")
    graph.add_node(Lambda(lambda parts: parts["left"] - parts["right"]), "d", input="shared")
    graph.add_node(Lambda(lambda parts: sum(parts.values())), "s", inputs=["d", "left"], merge_mode="join")
    graph.add_output("y", input="s")
    graph.compile("sgd", {"y": "mse"})
    np.testing.assert_allclose(graph.predict({"left": 2 * X, "right": X})["y"], 3 * X, rtol=1e-6)


def test_training_on_dicts_and_generators(backend):
    graph = classifier()
    data = {"x": X, "p": ONE_HOT}
    history = graph.fit(
        data, batch_size=2, nb_epoch=2, verbose=0, show_accuracy=True, validation_data=data, shuffle=False,
        class_weight={"p": {0: 1.0, 1: 3.0}}, sample_weight=None,
    )  # fmt: skip
    assert sorted(history.history) == ["acc", "loss", "val_acc", "val_loss"]
    assert sorted(graph.fit(data, nb_epoch=1, verbose=0).history) == ["loss"]
    loss, accuracy = graph.evaluate(data, show_accuracy=True)
    assert loss == pytest.approx(float(graph.test_on_batch(data)[0]))
    assert accuracy == graph.train_on_batch(data, accuracy=True)[1]
    ones = {"p": np.ones(4)}
    batches = iter([data, (data, ones)] * 3)
    history = graph.fit_generator(batches, 8, 1, verbose=0, show_accuracy=True, validation_data=(data, ones))
    assert sorted(history.history) == ["acc", "loss", "val_acc", "val_loss"]
    assert graph.evaluate_generator(iter([data] * 9), 8) == pytest.approx(graph.evaluate(data), rel=1e-5)


def test_class_weights_count(backend):
    graph, data = classifier(), {"x": X, "p": ONE_HOT}
    (of_class_1,) = graph.test_on_batch({"x": X[[0, 2]], "p": ONE_HOT[[0, 2]]})
    (weighted,) = graph.train_on_batch(data, class_weight={"p": {0: 0.0, 1: 2.0}})
    np.testing.assert_allclose(weighted, 2.0 * of_class_1, rtol=1e-5)


def test_callbacks_see_a_model(backend, tmp_path):
    class Saves(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.save_weights(tmp_path / "w.h5", overwrite=True)
            self.model.stop_training = True

    graph, data = classifier(), {"x": X, "p": ONE_HOT}
    history = graph.fit(data, nb_epoch=5, verbose=0, callbacks=[Saves(), EarlyStopping("loss", 3)])
    assert len(history.history["loss"]) == 1
    expected = graph.get_weights()
    graph.set_weights([np.zeros((2, 2)), np.zeros(2)])
    graph.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(graph.get_weights()[0], expected[0])


def test_a_graph_is_a_layer(backend):
    inner = containers.Graph()
    inner.add_input("i", input_shape=(2,))
    inner.add_node(Lambda(lambda x: x + 1.0), "more", input="i")
    inner.add_output("o", input="more")
    model = Sequential([Dense(2, input_dim=2, weights=[np.eye(2), np.zeros(2)]), inner])
    model.compile("sgd", "mse")
    np.testing.assert_allclose(model.predict(X), X + 1.0)


def test_it_comes_back_from_text(backend):
    graph = Graph()
    graph.add_input("words", input_shape=(3,), dtype="int")
    graph.add_input("x", batch_input_shape=(4, 3))
    graph.add_shared_node(Lambda(K.square), "sq", inputs=["x", "words"], merge_mode="concat")
    graph.add_output("s", input="sq")
    graph.compile("rmsprop", {"s": "mse"}, loss_weights={"s": 0.5})
    for read, text in ((model_from_json, graph.to_json()), (model_from_yaml, graph.to_yaml())):
        model = read(text, custom_objects={"square": K.square})
        assert json.loads(model.to_json()) == json.loads(graph.to_json())
        x = X[:, [0, 1, 1]]
        expected = np.concatenate([x**2, np.zeros((4, 3))], axis=1)
        np.testing.assert_allclose(model.predict({"words": np.zeros((4, 3), "int32"), "x": x})["s"], expected)


def test_summary_and_configuration_can_be_printed(backend, capsys):
    graph = diamond()
    graph.summary()
    graph.get_config(verbose=1)
    shown = capsys.readouterr().out
    assert "double (Lambda)" in shown
    assert "'output_order': ['y']" in shown


def with_one_input():
    graph = Graph()
    graph.add_input("x", input_shape=(2,))
    return graph


@pytest.mark.parametrize(
    ("step", "error", "message"),
    [
        (lambda g: g.add_input("x", (2,)), ArgumentError, "input 'x' already"),
        (lambda g: g.add_input("z"), ArgumentError, "needs its shape"),
        (lambda g: g.add_input("z", (2,), dtype="double"), ArgumentError, "'float' or 'int', got 'double'"),
        (lambda g: g.add_node(Dense(2), "x", input="x"), ArgumentError, "'x' already"),
        (lambda g: g.add_node(Dense, "d", input="x"), ArgumentTypeError, "Did you forget to instantiate it"),
        (lambda g: g.add_node(Dense(2), "d", input="y"), UnknownNameError, "'d' asks for 'y'.*Known names: x"),
        (lambda g: g.add_node(Dense(2), "d"), ArgumentError, "needs input=.*or inputs="),
        (lambda g: g.add_node(Dense(2), "d", inputs=["x"]), ArgumentError, "at least two tensors"),
        (lambda g: g.add_node(Dense(2), "d", inputs=["x", "x"], merge_mode="max"), UnknownNameError, "'max'"),
        (lambda g: g.add_node(Dense(2), "d", inputs=["x", "x"], merge_mode="join"), ArgumentError, "be a Lambda"),
        (lambda g: g.add_shared_node(Dense(2), "d", ["x", "x"], outputs=["u"]), ArgumentError, "2 inputs, but names"),
        (lambda g: g.add_output("y", inputs=["x", "x"], merge_mode="join"), ArgumentError, "several tensors"),
        (lambda g: [g.add_output("y", input="x"), g.add_output("y", input="x")], ArgumentError, "output 'y' already"),
        (lambda g: g.compile("sgd", {}), NotReadyError, "no output yet"),
        (lambda g: g.fit({}), NotReadyError, "not compiled"),
    ],
)
def test_wrong_steps(backend, step, error, message):
    with pytest.raises(error, match=message):
        step(with_one_input())


def test_accuracy_needs_one_output(backend):
    graph = diamond()
    graph.add_output("z", input="double")
    graph.compile("sgd", {"y": "mse", "z": "mse"})
    data = {"x": X, "y": X, "z": X}
    for call in (
        lambda: graph.fit(data, show_accuracy=True, verbose=0),
        lambda: graph.evaluate(data, show_accuracy=True),
        lambda: graph.train_on_batch(data, accuracy=True),
    ):
        with pytest.raises(ArgumentError, match="exactly one output"):
            call()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.pop("nodes"), "'nodes' is missing or wrong"),
        (lambda c: c["nodes"].clear(), "no layer under 'nodes' for the node"),
        (lambda c: c.update(name="Tree"), "'Sequential' or 'Graph' under 'name'"),
        (lambda c: c.update(class_name="Sequential", name=None), "model of Keras 1.x"),
        (lambda c: c["nodes"].update(double={"name": "Ghost"}), "Unknown layer of Keras 0.3 'Ghost'"),
    ],
)
def test_wrong_text(backend, change, message):
    config = diamond().get_config()
    change(config)
    with pytest.raises(ArgumentError, match=message):
        model_from_json(json.dumps(config))


def test_calls_by_name(K):
    graph = Graph()
    for name in ("a", "b"):
        graph.add_input(name, (2,))
    graph.add_node(Dense(2, weights=[np.eye(2), np.zeros(2)]), "sum", inputs=["a", "b"], merge_mode="sum")
    graph.add_node(Dense(2, weights=[2.0 * np.eye(2), np.zeros(2)]), "double", input="a", create_output=True)
    graph.add_output("total", input="sum")
    x, y = K.placeholder((None, 2)), K.placeholder((None, 2))
    outputs = graph({"a": x, "b": y})
    results = K.function([x, y], [outputs["total"], outputs["double"]])([np.ones((1, 2)), np.full((1, 2), 3.0)])
    np.testing.assert_allclose(results[0], [[4.0, 4.0]])
    np.testing.assert_allclose(results[1], [[2.0, 2.0]])
    assert sorted(graph.get_output(train=True)) == sorted(graph([x, y])) == ["double", "total"]


def test_results_of_a_shared_node_all_at_once(backend):
    graph = Graph()
    for name in ("a", "b"):
        graph.add_input(name, (2,))
    graph.add_shared_node(Dense(2, weights=[np.eye(2), np.ones(2)]), "shared", inputs=["a", "b"])
    graph.add_node(Dense(1, weights=[np.ones((4, 1)), np.zeros(1)]), "all", input=None, inputs=["shared"])
    graph.add_output("y", input="all")
    graph.compile("sgd", {"y": "mse"})
    a, b = np.ones((1, 2)), np.full((1, 2), 3.0)
    np.testing.assert_allclose(graph.predict({"a": a, "b": b})["y"], [[12.0]])
    again = Graph.from_config(graph.get_config())
    assert [w.shape for w in again.get_weights()] == [w.shape for w in graph.get_weights()]

"""The stack of layers: building, changing, errors, configuration."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input, Layer, Merge
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.layers import Dense
from kerasfront.models import Model, Sequential
from kerasfront.registry import custom_object_scope
from tests.tiny import CUSTOM, Project, Scale, Twice


@pytest.fixture
def model(K):
    return Sequential([Project(3, input_shape=(2,), name="a"), Project(1, name="b")], name="stack")


def rebuilt(model):
    with custom_object_scope(CUSTOM):
        return Sequential.from_config(model.get_config())


def test_stack(model):
    assert [layer.name for layer in model.layers] == ["a", "b"]
    assert (model.input_shape, model.output_shape, model.count_params()) == ((None, 2), (None, 1), 9)
    assert (model.input_names, model.output_names) == (["project_input_1"], ["b"])
    assert [weight.shape for weight in model.get_weights()] == [(2, 3), (3, 1)]
    assert model.get_layer("b") is model.layers[1]
    assert len(model.trainable_weights) == 2


def test_values(model):
    model.set_weights([np.ones((2, 3)), np.ones((3, 1))])
    np.testing.assert_array_equal(model.predict(np.array([[1.0, 2.0], [0.0, 1.0]])), [[9.0], [3.0]])


def test_layers_are_taken_off_and_put_on(model):
    model.graph  # noqa: B018  (what is found out now must not outlive the change)
    model.pop()
    assert (model.output_shape, model.output_names) == ((None, 3), ["a"])
    model.add(Project(4, name="c"))
    assert (model.output_shape, model.output_names) == ((None, 4), ["c"])
    model.pop(), model.pop()
    assert model.layers == []
    with pytest.raises(NotReadyError, match="has no layers to take off"):
        model.pop()
    model.add(Scale(input_dim=2))
    assert model.output_shape == (None, 2)


def test_a_thousand_layers(K):
    model = Sequential([Scale(input_dim=2)])
    for _ in range(999):
        model.add(Layer())
    assert model.output_shape == (None, 2)
    assert len(model.graph.layers) == 1001


def test_forgotten_input_shape(K):
    with pytest.raises(ArgumentError, match=r"'stack'.*first layer must know.*'s' \(Scale\) was not.*input_shape="):
        Sequential([Scale(name="s")], name="stack")


def test_what_cannot_be_added(model):
    with pytest.raises(ArgumentTypeError, match="only layers can be added.*Did you forget to instantiate it"):
        model.add(Scale)
    with pytest.raises(ArgumentTypeError, match="only layers can be added, got 3"):
        model.add(3)
    with pytest.raises(ArgumentError, match="has 2 outputs, a layer of a Sequential must have one"):
        model.add(Twice())
    shared = Scale(input_dim=2)
    shared(Input(shape=(2,))), shared(Input(shape=(2,)))
    with pytest.raises(ArgumentError, match="already connected elsewhere"):
        Sequential([shared])
    with pytest.raises(ArgumentError, match="names must be unique, but 'a'"):
        Sequential([Scale(input_dim=2, name="a"), Scale(name="a")]).inputs  # noqa: B018


@pytest.mark.parametrize("use", [lambda m: m.inputs, lambda m: m.build(), lambda m: m(Input(shape=(2,)))])
def test_empty_model_is_not_ready(K, use):
    with pytest.raises(NotReadyError, match="has no layers yet"):
        use(Sequential())


def test_wrong_shape_names_the_chain(K):
    with pytest.raises(ArgumentError, match=r"'s' \(Scale\) expects.*rank 2.*layer_input_1 .* -> l \(None, 2, 3\)"):
        Sequential([Layer(input_shape=(2, 3), name="l"), Scale(name="s")])


def test_configuration(model):
    config = model.get_config()
    assert [data["class_name"] for data in config] == ["Project", "Project"]
    assert config[0]["config"]["batch_input_shape"] == [None, 2]
    assert rebuilt(model).get_config() == config


def test_nested_stack(K):
    inner = Sequential([Scale(input_dim=2, name="i")])
    model = Sequential([inner, Project(1, name="top")])
    assert [layer.name for layer in model.graph.layers] == ["scale_input_1", "i", "top"]
    assert [layer.name for layer in model.flattened_layers] == [inner.name, "top"]
    inner.trainable = False
    assert model.trainable_weights == model.layers[1].weights
    assert rebuilt(model).count_params() == 4
    x = Input(shape=(2,))
    outer = Model(x, model(x))
    assert [layer.name for layer in outer.layers] == [outer.input_names[0], model.name]
    assert len(outer.get_weights()) == 2


def branches():
    left = Sequential([Scale(input_dim=2, name="left")])
    right = Sequential([Project(3, input_shape=(4,), name="right")])
    return left, right


def test_merge_as_first_layer(K):
    left, right = branches()
    model = Sequential([Merge([left, right], mode="concat", name="m"), Project(1, name="top")])
    assert (model.input_shape, model.output_shape) == ([(None, 2), (None, 4)], (None, 1))
    assert [layer.name for layer in model.flattened_layers] == ["left", "right", "top"]
    assert [weight.shape for weight in model.get_weights()] == [(2,), (4, 3), (5, 1)]
    model.set_weights([np.ones(2), np.ones((4, 3)), np.ones((5, 1))])
    x, y = np.array([[1.0, 2.0]]), np.ones((1, 4))
    np.testing.assert_array_equal(model.predict([x, y]), [[3.0 + 12.0]])
    left.trainable = False
    assert len(model.trainable_weights) == 2
    copy = rebuilt(model)
    assert copy.get_config() == model.get_config()
    assert copy.input_shape == model.input_shape


def test_branches_share_layers_by_name(K):
    shared = Scale(input_dim=2, name="shared")
    one = Sequential([shared])
    two = Sequential([Project(2, input_shape=(3,), name="p"), shared])
    copy = rebuilt(Sequential([Merge([one, two], mode="sum", name="m")]))
    assert len(copy.get_weights()) == 2


def test_predict_classes_and_probabilities(K):
    model = Sequential([Scale(input_dim=2, weights=[[1.0, 1.0]])])
    x = np.array([[0.2, 0.8], [0.9, 0.1]])
    np.testing.assert_array_equal(model.predict_classes(x, verbose=0), [1, 0])
    np.testing.assert_allclose(model.predict_proba(x, verbose=0), x, rtol=1e-6)
    single = Sequential([Scale(input_dim=1, weights=[[1.0]])])
    np.testing.assert_array_equal(single.predict_classes(np.array([[0.6], [0.4]]), verbose=0), [[1], [0]])
    with pytest.warns(UserWarning, match="not probabilities"):
        single.predict_proba(np.array([[2.0]]), verbose=0)


def test_classic_order_of_arguments(K):
    model = Sequential([Scale(input_dim=1, weights=[[1.0]])])
    model.compile("sgd", "mse", ["mae"], None)
    x = np.array([[1.0], [3.0]])
    loss, _ = model.train_on_batch(x, np.zeros((2, 1)), None, np.array([1.0, 0.0]))
    assert loss == pytest.approx(1.0)
    model.add(Scale())
    with pytest.raises(NotReadyError, match="compile"):
        model.train_on_batch(x, x)


def test_the_end_may_be_taken_off_by_hand(backend):
    """As guides of the time told it, to put another end on a trained model."""
    model = Sequential([Dense(4, input_dim=3, name="a"), Dense(5, name="b"), Dense(2, name="c")])
    x = np.ones((2, 3))
    model.layers.pop()
    model.outputs = [model.layers[-1].output]
    model.layers[-1].outbound_nodes = []
    below = model.predict(x)
    model.add(Dense(7, name="d"))
    assert [layer.name for layer in model.layers] == ["a", "b", "d"]
    assert (model.output_shape, len(model.get_weights())) == ((None, 7), 6)
    model.compile("sgd", "mse")
    model.train_on_batch(x, np.ones((2, 7)))
    assert below.shape == (2, 5)
    with pytest.raises(ArgumentError, match="outputs must be a list of what one of its layers gives"):
        model.outputs = [Dense(1)(model.output)]


@pytest.mark.parametrize("name", ["a<b>", "a\\", "/", "a/", "-", "é ü"])
def test_layers_may_have_any_name(K, name):
    model = Sequential([Dense(2, input_dim=2, name=name), Dense(1, name=name.replace("<", ">") + "_")])
    model.compile("adam", "mse")
    before = model.get_weights()
    model.fit(np.ones((4, 2)), np.zeros((4, 1)), batch_size=2, nb_epoch=1, verbose=0)
    assert not np.array_equal(model.get_weights()[0], before[0])
    zero, one = K.zeros_like(K.variable([2.0]), name=name), K.ones_like(K.variable([2.0]), name=name)
    assert K.eval(zero + one) == 1.0

"""Graphs of layers: order, sharing, nesting, weights, losses and errors."""

import numpy as np
import pytest

from kerasfront.backend import Backend, current
from kerasfront.engine.topology import Container, Input, Layer, merge
from kerasfront.errors import ArgumentError, UnknownNameError
from tests.tiny import CUSTOM, NonZero, Project, Scale, Twice, values


def diamond():
    """X to h; h and x to m; m to y."""
    x = Input(shape=(2,), name="x")
    h = Project(3, name="h")(x)
    return Container(x, Project(1, name="y")(merge([x, h], mode="concat", name="m")), name="diamond")


def test_layers_come_in_order_of_depth(K):
    model = diamond()
    assert [layer.name for layer in model.layers] == ["x", "h", "m", "y"]
    assert {depth: [layer.name for layer in group] for depth, group in model.layers_by_depth.items()} == {
        3: ["x"], 2: ["h"], 1: ["m"], 0: ["y"],
    }  # fmt: skip
    assert (model.input_names, model.output_names) == (["x"], ["y"])
    assert (model.input_shape, model.output_shape, model.count_params()) == ((None, 2), (None, 1), 11)
    assert model.container_nodes == {"x_ib-0", "h_ib-0", "m_ib-0", "y_ib-0"}


def test_get_layer(K):
    model = diamond()
    assert model.get_layer("h") is model.get_layer(index=1)
    with pytest.raises(UnknownNameError, match="has no layer 'hh'. Did you mean 'h'"):
        model.get_layer("hh")
    with pytest.raises(ArgumentError, match="has 4 layers, so there is no layer 4"):
        model.get_layer(index=4)
    with pytest.raises(ArgumentError, match="needs the name or the index"):
        model.get_layer()


def test_weights_are_read_and_set_in_order(K):
    model = diamond()
    arrays = [np.full(w.shape, i, "float32") for i, w in enumerate(model.get_weights())]
    model.set_weights(arrays)
    for got, expected in zip(model.get_weights(), arrays):
        np.testing.assert_array_equal(got, expected)
    with pytest.raises(ArgumentError, match=r"'diamond'.*weight 1 .*shape \(5, 1\), the array given has shape \(1,\)"):
        model.set_weights([arrays[0] + 1, np.ones(1)])
    np.testing.assert_array_equal(model.get_weights()[0], arrays[0])


def test_freezing(K):
    model = diamond()
    h, y = model.get_layer("h"), model.get_layer("y")
    h.trainable = False
    assert (model.trainable_weights, model.non_trainable_weights) == (y.weights, h.weights)
    model.trainable = False
    assert model.trainable_weights == []
    x = Input(shape=(2,))
    outer = Container(x, Scale(name="s")(model(x)))
    assert outer.trainable_weights == outer.get_layer("s").weights
    assert len(outer.non_trainable_weights) == 2


def test_shared_layer_and_several_inputs_and_outputs(K):
    a, b = Input(shape=(2,), name="a"), Input(shape=(2,), name="b")
    shared = Scale(name="shared", weights=[[2.0, 3.0]])
    u, v = shared(a), shared(b)
    model = Container([a, b], [merge([u, v], name="m"), v])
    assert [layer.name for layer in model.layers] == ["a", "b", "shared", "m"]
    assert (model.input_shape, model.output_shape) == ([(None, 2), (None, 2)], [(None, 2), (None, 2)])
    assert model.trainable_weights == [shared.w]
    c, d = Input(shape=(2,)), Input(shape=(2,))
    first, second = model([c, d])
    got = values([first, second], [(c, [[1, 1]]), (d, [[10, 10]])])
    np.testing.assert_array_equal(got[0], [[22, 33]])
    np.testing.assert_array_equal(got[1], [[20, 30]])


def test_layer_with_several_outputs(K):
    x = Input(shape=(2,))
    one, two = Twice(name="t")(x)
    model = Container(x, [two, one])
    z = Input(shape=(2,))
    np.testing.assert_array_equal(values(model(z), [(z, [[1, 2]])])[0], [[2, 4]])


def test_static_shape_for_other_inputs(K):
    inner = diamond()
    assert inner.get_output_shape_for((7, 2)) == (7, 1)
    y = inner(Input(batch_shape=(7, 2)))
    assert K.int_shape(y) == (7, 1)
    with pytest.raises(ArgumentError, match="'diamond'.* expects an input of rank 2"):
        inner(Input(shape=(2, 2)))


def test_masks_go_through_nested_models(K):
    x = Input(shape=(3, 1))
    inner = Container(x, NonZero()(x))
    assert inner.output_mask is not None
    z = Input(shape=(3, 1))
    y = inner(z)
    mask = inner.get_output_mask_at(1)
    np.testing.assert_array_equal(values([y, K.cast(mask, "int32")], [(z, [[[1], [0], [2]]])])[1], [[1, 0, 1]])


def test_losses_and_updates_of_the_calls_within(K):
    x, z = Input(shape=(2,)), Input(shape=(2,))
    layer = Scale(w_regularizer="l2", activity_regularizer="activity_l2")
    inner = Container(x, layer(x))
    layer(z)  # not part of the model
    assert len(inner.losses) == 2
    state = layer.add_weight((2,), "zero", trainable=False)
    layer.add_update(K.update(state, layer.w))
    outer_input = Input(shape=(2,))
    outer = Container(outer_input, inner(outer_input))
    assert (len(outer.losses), len(outer.updates), len(inner.losses)) == (2, 1, 2)
    assert len(outer.get_losses_for(None)) == 1
    inner.trainable = False
    assert outer.updates == []


def test_constraints_are_gathered(K):
    x = Input(shape=(2,))
    layer = Scale(w_constraint="nonneg")
    model = Container(x, layer(x))
    assert list(model.constraints.values()) == [layer.w_constraint]


def test_states_are_reset_and_updated_once(K):
    class Counter(Layer):
        stateful = True
        resets = 0

        def build(self, input_shape):
            self.count = self.add_weight((1,), "zero", trainable=False)
            self.add_update(K.update_add(self.count, 1.0))

        def reset_states(self):
            self.resets += 1

    x = Input(shape=(2,))
    counter = Counter()
    outer_input = Input(shape=(2,))
    model = Container(outer_input, Container(x, counter(x))(outer_input))
    model.reset_states()
    assert model.stateful and counter.resets == 1
    assert [new for _, new in model.state_updates] == [new for _, new in counter.updates]


def test_a_thousand_layers(K):
    x = Input(shape=(1,))
    y = x
    for _ in range(1000):
        y = Layer()(y)
    assert len(Container(x, y).layers) == 1001


def test_a_model_works_on_its_backend(backend):
    model = diamond()
    with Backend("other", current().module).active():
        assert model.backend.name == backend
        assert not model.uses_learning_phase
        assert len(model.get_weights()) == 2


def test_unused_input_is_a_layer_too(K):
    a, b = Input(shape=(2,), name="a"), Input(shape=(2,), name="b")
    model = Container([a, b], Scale(name="s")(a))
    assert {layer.name for layer in model.layers} == {"a", "b", "s"}


def test_disconnected_graph(K):
    a, b = Input(shape=(2,), name="a"), Input(shape=(2,), name="b")
    y = merge([a, Scale(name="s")(b)])
    with pytest.raises(ArgumentError, match=r"disconnected. An output needs b \(None, 2\).*inputs given \(a\)"):
        Container(a, y)


def test_inputs_must_come_from_input(K):
    a = Input(shape=(2,), name="a")
    h = Scale(name="s")(a)
    with pytest.raises(ArgumentError, match=r"must be a tensor of Input\(\), but one came as a \(None, 2\) -> s"):
        Container(h, Scale()(h))
    with pytest.raises(ArgumentError, match="every input must be a tensor that came out of a layer"):
        Container(K.placeholder((None, 2)), h)
    with pytest.raises(ArgumentError, match="every output must be a tensor that came out of a layer.*Lambda"):
        Container(a, h + 1.0)
    with pytest.raises(ArgumentError, match="an input is given twice"):
        Container([a, a], h)
    with pytest.raises(ArgumentError, match="got an empty list"):
        Container([], h)


def test_names_must_be_unique(K):
    x = Input(shape=(2,))
    with pytest.raises(ArgumentError, match="names must be unique, but 's' is used more than once"):
        Container(x, Scale(name="s")(Scale(name="s")(x)))


def rebuilt(model):
    return type(model).from_config(model.get_config(), CUSTOM)


def test_configuration_layout(K):
    config = diamond().get_config()
    assert config["name"] == "diamond"
    assert (config["input_layers"], config["output_layers"]) == ([["x", 0, 0]], [["y", 0, 0]])
    merged = config["layers"][2]
    assert (merged["name"], merged["class_name"]) == ("m", "Merge")
    assert merged["inbound_nodes"] == [[["x", 0, 0], ["h", 0, 0]]]


def test_configuration_of_nested_and_shared_layers(K):
    x = Input(shape=(2,), name="x")
    inner_input = Input(shape=(2,), name="inner_x")
    shared = Scale(name="shared")
    inner = Container(inner_input, Scale(name="inner_s")(inner_input), name="inner")
    y = shared(inner(shared(x)))  # the second call of `shared` needs a layer that stands behind it
    shared(Input(shape=(2,)))  # not part of the model
    model = Container(x, inner(y), name="outer")
    config = model.get_config()
    assert config["output_layers"] == [["inner", 2, 0]]
    copy = rebuilt(model)
    assert copy.get_config() == config
    weights = [np.array([2.0, 3.0]), np.array([5.0, 7.0])]
    copy.set_weights(weights)
    z = Input(shape=(2,))
    np.testing.assert_array_equal(values([copy(z)], [(z, [[1, 1]])])[0], [[4 * 25, 9 * 49]])


def test_configuration_that_does_not_hang_together(K):
    config = diamond().get_config()
    config["layers"][1]["inbound_nodes"] = [[["nowhere", 0, 0]]]
    with pytest.raises(ArgumentError, match=r"'diamond' calls Layer 'h' \(Project\) on \[\['nowhere', 0, 0\]\]"):
        Container.from_config(config, CUSTOM)

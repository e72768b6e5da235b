"""Layers as users of classic Keras wrote them: what they declare, set and build by hand counts."""

import numpy as np
import pytest

from kerasfront import backend as K_of_scripts
from kerasfront.engine.topology import Node
from kerasfront.errors import ArgumentError
from kerasfront.layers import LSTM, Convolution2D, Dense, Input, InputSpec, Layer, TimeDistributed
from kerasfront.models import Model, Sequential
from tests.tiny import Project, Scale, values


class Stacked(Layer):
    """Runs layers of its own, built by hand; says its shape in the ways that were common."""

    def __init__(self, filters, declared, **kwargs):
        self.filters = filters
        self.declared = declared
        super().__init__(**kwargs)

    def build(self, input_shape):
        self.inner = [Convolution2D(self.filters, 1, 1, dim_ordering="tf", W_regularizer="l2") for _ in range(2)]
        self.trainable_weights = []
        for layer in self.inner:
            layer.build(input_shape)
            self.trainable_weights += layer.trainable_weights
            input_shape = (*input_shape[:3], self.filters)

    def call(self, x, mask=None):
        for layer in self.inner:
            x = layer.call(x)
        return x

    def get_output_shape_for(self, input_shape):
        return self.declared


def test_layers_within_are_built_by_hand(K):
    x = Input((4, 6, 1))
    layer = Stacked(2, (-1, 8 / 2, 12 / 2, np.int64(2)))
    y = layer(x)
    assert y._keras_shape == layer.output_shape == (None, 4, 6, 2)
    assert all(type(size) is int for size in layer.output_shape[1:])
    assert len(layer.trainable_weights) == 4
    assert Model(x, y).predict(np.ones((3, 4, 6, 1))).shape == (3, 4, 6, 2)


def test_the_declared_shape_counts(K):
    x = Input((4, 6, 1))
    layer = Stacked(2, (None, 4, 6, 5))
    with pytest.warns(UserWarning, match=r"says \(None, 4, 6, 5\), but call gives \(None, 4, 6, 2\)"):
        y = layer(x)
    assert layer.output_shape == (None, 4, 6, 5)
    dense = Dense(3)
    dense.build(y._keras_shape)
    assert K.int_shape(dense.W) == (5, 3)


def test_a_declared_rank_may_differ(K):
    class Summed(Layer):
        def call(self, x, mask=None):
            return K.sum(x, axis=2)

    x = Input((3, 2))
    with pytest.warns(UserWarning, match=r"says \(None, 3, 2\), but call gives \(None, 3\)"):
        y = Summed()(x)
    assert (Model(x, y).predict(np.ones((2, 3, 2))) == 2).all()


def test_shapes_that_a_layer_does_not_know(K):
    class Both(Layer):
        def call(self, x, mask=None):
            return [K.sum(x, axis=2), x * 1.0]

        def get_output_shape_for(self, input_shape):
            return [(input_shape, *input_shape[1:2]), None]

    layer = Both()
    layer(Input((3, 2)))
    assert layer.output_shape == [(None, 3), (None, 3, 2)]


def test_a_missing_output_is_an_error(K):
    class Half(Layer):
        def call(self, x, mask=None):
            return x * 1.0

        def get_output_shape_for(self, input_shape):
            return [input_shape, input_shape]

    with pytest.raises(ArgumentError, match="but call gives"):
        Half()(Input((2,)))


@pytest.mark.parametrize(
    ("make", "shape", "weights", "losses"),
    [
        (lambda: LSTM(2, W_regularizer="l2", b_regularizer="l2"), (3, 2), 12, 12),
        (lambda: Dense(2, W_regularizer="l2"), (3,), 2, 1),
        (lambda: Project(2), (3,), 1, 0),
        (lambda: TimeDistributed(Dense(2, W_regularizer="l2")), (3, 2), 2, 1),
    ],
)
def test_built_by_hand_it_is_not_built_again(K, make, shape, weights, losses):
    layer = make()
    layer.build((None, *shape))
    assert layer.built
    layer(Input(shape))
    assert (len(layer.weights), len(layer.losses)) == (weights, losses)


def test_weights_of_the_argument_are_set_though_built_by_hand(K):
    layer = Dense(1, weights=[[[2.0]], [1.0]])
    layer.build((None, 1))
    layer(Input((1,)))
    np.testing.assert_array_equal(layer.get_weights()[0], [[2.0]])


def test_lists_of_weights_may_be_changed_in_place(K):
    layer = Scale()
    layer(Input((2,)))
    extra, state = K.variable([1.0]), K.variable([2.0])
    layer.trainable_weights.append(extra)
    layer.non_trainable_weights.append(state)
    assert layer.weights == [layer.w, extra, state]


def test_losses_and_updates_may_be_set(K):
    class Counting(Layer):
        def build(self, input_shape):
            self.losses, self.updates = [], []
            self.count = self.add_weight((1,), "zero", trainable=False)
            self.updates = [(self.count, self.count + 1.0)]

    layer = Counting(input_shape=(2,))
    model = Sequential([layer, Dense(1)])
    model.compile("sgd", "mse")
    model.train_on_batch(np.ones((2, 2)), np.ones((2, 1)))
    assert K.get_value(layer.count) == 1


def test_own_check_of_inputs(K):
    seen = []

    class Strict(Layer):
        def assert_input_compatibility(self, x):
            seen.append(x)

    x = Input((2,))
    Strict()(x)
    assert all(given is x for given in seen)


def test_own_call_operator(K):
    """As containers of cells had it, which took more than tensors."""

    class Named(Layer):
        def __call__(self, x, mask=None):
            layer, node_index, tensor_index = x["input"]._keras_history
            self.add_inbound_node([layer], [node_index], [tensor_index])
            return self.inbound_nodes[-1].output_tensors[0]

        def build(self, input_shape):
            self.w = self.add_weight(input_shape[1:], "one")

        def call(self, x, mask=None):
            return x * self.w

    layer = Named()
    y = layer({"input": Input((2,))})
    assert (layer.built, layer.output_shape) == (True, (None, 2))
    assert Model(layer.input, Dense(1)(y)).predict(np.ones((3, 2))).shape == (3, 1)


def test_one_spec_may_speak_of_the_first_of_several_inputs(K):
    class First(Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.input_spec = [InputSpec(ndim=2)]

        def call(self, x, mask=None):
            return x[0] * K.sum(x[1])

        def get_output_shape_for(self, input_shape):
            return input_shape[0]

    x, y = Input((2,)), Input((3, 4))
    result = values([First()([x, y])], [(x, [[1.0, 2.0]]), (y, np.ones((1, 3, 4)))])
    np.testing.assert_array_equal(result[0], [[12.0, 24.0]])
    with pytest.raises(ArgumentError, match="expects 1 inputs, got 2"):
        Dense(2)([x, y])


def test_a_spec_may_be_missing(K):
    class Second(Layer):
        input_spec = [None, InputSpec(ndim=3)]

        def call(self, x, mask=None):
            return x[1]

        def get_output_shape_for(self, input_shape):
            return input_shape[1]

    with pytest.raises(ArgumentError, match="expects input 1 of rank 3"):
        Second()([Input((2,)), Input((2,))])
    Second()([Input((2,)), Input((2, 3))])


def test_a_model_may_say_which_its_layers_are(K):
    class Frozen(Model):
        """Only the last layer is the model's own."""

        def __init__(self, input, output):
            super().__init__(input, output)
            self.layers = self.layers[-1:]

    x = Input((2,))
    model = Frozen(x, Dense(1, name="top")(Dense(3)(x)))
    assert [layer.name for layer in model.layers] == ["top"]
    assert len(model.trainable_weights) == 2
    assert model.predict(np.ones((4, 2))).shape == (4, 1)


class Source(Layer):
    """An input layer of the user's own, which writes down by hand where its tensor comes from."""

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.batch_input_shape = (None, size)
        x = K_of_scripts.placeholder(shape=self.batch_input_shape, name=self.name)
        x._uses_learning_phase = False
        x._keras_history = (self, 0, 0)
        Node(self, [], [], [], [x], [x], [None], [None], [x._keras_shape], [x._keras_shape])


def test_an_own_input_layer(K):
    x = Source(3).inbound_nodes[0].output_tensors[0]
    model = Model(x, Dense(2)(x))
    model.compile("sgd", "mse")
    before = model.train_on_batch(np.ones((4, 3)), np.zeros((4, 2)))
    assert model.train_on_batch(np.ones((4, 3)), np.zeros((4, 2))) < before
    assert model.predict(np.ones((4, 3))).shape == (4, 2)


class Bare(Layer):
    """Sets by hand what it needs, as some input layers of the time did."""

    def __init__(self):
        self.name, self.trainable = "bare", False


def test_a_layer_that_never_calls_init_has_no_terms():
    assert (Bare().losses, Bare().updates) == ([], [])


class OfAScript(Layer):
    """Keeps things of its own under names that scripts use."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.backend, self._backend = "mine", "also mine"


class ModelOfAScript(Model):
    def __init__(self, *ends):
        super().__init__(*ends)
        self.backend, self.trainer, self.compilation = "mine", "me", 3


def test_attributes_of_scripts_are_theirs(K):
    x = Input((3,))
    layer = OfAScript()
    model = ModelOfAScript(x, Dense(2)(layer(x)))
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 2)), nb_epoch=1, verbose=0)
    assert model.predict(np.ones((4, 3))).shape == (4, 2)
    assert (layer.backend, layer._backend) == ("mine", "also mine")
    assert (model.backend, model.trainer, model.compilation) == ("mine", "me", 3)

"""Layers around layers: shapes, weights and configurations; what they compute, against the layers within."""

import numpy as np
import pytest

from kerasfront import activations
from kerasfront import backend as K
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.layers import (
    GRU,
    LSTM,
    Activation,
    BatchNormalization,
    Bidirectional,
    Convolution2D,
    Dense,
    Dropout,
    Input,
    Masking,
    SimpleRNN,
    TimeDistributed,
    Wrapper,
)  # fmt: skip
from kerasfront.models import Model, Sequential

SAMPLES, TIMES, FEATURES, UNITS = 2, 3, 2, 3


def drawn(seed, *shape):
    return np.random.RandomState(seed).normal(0, 0.5, shape).astype("float32")


VALUES = drawn(1, SAMPLES, TIMES, FEATURES)


def names(K, weights):
    return [K.variable_name(weight).split(":")[0] for weight in weights]


def test_every_time_goes_through_the_same_layer(K):
    known, unknown = Input((TIMES, FEATURES)), Input((None, FEATURES))
    dense = TimeDistributed(Dense(UNITS, activity_regularizer="l1", name="d"))
    nested = TimeDistributed(TimeDistributed(Dense(UNITS, name="n")), name="outer")
    films = Input((2, 4, 4, 1))
    convolution = TimeDistributed(Convolution2D(2, 3, 3, dim_ordering="tf"))
    outputs = [dense(known), dense(unknown), nested(Input((None, 2, FEATURES))), convolution(films)]
    assert [K.int_shape(x) for x in outputs] == [
        (None, TIMES, UNITS), (None, None, UNITS), (None, None, 2, UNITS), (None, 2, 2, 2, 2),
    ]  # fmt: skip
    kernel, bias = drawn(2, FEATURES, UNITS), drawn(3, UNITS)
    dense.set_weights([kernel, bias])
    (penalty,) = dense.get_losses_for(known)
    *got, penalty = K.function([known, unknown], [*outputs[:2], penalty])([VALUES, VALUES])
    expected = VALUES @ kernel + bias
    np.testing.assert_allclose(got[0], expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(got[1], expected, rtol=1e-5, atol=1e-6)
    assert penalty == pytest.approx(0.01 * np.abs(expected).sum(), rel=1e-5)
    assert names(K, nested.weights) == ["n_W", "n_b"]


def test_what_the_layer_within_has_is_the_wrapper_s(K):
    wrapper = TimeDistributed(Sequential([
        Dense(UNITS, input_dim=FEATURES, W_regularizer="l2", W_constraint="nonneg", name="d"),
        BatchNormalization(name="n"), Dropout(0.5),
    ]))  # fmt: skip
    x = Input((TIMES, FEATURES))
    wrapper(x)
    trained = ["d_W", "d_b", "n_gamma", "n_beta"]
    assert names(K, wrapper.trainable_weights) == trained
    assert names(K, wrapper.non_trainable_weights) == ["n_running_mean", "n_running_std"]
    assert names(K, wrapper.constraints) == ["d_W"]
    assert (len(wrapper.get_losses_for(None)), len(wrapper.losses)) == (1, 1)
    assert (len(wrapper.get_updates_for(x)), len(wrapper.updates)) == (2, 2)
    assert wrapper.uses_learning_phase
    assert wrapper.count_params() == 9 + 4 * UNITS
    wrapper.trainable = False
    assert wrapper.trainable_weights == []
    assert names(K, wrapper.non_trainable_weights) == [*trained, "n_running_mean", "n_running_std"]
    wrapper.trainable, wrapper.layer.layers[0].trainable = True, False
    assert names(K, wrapper.trainable_weights) == ["n_gamma", "n_beta"]


def test_layers_in_both_directions_and_all_ways_to_merge_them(K):
    x = Input((TIMES, FEATURES))
    weights = [drawn(seed, *shape) for seed, shape in enumerate([(2, 3), (3, 3), (3,)] * 2)]
    single = [SimpleRNN(UNITS, return_sequences=True, go_backwards=back) for back in (False, True)]
    both = {
        mode: Bidirectional(SimpleRNN(UNITS, return_sequences=True), mode, weights)
        for mode in ("sum", "mul", "ave", "concat", None)
    }
    tensors = [layer(x) for layer in single] + [both[mode](x) for mode in ("sum", "mul", "ave", "concat")]
    for number, layer in enumerate(single):
        layer.set_weights(weights[3 * number :][:3])
    forward, backward, *merged, first, second = K.function([x], [*tensors, *both[None](x)])([VALUES])
    backward = backward[:, ::-1]
    both_sides = np.concatenate([forward, backward], axis=2)
    expected = [forward + backward, forward * backward, (forward + backward) / 2, both_sides]
    for got, right in zip([*merged, first, second], [*expected, forward, backward]):
        np.testing.assert_allclose(got, right, rtol=1e-5, atol=1e-6)
    assert both["concat"].output_shape == (None, TIMES, 2 * UNITS)
    assert both[None].output_shape == [(None, TIMES, UNITS)] * 2


def test_weights_come_from_the_front_then_from_the_back(K):
    layer = Bidirectional(LSTM(UNITS, name="r", consume_less="gpu"))
    layer(Input((TIMES, FEATURES)))
    kinds = ["r_W", "r_U", "r_b"]
    assert names(K, layer.weights) == [f"forward_{k}" for k in kinds] + [f"backward_{k}" for k in kinds]
    other = Bidirectional(LSTM(UNITS), weights=layer.get_weights())
    other(Input((TIMES, FEATURES)))
    assert len(other.get_weights()) == 24
    layer.set_weights([np.zeros_like(w) for w in layer.get_weights()])
    layer.set_weights(other.get_weights())
    np.testing.assert_array_equal(layer.backward_layer.get_weights()[1][:, :UNITS], other.get_weights()[13])
    with pytest.raises(ArgumentError, match="forward_r.* has 3 weights .*, 2 arrays were given"):
        layer.set_weights(layer.get_weights()[:5])


def test_masks_go_through(K):
    inputs = Input((TIMES, FEATURES))
    masked = Masking()(inputs)
    layers = [
        TimeDistributed(Dense(2)), Bidirectional(LSTM(2, return_sequences=True)), Bidirectional(LSTM(2)),
        Bidirectional(LSTM(2, return_sequences=True), merge_mode=None),
    ]  # fmt: skip
    for layer in layers:
        layer(masked)
    mask = layers[0].input_mask
    assert [layer.output_mask for layer in layers] == [mask, mask, None, [mask, mask]]


def test_configurations_have_the_layer_as_it_was_given(K):
    layer = Bidirectional(LSTM(4, go_backwards=True, name="r"), merge_mode="sum", name="b", input_shape=(TIMES, 2))
    config = layer.get_config()
    assert list(config) == ["name", "trainable", "batch_input_shape", "input_dtype", "layer", "merge_mode"]
    assert config["layer"]["class_name"] == "LSTM"
    assert (config["layer"]["config"]["name"], config["layer"]["config"]["go_backwards"]) == ("r", True)
    assert (layer.forward_layer.go_backwards, layer.backward_layer.go_backwards) == (True, False)
    assert Bidirectional.from_config(config).get_config() == config
    around = TimeDistributed(Sequential([Dense(3, input_dim=2, name="d")]))
    again = TimeDistributed.from_config(around.get_config())
    assert again.get_config() == around.get_config()


def test_states_are_kept_and_reset_in_both_directions(K):
    layer = Bidirectional(SimpleRNN(2, stateful=True))
    layer(Input(batch_shape=(SAMPLES, TIMES, FEATURES)))
    assert layer.stateful
    assert [variable for variable, _ in layer.state_updates] == [
        layer.forward_layer.states[0], layer.backward_layer.states[0],
    ]  # fmt: skip
    K.set_value(layer.backward_layer.states[0], np.ones((SAMPLES, 2)))
    layer.reset_states()
    assert (K.get_value(layer.backward_layer.states[0]) == 0).all()


def test_a_model_of_wrapped_layers_trains(K):
    x = Input((2, FEATURES))
    both = Bidirectional(SimpleRNN(2, return_sequences=True, unroll=True))
    model = Model(x, TimeDistributed(Dense(1, W_regularizer="l2"))(both(x)))
    model.compile("sgd", "mse")
    losses = [model.train_on_batch(VALUES[:, :2], np.ones((SAMPLES, 2, 1))) for _ in range(3)]
    assert losses[2] < losses[0]


def test_an_own_wrapper_says_only_how_the_layer_is_used(K):
    class Twice(Wrapper):
        def call(self, x, mask=None):
            return self.run_inner(self.layer, self.run_inner(self.layer, x, None, x), None, x)

    layer = Twice(Dense(FEATURES, weights=[2 * np.eye(FEATURES), np.ones(FEATURES)]))
    x = Input((FEATURES,))
    np.testing.assert_allclose(K.function([x], [layer(x)])([VALUES[:, 0]])[0], 4 * VALUES[:, 0] + 3, rtol=1e-5)
    assert len(layer.trainable_weights) == 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: TimeDistributed(Dense(2))(Input((3,))), "rank 3 or more"),
        (lambda: TimeDistributed(LSTM(2))(Input((3, 4))), r"LSTM\) expects an input of rank 3"),
        (lambda: Bidirectional(LSTM(2), merge_mode="max"), "merge_mode must be one of"),
        (lambda: TimeDistributed(Bidirectional(LSTM(2), None))(Input((2, 3, 4))), "a layer with one output"),
    ],
)
def test_what_cannot_work_says_why(K, make, message):
    with pytest.raises(ArgumentError, match=message):
        make()


def test_only_layers_of_the_right_kind_can_be_wrapped():
    with pytest.raises(ArgumentTypeError, match="layer must be a layer, got .*Did you forget to instantiate it"):
        TimeDistributed(Dense)
    with pytest.raises(ArgumentTypeError, match="needs a recurrent layer such as LSTM"):
        Bidirectional(Activation("relu"))


def clipped(x):
    return K.clip(x, -0.5, 0.5)


def halves(shape, name=None):
    return K.variable(np.full(shape, 0.5), name=name)


class Doubled(GRU):
    """A user's layer, which says its arguments in the classic way."""

    def __init__(self, output_dim, scale=2.0, output_activation="linear", **kwargs):
        self.scale = scale
        self.output_activation = activations.get(output_activation)
        super().__init__(output_dim, **kwargs)

    def get_config(self):
        own = {"scale": self.scale, "output_activation": self.output_activation.__name__}
        return dict(list(super().get_config().items()) + list(own.items()))


def test_both_directions_have_the_functions_of_the_caller(backend):
    penalty = lambda w: K.sum(w)  # noqa: E731
    layer = Bidirectional(GRU(2, activation=clipped, init=halves, W_regularizer=penalty), input_shape=(3, 2))
    for one in layer.inner_layers:
        assert (one.activation, one.init, one.W_regularizer) == (clipped, halves, penalty)
    model = Sequential([layer])
    assert (layer.get_weights()[0] == 0.5).all()
    assert np.abs(model.predict(np.ones((1, 3, 2)))).max() <= 0.5
    own = Bidirectional(Doubled(2, scale=3.0, output_activation=lambda x: x, activation=lambda x: clipped(x)))
    assert all(one.scale == 3.0 for one in own.inner_layers)
    assert own.backward_layer.output_activation is own.layer.output_activation
    assert own.backward_layer.activation is own.layer.activation
    assert own.backward_layer.go_backwards

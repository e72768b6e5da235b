"""Several updates of one variable in one step."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import KerasfrontError
from kerasfront.layers import BatchNormalization, Input, Layer, SimpleRNN
from kerasfront.models import Model, Sequential

A, B = np.full((4, 1), 10.0), np.full((4, 1), 100.0)
MEANS = [30.0, 37.5, 39.375]  # as Keras 1.2.2 on TensorFlow has them


def means(model, inputs, layer):
    model.compile("sgd", "mse")
    for _ in MEANS:
        model.train_on_batch(inputs, [0 * A] * len(model.outputs))
        yield float(K.get_value(layer.running_mean)[0])


@pytest.mark.parametrize("reverse", [False, True], ids=["", "outputs turned round"])
def test_a_shared_normalization_follows_all_flows_the_last_call_first(backend, reverse):
    inputs, layer = [Input((1,)), Input((1,))], BatchNormalization(momentum=0.5)
    outputs = [layer(x) for x in inputs]
    model = Model(inputs, outputs[::-1] if reverse else outputs)
    assert list(means(model, [A, B], layer)) == MEANS


def test_a_normalization_in_a_shared_model(backend):
    layer = BatchNormalization(momentum=0.5, input_shape=(1,))
    shared, inputs = Sequential([layer]), [Input((1,)), Input((1,))]
    assert list(means(Model(inputs, [shared(x) for x in inputs]), [A, B], layer)) == MEANS


def test_a_shared_stateful_layer_goes_on_from_flow_to_flow(backend):
    inputs = [Input(batch_shape=(1, 1, 1)), Input(batch_shape=(1, 1, 1))]
    weights = [np.ones((1, 1)), np.ones((1, 1)), np.zeros(1)]
    layer = SimpleRNN(1, stateful=True, activation="linear", weights=weights, unroll=True)
    model = Model(inputs, [layer(x) for x in inputs])
    ones = np.ones((1, 1, 1))
    for first in (1.0, 102.0):
        values = model.predict([ones, 100 * ones])
        assert [float(value.item()) for value in values] == [first, first + 99.0]
        assert K.get_value(layer.states[0]).item() == first + 100.0


class Shrinking(Layer):
    """Halves its weight in each step, beside what the optimizer does."""

    def build(self, input_shape):
        self.scale = self.add_weight((1,), initializer="one", name="scale")
        self.built = True

    def call(self, x, mask=None):
        self.add_update([(self.scale, self.scale * 0.5)], x)
        return x * self.scale


@pytest.mark.parametrize("accumulate", [1, 2])
@pytest.mark.parametrize(("optimizer", "step"), [("sgd", 0.01), ("adam", 0.001)])
def test_a_layer_and_an_optimizer_change_one_weight(backend, optimizer, step, accumulate):
    model = Sequential([Shrinking(input_shape=(1,))])
    model.compile(optimizer, lambda y_true, y_pred: K.mean(y_pred, axis=-1), accumulate=accumulate)
    for _ in range(accumulate):
        model.train_on_batch(np.ones((2, 1)), np.zeros((2, 1)))
    np.testing.assert_allclose(model.get_weights()[0], 0.5**accumulate - step, rtol=1e-4)


def test_a_whole_step_of_adam_is_the_only_update(backend):
    p, m, v, g, rate = (K.variable([1.0]) for _ in range(5))
    is_there = K.current().supports("adam_step")
    with pytest.raises(KerasfrontError, match="the only one" if is_there else "K.adam_step is not available"):
        K.function([], [], [K.adam_step(p, m, v, g, *[K.sum(rate)] * 4), (p, p * 2.0)])

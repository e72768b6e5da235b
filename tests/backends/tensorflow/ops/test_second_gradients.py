"""Second-order gradients through loops on TensorFlow."""

import gc
import weakref

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import UnsupportedOperation
from kerasfront.layers import GRU, LSTM, Dense, Input, SimpleRNN
from tests.backends.tensorflow.models import train_one

pytestmark = pytest.mark.usefixtures("on_tensorflow")

SHAPE = (2, 3, 2)


def operations():
    from kerasfront_tensorflow.state import state

    return state().graph.get_operations()


def gradients(y, x):
    return K.gradients(K.sum(K.square(y)), [x])[0]


def values(x, tensors):
    return K.function([x], tensors)([np.random.RandomState(0).rand(*SHAPE)])


@pytest.mark.parametrize("layer", [SimpleRNN, LSTM, GRU])
def test_third_order_gradients_are_those_of_unrolled_loops(layer):
    x = Input(batch_shape=SHAPE)
    one = layer(2, **({} if layer is SimpleRNN else {"inner_activation": "sigmoid"}))
    y = one(x)
    one.unroll = True
    third, expected = (gradients(gradients(gradients(y, x), x), x) for y in (y, one(x)))
    found, expected = values(x, [third, expected])
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5)


def test_slopes_of_a_loop_within_a_loop():
    x = K.placeholder(SHAPE)

    def gradient(row):
        return K.gradients(K.foldl(lambda total, item: total * K.tanh(item), row)[0], [row])[0]

    rows = [K.reshape(x[i], SHAPE[1:]) for i in range(2)]
    loop, apart = K.map_fn(gradient, x), K.stack([gradient(row) for row in rows])
    found, expected = values(x, [gradients(loop, x), gradients(apart, x)])
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    assert found.any()


def test_a_choice_that_has_a_loop_in_it():
    x = K.placeholder(SHAPE)
    y = K.switch(K.sum(x) > 0.0, lambda: K.foldl(lambda total, item: total * K.tanh(item), x), lambda: x[0])
    found, expected = values(x, [gradients(gradients(y, x), x), gradients(gradients(x[0] * K.tanh(x[1]), x), x)])
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_only_loops_that_are_differentiated_twice_are_built_again():
    x = Input(batch_shape=SHAPE)
    between = LSTM(2, return_sequences=True)(x)
    y = Dense(1)(SimpleRNN(2)(between))
    inner = K.gradients(K.sum(y), [between])[0]
    before = len(operations())
    K.gradients(K.sum(K.square(inner)), [x])
    again = [operation.type for operation in operations()[before:]]
    assert again.count("IdentityN") == 4  # the loop, its gradient, and the gradients of both
    assert "KerasfrontRecurrence" not in again and again.count("KerasfrontRecurrenceGradient") == 1


def test_loops_whose_gradients_nobody_differentiates_are_as_they_were():
    x = Input(batch_shape=SHAPE)
    y = Dense(1)(SimpleRNN(2, consume_less="mem")(x))
    K.gradients(K.gradients(K.sum(K.square(Dense(1)(x))), [x])[0], [x])
    before = len(operations())
    K.gradients(K.sum(y), [x])
    assert "StackPopV2" in {operation.type for operation in operations()[before:]}
    assert "IdentityN" not in {operation.type for operation in operations()}


def test_the_intermediate_tensors_by_which_one_differentiates():
    """The output of one loop, and the input of another."""
    x = Input(batch_shape=SHAPE)
    h = SimpleRNN(2, return_sequences=True)(x)
    y = SimpleRNN(2)(h)
    (by_h,) = K.gradients(K.sum(K.square(y)), [h])
    by_both = K.gradients(K.sum(K.square(by_h)), [h, x])
    (direct,) = K.gradients(K.sum(K.square(by_h)), [h])
    through = K.gradients(K.sum(h * K.stop_gradient(direct)), [x])[0]
    of_h, again, of_x, expected = values(x, [by_both[0], direct, by_both[1], through])
    np.testing.assert_allclose(of_h, again, rtol=1e-5)
    np.testing.assert_allclose(of_x, expected, rtol=1e-4, atol=1e-6)


def test_what_is_noted_holds_no_model():
    x = Input(batch_shape=SHAPE)
    layer = SimpleRNN(2)
    known = weakref.ref(layer)
    second = gradients(gradients(layer(x), x), x)
    assert values(x, [second])[0].any()
    del layer, second, x
    gc.collect()
    assert known() is None


def test_has_gradient_sees_through_the_gradients_of_loops():
    x = Input(batch_shape=SHAPE)
    layer, other = SimpleRNN(2), Dense(1)
    other(x[:, 0])
    loss = K.sum(K.square(gradients(layer(x), x)))
    assert K.has_gradient(loss, [*layer.trainable_weights, other.W]) == [True, True, True, False]


def test_loops_that_were_copied_have_no_gradients():
    x, w = K.placeholder(SHAPE), K.variable(1.0)
    loss = K.sum(K.foldl(lambda total, item: total * w + item, x))
    with pytest.raises(UnsupportedOperation, match="K.substitute has .* Build the loop on the other value"):
        K.gradients(K.substitute(loss, w, K.variable(2.0)), [x])


def own_loop(K, tf, x):
    """The gradient of a layer and a loop of TensorFlow's own."""
    return K.gradients(K.sum(tf.map_fn(tf.tanh, Dense(2, name="mine")(x))), [x])[0]


def own_gradients(K, tf, x):
    return tf.gradients(K.sum(K.square(SimpleRNN(2, consume_less="mem", name="mine")(x))), [x])[0]


def own_loop_afterwards(K, tf, x):
    first = K.gradients(K.sum(K.square(SimpleRNN(2, name="mine")(x))), [x])[0]
    return tf.map_fn(tf.tanh, first)


def own_draws(K, tf, x):
    y = K.map_fn(lambda row: K.tanh(row * tf.random.normal(K.shape(row))), x) * Dense(1, name="mine")(x[:, 0])[0, 0]
    return K.gradients(K.sum(K.square(y)), [x])[0]


@pytest.mark.parametrize("first", [own_loop, own_gradients, own_loop_afterwards, own_draws])
def test_what_cannot_be_built_leaves_nothing_behind(first):
    import tensorflow as tf

    x = K.placeholder((2, 3, 4))
    first = first(K, tf, x)
    with pytest.raises(UnsupportedOperation, match="second-order gradients.*K.rnn.*mine"):
        K.gradients(K.sum(K.square(first)), [x])
    train_one()


def test_what_stop_gradient_hides_is_not_built_again():
    x = K.placeholder(SHAPE)
    once = K.stop_gradient(gradients(K.foldl(lambda total, item: total * K.tanh(item), x), x))
    before = len(operations())
    again = K.gradients(K.sum(x * once), [x])[0]
    assert not any("Tanh" in x.type or "While" in x.type for x in operations()[before:])
    found, expected = values(x, [again, once])
    np.testing.assert_array_equal(found, expected)
    assert found.any()

"""Layers of Keras 0.3 that compute something else than those of today, or have other arguments."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from kerasfront.legacy import layers
from kerasfront.legacy.layers import containers
from kerasfront.legacy.models import Graph, Sequential

RANDOM = np.random.RandomState(3)
X = RANDOM.normal(size=(4, 3)).astype("float32")
TIMES = RANDOM.normal(size=(2, 3, 4)).astype("float32")


def computed(layer, *inputs):
    """What a layer of one or several inputs gives in test."""
    model = Sequential([layer])
    model.compile("sgd", "mse")
    return model.predict(list(inputs) if len(inputs) > 1 else inputs[0])


def branch(array):
    """A model that gives its input back."""
    return Sequential([layers.Activation("linear", input_shape=array.shape[1:])])


@pytest.mark.slow
def test_batch_normalization(backend):
    model = Sequential([layers.BatchNormalization(input_shape=(3,), momentum=0.8)])
    model.compile("sgd", "mse")
    weights = [RANDOM.uniform(0.5, 2.0, 3).astype("float32") for _ in range(4)]
    model.set_weights(weights)
    gamma, beta, mean, deviation = weights
    np.testing.assert_allclose(model.predict(X), gamma * (X - mean) / (deviation + 1e-6) + beta, rtol=1e-4)
    target = gamma * (X - X.mean(0)) / X.std(0) + beta
    np.testing.assert_allclose(model.train_on_batch(X, target), [0.0], atol=1e-6)
    np.testing.assert_allclose(model.get_weights()[2], 0.8 * mean + 0.2 * X.mean(0), rtol=1e-5)
    np.testing.assert_allclose(model.get_weights()[3], 0.8 * deviation + 0.2 * X.std(0), rtol=1e-4)


def test_batch_normalization_by_sample(backend):
    got = computed(layers.BatchNormalization(mode=1, input_shape=(3,)), X)
    expected = (X - X.mean(1, keepdims=True)) / (X.std(1, keepdims=True) + 1e-6)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("mode", "function"), [("sum", np.sum), ("mul", np.prod), ("ave", np.mean)])
def test_time_distributed_merge(backend, mode, function):
    got = computed(layers.TimeDistributedMerge(mode, input_shape=(3, 4)), TIMES)
    np.testing.assert_allclose(got, function(TIMES, axis=1), rtol=1e-5)


def test_thresholded_linear(backend):
    got = computed(layers.ThresholdedLinear(0.5, input_shape=(3,)), X)
    np.testing.assert_array_equal(got, np.where(np.abs(X) >= 0.5, X, 0.0))


def test_highway(backend):
    layer = layers.Highway(input_dim=3)
    model = Sequential([layer])
    W, b, W_carry, b_carry = model.get_weights()
    np.testing.assert_array_equal(b_carry, [-2.0, -2.0, -2.0])
    model.compile("sgd", "mse")
    gate = 1.0 / (1.0 + np.exp(-(X @ W_carry - 2.0)))
    np.testing.assert_allclose(model.predict(X), gate * (X @ W + b) + (1.0 - gate) * X, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("dot_axes", "subscripts"),
    [
        (-1, "nif,njf->nij"),
        (1, "nif,nfj->nij"),
        ([[1], [1]], "nfi,nfj->nij"),
        ([[1, 2], [1, 2]], "nfg,nfg->n"),
        (-2, "nfg,nfg->n"),
    ],
)
def test_merge_dot(backend, dot_axes, subscripts):
    other = TIMES.transpose(0, 2, 1).copy() if dot_axes == 1 else TIMES + 1.0
    merge = layers.Merge([branch(TIMES), branch(other)], mode="dot", dot_axes=dot_axes)
    expected = np.einsum(subscripts, TIMES, other)
    expected = expected if expected.ndim > 1 else expected[:, np.newaxis]
    np.testing.assert_allclose(computed(merge, TIMES, other), expected, rtol=1e-4)


def test_merge_cos(backend):
    got = computed(layers.Merge([branch(X), branch(X)], mode="cos"), X, X[::-1].copy())
    products, lengths = (X * X[::-1]).sum(1), np.linalg.norm(X, axis=1)
    np.testing.assert_allclose(got[:, 0], products / (lengths * lengths[::-1]), rtol=1e-4, atol=1e-6)


def test_merge_of_plain_layers(backend):
    merge = layers.Merge([layers.Activation("relu", input_shape=(3,)), layers.Activation("linear", input_shape=(3,))])
    np.testing.assert_allclose(computed(merge, X, X), np.maximum(X, 0) + X, rtol=1e-6)


def test_lambda_merge(backend):
    def less(parts, factor):
        return parts[0] - factor * parts[1]

    merge = layers.LambdaMerge([branch(X), branch(X)], less, arguments={"factor": 2.0})
    np.testing.assert_allclose(computed(merge, X, X), -X, rtol=1e-6)


def test_a_function_can_ask_for_the_phase(backend):
    layer = layers.MaskedLambda(lambda x, train: x * (2.0 if train else 1.0), input_shape=(3,))
    model = Sequential([layer])
    model.compile("sgd", "mse")
    np.testing.assert_array_equal(model.predict(X), X)
    np.testing.assert_allclose(model.train_on_batch(X, 2.0 * X), [0.0], atol=1e-7)


def test_siamese(backend):
    shared = layers.Dense(2, weights=[np.ones((3, 2)), np.zeros(2)])
    left, right = (Sequential([layers.Dense(3, input_dim=3)]) for _ in range(2))
    siamese = layers.Siamese(shared, [left, right], merge_mode="concat")
    model = Sequential([siamese])
    model.compile("sgd", "mse")
    expected = [np.repeat((X @ m.get_weights()[0]).sum(1, keepdims=True), 2, axis=1) for m in (left, right)]
    np.testing.assert_allclose(model.predict([X, X]), np.concatenate(expected, axis=1), rtol=1e-4, atol=1e-6)
    assert [w.shape for w in model.get_weights()] == [(3, 2), (2,), (3, 3), (3,), (3, 3), (3,)]
    assert len(model.trainable_weights) == 6


def test_reshape_and_masks_keep_their_old_arguments(backend):
    layer = layers.Reshape(dims=(3, 1), input_shape=(3,))
    assert layer.get_config()["dims"] == [3, 1]
    assert computed(layer, X).shape == (4, 3, 1)
    assert layers.Convolution2D(2, 1, 1).dim_ordering == "th"
    assert layers.MaxPooling2D().dim_ordering == "th"


def with_every_kind():
    """A model with layers that hold layers."""
    inner = containers.Sequential([layers.Dense(2, input_dim=2)])
    auto = layers.AutoEncoder(inner, layers.Dense(2, input_dim=2), output_reconstruction=False)
    dense = layers.TimeDistributed(layers.Dense(2), input_shape=(3, 4))
    times = Sequential([dense, layers.TimeDistributedMerge("ave"), auto])
    siamese = layers.Siamese(layers.Dense(2), [times, Sequential([layers.Dense(2, input_dim=2)])], "sum")
    dropout = layers.Dropout(0.5, batch_input_shape=(4, 2))
    return Sequential([siamese, layers.Reshape((2, 1)), layers.Flatten(), dropout])


def test_layers_within_layers_come_back_from_text(backend):
    model = with_every_kind()
    config = model.get_config()
    again = Sequential.from_config(config)
    assert again.get_config()["layers"][0]["name"] == "Siamese"
    assert [w.shape for w in again.get_weights()] == [w.shape for w in model.get_weights()]
    assert Sequential.from_config(again.get_config()).get_config() == again.get_config()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: layers.Merge([branch(X)]), ArgumentError, "at least two layers or models, got 1"),
        (lambda: layers.Merge([3, 4]), ArgumentTypeError, "takes layers and models, got 3"),
        (lambda: layers.Merge([branch(X), branch(X)], "max"), UnknownNameError, "unknown mode 'max'"),
        (lambda: layers.Merge([branch(X), branch(X)], "join"), UnknownNameError, "LambdaMerge"),
        (lambda: layers.Merge([branch(X)] * 3, "dot"), ArgumentError, "exactly two inputs, got 3"),
        (lambda: layers.Merge([branch(X), branch(TIMES)]), ArgumentError, "inputs of one shape"),
        (lambda: layers.Merge([branch(X)] * 2, "dot", dot_axes="1"), ArgumentTypeError, "pair of lists.*got '1'"),
        (lambda: layers.LambdaMerge([branch(X)] * 2, 3), ArgumentTypeError, "must be callable, got 3"),
        (lambda: layers.Siamese(layers.Dense(1), [branch(X)] * 2, None), ArgumentError, "add_shared_layer"),
        (lambda: layers.AutoEncoder(layers.Dense(2), 3), ArgumentTypeError, "decoder must be a layer.*got 3"),
        (lambda: layers.TimeDistributedMerge("max"), UnknownNameError, "unknown mode 'max'"),
        (lambda: layers.BatchNormalization(mode=2), ArgumentError, "mode must be 0 or 1, got 2"),
        (lambda: layers.BatchNormalization(sync=True), ArgumentError, "that of kerasfront.layers has"),
        (lambda: layers.Dense(2, colour="red"), ArgumentTypeError, "no argument 'colour'"),
        (lambda: layers.Dense(2, activity_regularizer="activity_l3"), UnknownNameError, "activity_l3"),
    ],
)
def test_wrong_arguments(backend, make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_models_of_today_have_no_old_text(backend):
    from kerasfront.models import Sequential as TodaysSequential

    graph = Graph()
    graph.add_input("x", (3,))
    graph.add_node(TodaysSequential([layers.Dense(2, input_dim=3)]), "s", input="x", create_output=True)
    with pytest.raises(ArgumentTypeError, match="cannot be written in the layout of Keras 0.3"):
        graph.to_json()


def test_kernels_of_sequences_may_lie_as_in_keras_0_3(backend):
    kernel, bias = RANDOM.normal(size=(2, 4, 3, 1)), np.zeros(2)  # filters, features, times, 1
    layer = layers.Convolution1D(2, 3, weights=[kernel, bias], input_shape=(3, 4))
    expected = np.einsum("ntf,kft->nk", TIMES, kernel[..., 0])[:, np.newaxis]
    np.testing.assert_allclose(computed(layer, TIMES), expected, rtol=1e-4, atol=1e-5)
    layer.set_weights(layer.get_weights())
    with pytest.raises(ArgumentError, match="shape"):
        layer.set_weights([kernel[:, :2], bias])

"""Images with channels first are turned round once, and back once, whatever is done with them in between."""

import numpy as np
import pytest

from kerasfront import backend as K

FIRST, LAST = (0, 3, 1, 2), (0, 2, 3, 1)
RANDOM = np.random.RandomState(0)
IMAGES = RANDOM.randn(2, 6, 7, 3).astype("float32")
KERNEL = RANDOM.randn(3, 3, 3, 3).astype("float32") / 5  # rows, columns, channels in and out
BIAS = RANDOM.randn(3).astype("float32")


@pytest.fixture(autouse=True)
def backend():
    with K.use("tensorflow"):
        K.clear_session()
        yield
        K.clear_session()


def convolved(x, order):
    kernel = KERNEL if order == "tf" else KERNEL.transpose(3, 2, 0, 1)
    return K.bias_add(K.conv2d(x, K.variable(kernel), border_mode="same", dim_ordering=order), K.variable(BIAS), order)


def normalized(x, order):
    axes = [0, 1, 2] if order == "tf" else [0, 2, 3]
    return K.normalize_batch(x, *(K.variable(abs(BIAS)) for _ in range(4)), axes)[0]


CHANNELS = {"tf": 3, "th": 1}
SPATIAL = {"tf": [1, 2], "th": [2, 3]}
SOME = {"tf": (..., slice(2, 5)), "th": (slice(None), slice(2, 5))}
BETWEEN = {
    "nothing": lambda y, order: y,
    "rectifier": lambda y, order: K.relu(y),
    "leaky rectifier": lambda y, order: K.relu(y, alpha=0.1),
    "activations": lambda y, order: K.tanh(K.sigmoid(K.softplus(y))),
    "numbers": lambda y, order: 2.0 - y * 0.5,
    "sum": lambda y, order: y + K.tanh(y),
    "pooling": lambda y, order: K.pool2d(y, (2, 2), border_mode="same", dim_ordering=order),
    "normalization": normalized,
    "residual": lambda y, order: K.relu(y + convolved(K.relu(y), order)),
    "residual normalized": lambda y, order: y + normalized(convolved(y, order), order),
    "concatenation": lambda y, order: K.concatenate([y, K.relu(y), -y], CHANNELS[order])[SOME[order]],
    "concatenation of rows": lambda y, order: K.concatenate([y, K.tanh(y)], 1 if order == "tf" else 2),
    "padding": lambda y, order: K.spatial_2d_padding(y, (1, 2), order),
    "a factor for each channel": lambda y, order: y * K.mean(y, SPATIAL[order], keepdims=True),
    "a factor for each sample": lambda y, order: y * K.reshape(K.max(y, [1, 2, 3]), (-1, 1, 1, 1)),
}


def built(between, order):
    """Two convolutions with something in between, and the gradient by the images."""
    x = K.placeholder((None, *(IMAGES.shape[1:] if order == "tf" else IMAGES.transpose(FIRST).shape[1:])))
    y = convolved(BETWEEN[between](convolved(x, order), order), order)
    return x, [y, *K.gradients(K.sum(K.square(y)), [x])]


def orders_of_images(x, results):
    """In what is copied to be run: the shapes of images that are turned round."""
    from kerasfront_tensorflow.execution import copying, subgraph
    from kerasfront_tensorflow.library import tf

    def variable(handle):
        return tf.raw_ops.VarHandleOp(dtype="float32", shape=tf.TensorShape(handle.get_attr("shape")))

    with tf.Graph().as_default():
        copies = copying.copy_subgraph(results, [(x, tf.compat.v1.placeholder("float32", x.shape))], variable)
        transposed = [op.outputs[0] for op in subgraph.ancestors(copies) if op.type == "Transpose"]
    return [tuple(image.shape) for image in transposed if image.shape[0] is None]


@pytest.mark.parametrize("phase", [0, 1])
@pytest.mark.parametrize("between", BETWEEN)
def test_results_are_those_of_images_with_channels_last(between, phase):
    found = {}
    for order, images in (("tf", IMAGES), ("th", IMAGES.transpose(FIRST))):
        x, results = built(between, order)
        found[order] = K.function([x, K.learning_phase()], results)([images, phase])
    for value, expected in zip(found["th"], found["tf"]):
        np.testing.assert_allclose(value.transpose(LAST), expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("between", ["nothing", "rectifier", "activations", "numbers", "pooling"])
def test_images_are_turned_round_once_and_back_once(between):
    x, (y, gradient) = built(between, "th")
    assert len(orders_of_images(x, [y])) == 2
    assert len(orders_of_images(x, [y, gradient])) == 4


@pytest.mark.parametrize("between", ["residual", "concatenation of rows", "padding"])
def test_what_joins_images_and_its_gradient_turn_none_round(between):
    x, (y, gradient) = built(between, "th")
    assert len(orders_of_images(x, [y])) == 2
    assert len(orders_of_images(x, [y, gradient])) == 4


@pytest.mark.parametrize("reduce", [K.mean, K.max, K.sum])
@pytest.mark.parametrize("axes", [[2, 3], [-2, -1], [1], [0, 2, 3]])
def test_reductions_take_images_as_they_are(reduce, axes):
    x = K.placeholder((None, 3, 6, 7))
    results = [reduce(convolved(x, "th"), axes), reduce(convolved(x, "th"), [1, 2])]
    assert len(orders_of_images(x, results[:1])) == 1  # x itself
    images = K.placeholder((None, 6, 7, 3))
    y = K.permute_dimensions(convolved(images, "tf"), FIRST)
    found = K.function([x], results)([IMAGES.transpose(FIRST)])
    expected = K.function([images], [reduce(y, axes), reduce(y, [1, 2])])([IMAGES])
    for value, other in zip(found, expected):
        np.testing.assert_allclose(value, other, rtol=1e-3, atol=1e-4)


def test_images_with_three_spatial_axes():
    found = {}
    kernel, images = RANDOM.randn(2, 2, 2, 3, 3) / 5, RANDOM.randn(2, 4, 5, 6, 3)
    for order, turn in (("tf", lambda x: x), ("th", lambda x: np.moveaxis(x, -1, 1))):
        x = K.placeholder((None, *turn(images).shape[1:]))
        weights = K.variable(kernel if order == "tf" else kernel.transpose(4, 3, 0, 1, 2))

        def convolved(y, order=order, weights=weights):
            return K.conv3d(y, weights, border_mode="same", dim_ordering=order)

        y = convolved(x)
        y = K.concatenate([y + convolved(y), y], 3 if order == "th" else 2)
        y = convolved(K.spatial_3d_padding(y, (1, 2, 1), order))
        found[order] = K.function([x], [y, *K.gradients(K.sum(K.square(y)), [x])])([turn(images)])
        if order == "th":
            found[order] = [np.moveaxis(value, 1, -1) for value in found[order]]
    for value, expected in zip(found["th"], found["tf"]):
        np.testing.assert_allclose(value, expected, rtol=1e-3, atol=1e-4)


def test_images_that_meet_something_else_are_turned_round_before():
    x = K.placeholder((None, 3, 6, 7))
    y = convolved(convolved(x, "th") * x, "th")
    found = K.function([x], [y])([IMAGES.transpose(FIRST)])[0]
    images = K.placeholder((None, 6, 7, 3))
    expected = K.function([images], [convolved(convolved(images, "tf") * images, "tf")])([IMAGES])[0]
    np.testing.assert_allclose(found.transpose(LAST), expected, rtol=1e-3, atol=1e-4)
    assert len(orders_of_images(x, [y])) == 4


def test_biases_of_another_axis_than_that_of_channels():
    x, bias = K.placeholder((None, 6, 7, 3)), K.variable(np.arange(7.0))
    y = K.permute_dimensions(K.bias_add(K.permute_dimensions(x, FIRST), bias, "tf"), LAST)
    value, gradient = K.function([x], [y, *K.gradients(K.sum(K.square(y)), [bias])])([IMAGES])
    expected = IMAGES + np.arange(7.0)[:, None]
    np.testing.assert_allclose(value, expected, rtol=1e-5)
    np.testing.assert_allclose(gradient, 2 * expected.sum((0, 1, 3)), rtol=1e-4)

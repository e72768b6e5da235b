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


BETWEEN = {
    "nothing": lambda y, order: y,
    "rectifier": lambda y, order: K.relu(y),
    "leaky rectifier": lambda y, order: K.relu(y, alpha=0.1),
    "activations": lambda y, order: K.tanh(K.sigmoid(K.softplus(y))),
    "numbers": lambda y, order: 2.0 - y * 0.5,
    "sum": lambda y, order: y + K.tanh(y),
    "pooling": lambda y, order: K.pool2d(y, (2, 2), border_mode="same", dim_ordering=order),
    "normalization": normalized,
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

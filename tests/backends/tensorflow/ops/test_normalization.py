"""Batch normalization by our own operation, beside that of TensorFlow."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled, normalization

pytestmark = pytest.mark.usefixtures("on_tensorflow")

# the shape of samples, and the axes that are not features
CASES = [((5, 3), [0]), ((1, 1), [0]), ((4, 7, 6), [0, 1]), ((4, 6, 7), [0, 2]), ((2, 3, 4, 2, 3), [0, 1, 2, 3])]


def built(shape, axes):
    """Normalized samples and statistics, and their gradients, first and second."""
    draw = np.random.RandomState(0)
    sizes = [size for axis, size in enumerate(shape) if axis not in axes]
    x, by = K.variable(2 * draw.normal(size=shape) + 1), draw.normal(size=shape)
    gamma, beta, mean = (K.variable(draw.normal(size=sizes)) for _ in range(3))
    made = K.normalize_batch(x, gamma, beta, mean, K.variable(draw.uniform(0.5, 2, size=sizes)), axes)
    first = K.gradients(K.sum(K.square(made[0]) * by) + K.sum(made[1]) + K.sum(made[2] ** 2), [x, gamma, beta, mean])
    return [*made, *first, *K.gradients(sum(K.sum(K.square(some)) for some in first), [x, gamma, beta])]


@pytest.mark.parametrize("phase", [0, 1])
@pytest.mark.parametrize(("shape", "axes"), CASES)
def test_values_and_gradients(monkeypatch, shape, axes, phase):
    ours = built(shape, axes)
    assert ours[1].op.type == normalization.OPERATION
    monkeypatch.setattr(normalization, "runs", lambda x: False)
    others = built(shape, axes)
    assert others[1].op.type != normalization.OPERATION
    given = [K.learning_phase()], [phase]
    for found, expected in zip(K.function(given[0], ours)(given[1]), K.function(given[0], others)(given[1])):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("rows", [70_000, 100])
def test_statistics_are_accurate_and_the_same_for_any_number_of_threads(rows):
    x = (1000 + np.random.RandomState(0).normal(size=(rows, 5))).astype("float32")
    run = compiled.load(normalization.FILE).kerasfront_normalization
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        one, zero = np.ones(5, "float32"), np.zeros(5, "float32")
        made = [run(x, one, zero, zero, zero, True, epsilon=0.0, threads=threads) for threads in (1, 3)]
        alone, together = session.run([list(some) for some in made])
    for found, expected in zip(together, alone, strict=True):
        np.testing.assert_array_equal(found, expected)
    exact = x.astype("float64")
    np.testing.assert_allclose(alone[1], exact.mean(0), rtol=1e-7)
    np.testing.assert_allclose(alone[2], exact.var(0), rtol=1e-5)
    np.testing.assert_allclose(alone[0], (exact - exact.mean(0)) / exact.std(0), atol=2e-4)


def test_no_samples():
    x, one = K.placeholder((None, 2)), K.variable(np.ones(2))
    made = K.normalize_batch(x, one, one, one, one, [0])
    run = K.function([x, K.learning_phase()], [made[0], *K.gradients(K.sum(made[0]), [x, one])])
    found = run([np.zeros((0, 2)), 0])
    assert found[0].shape == found[1].shape == (0, 2) and not found[2].any()


def test_numbers_of_features_that_differ_are_refused():
    run = compiled.load(normalization.FILE).kerasfront_normalization
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x, three, two = (tf.zeros(size) for size in ((4, 3), 3, 2))
        for given in ((two, two, two, two), (three, two, three, three), (three, three, two, three)):
            with pytest.raises(tf.errors.InvalidArgumentError, match="a number for each feature of x"):
                session.run(run(x, *given, False, epsilon=0.1, threads=1).y)


def test_images_and_other_types_are_left_to_tensorflow():
    assert normalization.runs(K.zeros((3, 2)))
    assert not normalization.runs(K.zeros((3, 2), "float64"))
    assert not normalization.runs(K.zeros((3, 4, 4, 2)))


def test_graphs_for_others_do_without():
    with compiled.left_out():
        assert not normalization.runs(K.zeros((3, 2)))

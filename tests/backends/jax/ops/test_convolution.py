"""Our convolutions beside those of XLA."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from kerasfront_jax.ops import convolution

# lengths of images, channels, filters, sizes of kernels, strides, dilations
CASES = [
    ((7, 9), 3, 5, (3, 3), (1, 1), (1, 1)),
    ((6, 5), 1, 33, (2, 3), (2, 3), (1, 1)),
    ((9, 12), 4, 40, (4, 2), (1, 1), (2, 2)),
    ((8, 8), 9, 32, (1, 1), (3, 2), (1, 1)),
    ((20, 1), 6, 35, (4, 1), (2, 1), (1, 1)),
    ((1, 1), 2, 3, (1, 1), (1, 1), (1, 1)),
]


@pytest.fixture
def by_library(monkeypatch):
    """Call a function with the convolutions of XLA."""

    def call(function, *args):
        with monkeypatch.context() as patch:
            patch.setattr(convolution, "runs", lambda x: False)
            return function(*args)

    return call


def drawn(*shape):
    return jnp.array(np.random.RandomState(0).normal(size=shape), "float32")


def images_and_kernel(lengths, channels, filters, sizes, ordering):
    if ordering == "th":
        return drawn(3, channels, *lengths), drawn(filters, channels, *sizes)
    return drawn(3, *lengths, channels), drawn(*sizes, channels, filters)


@pytest.mark.parametrize("ordering", ["th", "tf"])
@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@pytest.mark.parametrize(("lengths", "channels", "filters", "sizes", "strides", "dilations"), CASES)
def test_values_and_gradients(by_library, lengths, channels, filters, sizes, strides, dilations, mode, ordering):
    x, kernel = images_and_kernel(lengths, channels, filters, sizes, ordering)
    assert convolution.runs(x)

    def results():
        y, back = jax.vjp(lambda x, k: convolution.conv(x, k, strides, mode, ordering, dilations), x, kernel)
        return y, *back(jnp.cos(y))

    for found, expected in zip(results(), by_library(results), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-4)


def test_many_images_on_all_processors(by_library):
    x, kernel = drawn(37, 20, 20, 32), drawn(3, 3, 32, 32)

    def results():
        y, back = jax.vjp(lambda x, k: convolution.conv(x, k, (1, 1), "valid", "tf", (1, 1)), x, kernel)
        return y, *back(y)

    for found, expected in zip(results(), by_library(results), strict=True):
        np.testing.assert_allclose(found, expected, atol=0.1, rtol=1e-3)


@pytest.mark.parametrize("large", [1, convolution.LARGE])
def test_second_gradients(by_library, monkeypatch, large):
    monkeypatch.setattr(convolution, "LARGE", large)
    x, kernel = images_and_kernel((5, 6), 2, 3, (3, 2), "tf")

    def slopes(x, kernel):
        made = jax.grad(lambda *by: jnp.sum(convolution.conv(*by, (1, 1), "same", "tf", (1, 1)) ** 3), (0, 1))
        return sum(jnp.sum(part**2) for part in made(x, kernel)) * 1e-4

    def results():
        return jax.grad(slopes, (0, 1))(x, kernel)

    for found, expected in zip(results(), by_library(results), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-3)


def test_what_the_library_does():
    assert not convolution.runs(drawn(2, 3, 4, 5, 6)) and not convolution.runs(drawn(2, 3, 4, 5).astype("float16"))
    assert not convolution.runs(drawn(0, 3, 4, 5))


def test_room_for_what_follows_where_there_are_gradients(by_library, monkeypatch):
    monkeypatch.setattr(convolution, "LARGE", 1)
    x, kernel = drawn(20, 30, 30, 8), drawn(3, 3, 8, 8)

    def applied(x, kernel):
        return convolution.conv(x, kernel, (1, 1), "same", "tf", (1, 1))

    def gradients(x, kernel):
        return jax.grad(lambda *by: jnp.sum(applied(*by) ** 2), (0, 1))(x, kernel)

    def memory(function):
        return jax.jit(function).lower(x, kernel).compile().memory_analysis().temp_size_in_bytes

    assert memory(applied) < x.nbytes
    assert memory(gradients) >= convolution.ROOM * x.nbytes
    for found, expected in zip(jax.jit(gradients)(x, kernel), by_library(gradients, x, kernel), strict=True):
        np.testing.assert_allclose(found, expected, atol=0.1, rtol=1e-3)

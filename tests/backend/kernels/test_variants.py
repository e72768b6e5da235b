"""The kernels compute the same, whichever instructions they are compiled for."""

import ctypes
from pathlib import Path

import numpy as np
import pytest

from kerasfront.backend.kernels import CELLS, instructions, numbers_of, shared_library

SOURCE = Path(__file__).with_name("variants.cc")
GATES = {name: cell.gates for name, cell in CELLS.items()}
KINDS = [(name, activation) for name, cell in CELLS.items() for activation in cell.activations]
NUMPY = {
    "tanh": np.tanh,
    "sigmoid": lambda x: 0.5 * np.tanh(0.5 * x) + 0.5,
    "hard_sigmoid": lambda x: np.clip(0.2 * x + 0.5, 0.0, 1.0),
    "relu": lambda x: np.where(x < 0.0, 0.0, x),
    "linear": lambda x: x,
}


@pytest.fixture(scope="module")
def variants():
    """The kernels for each kind of instructions that this processor has."""
    with pytest.MonkeyPatch.context() as patch:
        made = []
        for name in ["native", *instructions.known()]:
            patch.setenv("KERASFRONT_INSTRUCTIONS", name)
            made.append(ctypes.CDLL(str(shared_library.build(SOURCE, [], "tests"))))
    return made


def call(function, *arguments):
    function(*(x.ctypes.data_as(ctypes.c_void_p) if isinstance(x, np.ndarray) else x for x in arguments))


def floats(random, *shape, size=2.0):
    return (size * random.standard_normal(shape)).astype("float32")


@pytest.mark.parametrize("count", [1, 5, 8, 13])
@pytest.mark.parametrize("inner", [1, 7])
@pytest.mark.parametrize("columns", [1, 8, 33, 64])
def test_products(variants, count, inner, columns):
    random = np.random.default_rng(0)
    a, b, before = floats(random, count, inner), floats(random, inner, columns), floats(random, count, columns)
    for kernels in variants:
        result = before.copy()
        call(kernels.product, *map(ctypes.c_ssize_t, (count, inner, columns)), a, b, result)
        np.testing.assert_allclose(result, before + a.astype(float) @ b, rtol=1e-5, atol=1e-5)


def run(kernels, cell, activation, x, kernel, mask, states, by_h, kept=True):
    """The outputs, and the gradients by what the inputs add and by states."""
    h, by_x, by_states = np.zeros_like(by_h), np.zeros_like(x), np.zeros_like(states)
    kind = *map(ctypes.c_int, numbers_of(cell, activation)), ctypes.c_bool(kept)
    sizes = np.array(by_h.shape, np.intp)
    call(kernels.network, *kind, sizes, x, kernel, mask, states, h, by_h, by_x, by_states)
    return h, by_x, by_states


def oracle(cell, activation, x, kernel, mask, states):
    """The outputs by NumPy, with 64 bits."""
    h, c, made, gate = *states.astype(float), [], NUMPY[activation]
    for time in range(x.shape[1]):
        parts = np.split(kernel.astype(float), GATES[cell], 1)
        i, *rest = np.split(x[:, time].astype(float), GATES[cell], 1)
        if cell == "lstm":
            i, f, g, o = (part + h @ u for part, u in zip((i, *rest), parts))
            new_c = gate(f) * c + gate(i) * np.tanh(g)
            new_h = gate(o) * np.tanh(new_c)
        elif cell == "gru":
            z, r = gate(i + h @ parts[0]), gate(rest[0] + h @ parts[1])
            new_c, new_h = c, z * h + (1 - z) * np.tanh(rest[1] + (r * h) @ parts[2])
        else:
            new_c, new_h = c, gate(i + h @ parts[0])
        keep = mask[:, time, None]
        h, c = np.where(keep, new_h, h), np.where(keep, new_c, c)
        made.append(h)
    return np.stack(made, 1)


@pytest.mark.parametrize(("cell", "activation"), KINDS)
@pytest.mark.parametrize(("samples", "times", "units"), [(1, 1, 1), (9, 3, 5), (3, 2, 40)])
def test_networks(variants, cell, activation, samples, times, units):
    random = np.random.default_rng(0)
    width = GATES[cell] * units
    x, kernel = floats(random, samples, times, width), floats(random, units, width, size=0.5)
    mask, states = random.random((samples, times)) < 0.8, floats(random, 2, samples, units, size=0.5)
    by_h = floats(random, samples, times, units)
    given = cell, activation, x, kernel, mask, states
    expected, first = oracle(*given), run(variants[0], *given, by_h)
    for kernels in variants:
        h, *gradients = run(kernels, *given, by_h)
        np.testing.assert_allclose(h, expected, rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(h, run(kernels, *given, by_h, kept=False)[0])
        for gradient, other in zip(gradients, first[1:]):
            np.testing.assert_allclose(gradient, other, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(("cell", "activation"), KINDS)
def test_what_is_not_finite(variants, cell, activation):
    """NaN stays NaN, and infinities saturate the gates, in vectors as in single numbers."""
    units = 37
    x = np.zeros((1, 1, GATES[cell], units), "float32")
    x[..., 3::5], x[..., 4::5] = np.inf, -np.inf
    x[..., -1, ::7] = np.nan
    x = x.reshape(1, 1, -1)
    kernel, mask = np.zeros((units, GATES[cell] * units), "float32"), np.ones((1, 1), bool)
    states, by_h = np.full((2, 1, units), 0.5, "float32"), np.ones((1, 1, units), "float32")
    given = cell, activation, x, kernel, mask, states
    expected = oracle(*given)
    assert np.isnan(expected).any() and np.isfinite(expected).any()
    first = run(variants[0], *given, by_h)
    for kernels in variants:
        h, *gradients = run(kernels, *given, by_h)
        np.testing.assert_allclose(h, expected, rtol=1e-5, atol=1e-6)
        for gradient, other in zip(gradients, first[1:]):
            np.testing.assert_allclose(gradient, other, rtol=1e-4, atol=1e-6)


CONVOLUTIONS = [  # height, width, taps down and right, step, gap, padding
    (7, 9, 3, 2, 1, 1, 0),
    (9, 7, 2, 3, 2, 1, 1),
    (8, 9, 2, 3, 1, 2, 1),
    (31, 1, 4, 1, 1, 1, 0),
    (1, 31, 1, 4, 3, 1, 0),
    (1, 1, 1, 1, 1, 1, 0),
]


def by_taps(images, kernel, by_results, step, gap, pad):
    """A convolution and its gradients by NumPy, tap by tap, with 64 bits."""
    padded = np.pad(images.astype(float), [(0, 0), (pad, pad), (pad, pad), (0, 0)])
    (_, rows, columns, _), by_padded, by_kernel = by_results.shape, np.zeros_like(padded), np.zeros(kernel.shape)
    results = np.zeros(by_results.shape)
    for i, j in np.ndindex(kernel.shape[:2]):
        seen = np.s_[:, i * gap :: step, j * gap :: step]
        part = padded[seen][:, :rows, :columns]
        results += part @ kernel[i, j]
        by_padded[seen][:, :rows, :columns] += by_results @ kernel[i, j].T
        by_kernel[i, j] = np.tensordot(part, by_results, [(0, 1, 2)] * 2)
    height, width = images.shape[1:3]
    return results, by_padded[:, pad : pad + height, pad : pad + width], by_kernel


@pytest.mark.parametrize("share", [1, 0.02, 0])
@pytest.mark.parametrize(("channels", "filters"), [(1, 1), (3, 33)])
@pytest.mark.parametrize(("height", "width", "down", "right", "step", "gap", "pad"), CONVOLUTIONS)
def test_convolutions(variants, height, width, down, right, step, gap, pad, channels, filters, share):
    """Also where few results have a gradient, or none has, which the kernels compute in another way."""
    random = np.random.default_rng(0)
    rows, columns = ((n + 2 * pad - (k - 1) * gap - 1) // step + 1 for n, k in [(height, down), (width, right)])
    images, kernel = floats(random, 5, height, width, channels), floats(random, down, right, channels, filters)
    by_results = floats(random, 5, rows, columns, filters)
    by_results[random.random(by_results.shape) >= share] = 0
    expected = by_taps(images, kernel, by_results, step, gap, pad)
    sizes = np.array((5, height, width, channels, rows, columns, filters, down, right, step, gap, pad), np.intp)
    for kernels in variants:
        made = [np.full(x.shape, np.nan, "float32") for x in expected]
        call(kernels.convolution, sizes, images, kernel, by_results, *made)
        for found, wanted in zip(made, expected, strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-3)

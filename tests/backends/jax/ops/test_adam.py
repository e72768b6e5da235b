"""A step of Adam as one operation is that of its parts."""

import jax
import numpy as np
import pytest

from kerasfront_jax.ops import compiled
from kerasfront_jax.ops.adam import AdamCall


def stepped(K, dtype, size):
    """The parameter, its means and an output after two steps."""
    rs = np.random.RandomState(0)
    p, m, v, g = (K.variable(rs.rand(size), dtype=dtype) for _ in range(4))
    numbers = [K.variable(x, dtype=dtype) for x in (0.1, 0.9, 0.99, 1e-8)]
    run = K.function([], [K.sum(p)], [K.adam_step(p, m, v, g * p, *numbers)])
    sums = [run([])[0] for _ in range(2)]
    return [*map(K.get_value, (p, m, v)), np.array(sums)]


@pytest.mark.parametrize("size", [0, 1, 513, 300_001])  # enough for several threads
def test_steps_without_a_compiler(K, monkeypatch, size):
    ours = stepped(K, "float32", size)
    monkeypatch.setattr(compiled, "load", lambda *names: False)
    for one, other in zip(ours, stepped(K, "float32", size)):
        assert one.dtype == "float32"
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_floats_of_64_bits(K):
    for one, other in zip(stepped(K, "float64", 5), stepped(K, "float32", 5)):
        assert one.dtype == "float64"
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_it_is_one_pass(K):
    x = K.variable(np.ones(4))
    numbers = [K.variable(0.5)] * 4

    def values(array):
        step = AdamCall(*[x] * 4, *numbers)
        return step.compute({x: array, numbers[0]: 0.5})

    assert "KerasfrontAdam" in jax.jit(values).lower(x.value).as_text()

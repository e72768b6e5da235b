"""The loops of recurrent layers, and their gradients."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront.backend.kernels import ACTIVATIONS
from kerasfront_theano.linker.convolution import transposed
from kerasfront_theano.ops.recurrence import Recurrence, RecurrenceGradient

GATES_SCALE, GATES_OFFSET = np.float32(0.2), np.float32(0.5)


def _clipped(x: Any) -> Any:
    return jnp.clip(GATES_SCALE * x + GATES_OFFSET, 0, 1)


ACTIVATED = {
    "tanh": (jnp.tanh, lambda y: 1 - y * y),
    "sigmoid": (jax.nn.sigmoid, lambda y: y * (1 - y)),
    "hard_sigmoid": (_clipped, lambda y: jnp.where((y > 0) & (y < 1), GATES_SCALE, np.float32(0))),
    "relu": (lambda x: jnp.maximum(x, np.float32(0)), lambda y: jnp.where(y > 0, np.float32(1), np.float32(0))),
    "linear": (lambda x: x, jnp.ones_like),
}
"""For each activation of gates, the function and its gradient by its value."""


def _gate(op: Any, x: Any) -> Any:
    return ACTIVATED[ACTIVATIONS[op.activation]][0](x)


def _gate_gradient(op: Any, gate: Any) -> Any:
    """The gradient of a gate with respect to its input, from its value."""
    return ACTIVATED[ACTIVATIONS[op.activation]][1](gate)


def _columns(kernel: Any, first: int, end: int) -> Any:
    """The part of a kernel that leads to some of the gates."""
    units = kernel.shape[-2]
    return kernel[..., first * units : end * units]


def _led(h: Any, kernel: Any) -> Any:
    """The product with a matrix, or the convolution of images."""
    if kernel.ndim == 2:
        return h @ kernel
    pads = [(size // 2, (size - 1) // 2) for size in kernel.shape[:2]]
    return lax.conv_general_dilated(h, kernel, (1, 1), pads, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def _led_back(gradient: Any, kernel: Any) -> Any:
    """The gradient of `_led` by the states."""
    if kernel.ndim == 2:
        return gradient @ kernel.T
    shape = *gradient.shape[:-1], kernel.shape[-2]
    return transposed(lambda h: _led(h, kernel), shape, gradient)


def _product(op: Any, h: Any, kernel: Any, scales: Any, first: int, end: int) -> Any:
    """Compute what a state adds to some of the gates."""
    if not op.scaled:
        return _led(h, _columns(kernel, first, end))
    return jnp.concatenate([_led(h * scales[k], _columns(kernel, k, k + 1)) for k in range(first, end)], -1)


def _back(op: Any, gradient: Any, kernel: Any, scales: Any, first: int, end: int) -> Any:
    """The gradient by that state."""
    if not op.scaled:
        return _led_back(gradient, _columns(kernel, first, end))
    parts = jnp.split(gradient, end - first, -1)
    return sum(_led_back(part, _columns(kernel, k, k + 1)) * scales[k] for k, part in zip(range(first, end), parts))


def _gru(op: Any, x: Any, h: Any, c: Any, kernel: Any, scales: Any) -> tuple[Any, Any, Any]:
    units = kernel.shape[-2]
    gates = _gate(op, x[..., : 2 * units] + _product(op, h, kernel, scales, 0, 2))
    z, r = jnp.split(gates, 2, -1)
    new = jnp.tanh(x[..., 2 * units :] + _product(op, r * h, kernel, scales, 2, 3))
    return z * h + (1 - z) * new, c, jnp.concatenate([gates, new], -1)


def _lstm(op: Any, x: Any, h: Any, c: Any, kernel: Any, scales: Any) -> tuple[Any, Any, Any]:
    i, f, g, o = jnp.split(x + _product(op, h, kernel, scales, 0, 4), 4, -1)
    i, f, g, o = _gate(op, i), _gate(op, f), jnp.tanh(g), _gate(op, o)
    c = f * c + i * g
    return o * jnp.tanh(c), c, jnp.concatenate([i, f, g, o], -1)


def _simple(op: Any, x: Any, h: Any, c: Any, kernel: Any, scales: Any) -> tuple[Any, Any, Any]:
    return _gate(op, x + _product(op, h, kernel, scales, 0, 1)), c, ()


def _gru_back(op: Any, gates: Any, h: Any, c: Any, by_h: Any, by_c: Any, kernel: Any, scales: Any) -> Any:
    """Gradients by the inputs of the gates, and by the states before; `h` is the state before."""
    z, r, new = jnp.split(gates, 3, -1)
    by_z = by_h * (h - new) * _gate_gradient(op, z)
    by_new = by_h * (1 - z) * (1 - new * new)
    by_seen = _back(op, by_new, kernel, scales, 2, 3)
    by_gates = jnp.concatenate([by_z, by_seen * h * _gate_gradient(op, r)], -1)
    before = by_h * z + by_seen * r + _back(op, by_gates, kernel, scales, 0, 2)
    return jnp.concatenate([by_gates, by_new], -1), before, by_c


def _lstm_back(op: Any, gates: Any, h: Any, c: Any, by_h: Any, by_c: Any, kernel: Any, scales: Any) -> Any:
    """The same; `c` are the cells after and before."""
    i, f, g, o = jnp.split(gates, 4, -1)
    after, before = c
    out = jnp.tanh(after)
    by_c = by_c + by_h * o * (1 - out * out)
    by_i, by_f = by_c * g * _gate_gradient(op, i), by_c * before * _gate_gradient(op, f)
    by_g, by_o = by_c * i * (1 - g * g), by_h * out * _gate_gradient(op, o)
    by_x = jnp.concatenate([by_i, by_f, by_g, by_o], -1)
    return by_x, _back(op, by_x, kernel, scales, 0, 4), by_c * f


def _simple_back(op: Any, after: Any, h: Any, c: Any, by_h: Any, by_c: Any, kernel: Any, scales: Any) -> Any:
    """The same; `after` is the output of the step."""
    by_x = by_h * _gate_gradient(op, after)
    return by_x, _back(op, by_x, kernel, scales, 0, 1), by_c


FORTH = {"lstm": _lstm, "gru": _gru, "simple_rnn": _simple}
BACK = {"lstm": _lstm_back, "gru": _gru_back, "simple_rnn": _simple_back}


def _swapped(x: Any) -> Any:
    """Samples and times in the other order."""
    return jnp.swapaxes(jnp.asarray(x), 0, 1)


def _mask(mask: Any, like: Any) -> Any:
    """For each time, which samples have a step there; without samples if all have."""
    steps = _swapped(mask) if mask.size else jnp.ones((like.shape[1], 1), bool)
    return jnp.expand_dims(steps, range(2, like.ndim))


def _recurrence(node: Any, x: Any, mask: Any, scales: Any, kernel: Any, first_h: Any, first_c: Any) -> Any:
    op, (name, _) = node.op, node.op.kind
    has_c = name == "lstm"
    if not x.shape[1]:
        raise ValueError("A loop has no time steps.")

    def step(states: Any, now: Any) -> Any:
        (h, c), (x, counts) = states, now
        new_h, new_c, gates = FORTH[name](op, x, h, c, kernel, scales)
        h, c = jnp.where(counts, new_h, h), jnp.where(counts, new_c, c) if has_c else c
        return (h, c), (h, (c, gates) if op.keep else ())

    start = jnp.asarray(first_h), jnp.asarray(first_c)
    (_, last_c), (h, kept) = lax.scan(step, start, (_swapped(x), _mask(mask, x)))
    nothing = jnp.zeros((0, len(h), *h.shape[2:]), x.dtype)
    c = _swapped(kept[0]) if op.keep and has_c else nothing
    return _swapped(h), last_c, c, _swapped(kept[1]) if op.keep and name != "simple_rnn" else nothing


def _gradient(node: Any, h: Any, mask: Any, scales: Any, kernel: Any, first_h: Any, first_c: Any, *others: Any) -> Any:
    op, (name, _) = node.op, node.op.kind
    has_c = name == "lstm"
    c, gates, by_h, by_last_c = others
    before = jnp.concatenate([first_h[:, None], h[:, :-1]], 1)
    cells: Any = ()
    if has_c:
        cells = _swapped(c), _swapped(jnp.concatenate([first_c[:, None], c[:, :-1]], 1))

    def step(by_states: Any, now: Any) -> Any:
        (by_next, by_c), (gates, counts, h, c, by_h) = by_states, now
        by_h = by_h + by_next
        by_x, new_h, new_c = BACK[name](op, gates, h, c, by_h, by_c, kernel, scales)
        by_x = jnp.where(counts, by_x, np.float32(0))
        return (jnp.where(counts, new_h, by_h), jnp.where(counts, new_c, by_c) if has_c else new_c), by_x

    start = jnp.zeros_like(first_h), jnp.asarray(by_last_c)
    kept = _swapped(h if name == "simple_rnn" else gates)
    times = kept, _mask(mask, h), _swapped(before), cells, _swapped(by_h)
    (by_first_h, by_first_c), by_x = lax.scan(step, start, times, reverse=True)
    return _swapped(by_x), by_first_h, by_first_c


OPERATIONS = {Recurrence: _recurrence, RecurrenceGradient: _gradient}

"""The loops of recurrent layers as one operation.

Arrays: x (samples, times, gates * units), mask (samples, times), scales (gates, samples, units), kernel
(units, gates * units), first h and first c (samples, units). A mask or scales of size 0 change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from kerasfront.backend import kernels
from kerasfront.backend.symbolic.evaluation import Values
from kerasfront.backend.symbolic.library import Array
from kerasfront.backend.symbolic.nodes import Computation
from kerasfront.backend.symbolic.tensors import Tensor
from kerasfront_jax.ops import compiled

CALLS = "KerasfrontRecurrence", "KerasfrontRecurrenceGradient"


def runs(dtype: Any) -> bool:
    """Whether the loop over such an input can be one operation on this machine."""
    return dtype == "float32" and compiled.load("recurrence", *CALLS)


def recurrence(gru: bool, hard: bool, *arrays: Any) -> tuple[Any, Any]:
    """The outputs of all steps, (samples, times, units), and the last c, which is the first c of a cell without."""
    h, last_c, *_ = _network(gru, hard, *arrays)
    return h, last_c


def _with_gradients(function: Any) -> Any:
    """A function of a kind of cell and of arrays, which gets gradients of its own."""
    return jax.custom_vjp(function, nondiff_argnums=(0, 1))


@_with_gradients
def _network(gru: bool, hard: bool, x: Any, mask: Any, scales: Any, kernel: Any, first_h: Any, first_c: Any) -> Any:
    """(h, last c, c, gates), of which only the first two have gradients."""
    units = kernel.shape[0]
    all_c = (0, 0, 0) if gru else (*x.shape[:2], units)
    made = [jax.ShapeDtypeStruct(shape, x.dtype) for shape in ((*x.shape[:2], units), first_c.shape, all_c, x.shape)]
    call = jax.ffi.ffi_call(CALLS[0], made, vmap_method="sequential", input_output_aliases={0: 3})
    return call(x, mask, scales, kernel, first_h, first_c, gru=gru, hard=hard)


def _network_forward(gru, hard, *arrays):
    h, last_c, c, gates = _network(gru, hard, *arrays)
    return (h, last_c, c, gates), (*arrays, h, c, gates)


def _network_backward(gru, hard, kept, by):
    by_x, by_kernel, *by_first = _gradients(gru, hard, *kept, by[0], by[1])
    return by_x, None, None, by_kernel, *by_first


_network.defvjp(_network_forward, _network_backward)


@_with_gradients
def _gradients(gru, hard, x, mask, scales, kernel, first_h, first_c, h, c, gates, by_h, by_last_c):
    """Gradients by x, kernel, first h and first c."""
    made = [jax.ShapeDtypeStruct(like.shape, like.dtype) for like in (x, first_h, first_c)]
    call = jax.ffi.ffi_call(CALLS[1], made, vmap_method="sequential")
    given = gates, mask, scales, kernel, first_h, first_c, h, c, by_h, by_last_c
    by_x, *by_first = call(*given, gru=gru, hard=hard)
    before, units, scaled = jnp.concatenate([first_h[:, None], h[:, :-1]], 1), kernel.shape[0], bool(len(scales))
    by_kernel = []
    for gate, end in kernels.groups(gru, scaled):
        seen = gates[..., units : 2 * units] * before if gru and gate == 2 else before
        seen = seen * scales[gate][:, None] if scaled else seen
        by_kernel.append(jnp.tensordot(seen, by_x[..., gate * units : end * units], ((0, 1), (0, 1))))
    return by_x, jnp.concatenate(by_kernel, 1), *by_first


def _gradients_forward(gru, hard, *given):
    return _gradients(gru, hard, *given), given


def _gradients_backward(gru, hard, given, by):
    """Derivatives of derivatives, of the loop built again step by step."""
    x, mask, scales, *weights, _, _, _, by_h, by_last_c = given

    def first_gradients(arrays, by_outputs):
        return jax.vjp(lambda x, *weights: _stepwise(gru, hard, x, mask, scales, *weights), *arrays)[1](by_outputs)

    by_arrays, by_outputs = jax.vjp(first_gradients, (x, *weights), (by_h, by_last_c))[1](by)
    return by_arrays[0], None, None, *by_arrays[1:], None, None, None, *by_outputs


_gradients.defvjp(_gradients_forward, _gradients_backward)


def _stepwise(gru, hard, x, mask, scales, kernel, first_h, first_c):
    """Compute `recurrence` by a loop of XLA."""
    kept = mask.T if mask.size else jnp.ones(x.shape[1::-1], bool)

    def step(states, item):
        x, keep = item
        after = _gru(hard, x, scales, kernel, *states) if gru else _lstm(hard, x, scales, kernel, *states)
        after = [jnp.where(keep[:, None], new, old) for new, old in zip(after, states)]
        return after, after[0]

    (_, last_c), h = lax.scan(step, [first_h, first_c], (jnp.swapaxes(x, 0, 1), kept))
    return jnp.swapaxes(h, 0, 1), last_c


def _lstm(hard, x, scales, kernel, h, c):
    i, f, candidate, o = (part + _seen(h, scales, kernel, gate) for gate, part in enumerate(jnp.split(x, 4, 1)))
    c = _inner(hard, f) * c + _inner(hard, i) * jnp.tanh(candidate)
    return _inner(hard, o) * jnp.tanh(c), c


def _gru(hard, x, scales, kernel, h, c):
    of_z, of_r, of_candidate = jnp.split(x, 3, 1)
    z = _inner(hard, of_z + _seen(h, scales, kernel, 0))
    r = _inner(hard, of_r + _seen(h, scales, kernel, 1))
    return z * h + (1.0 - z) * jnp.tanh(of_candidate + _seen(r * h, scales, kernel, 2)), c


def _seen(h, scales, kernel, gate):
    """The part of a gate's input that comes from the output before."""
    units = kernel.shape[0]
    return (h * scales[gate] if len(scales) else h) @ kernel[:, gate * units : (gate + 1) * units]


def _inner(hard, x):
    return jnp.clip(0.2 * x + 0.5, 0.0, 1.0) if hard else jax.nn.sigmoid(x)


class Recurrence(Computation):
    """A loop over time; the results are the outputs of all steps, and the last c, if any."""

    def __init__(
        self, gru: bool, hard: bool, x: Tensor, mask: Tensor | None, scales: Sequence[Tensor], kernel: Tensor,
        states: Sequence[Tensor],
    ) -> None:  # fmt: skip
        outputs = (*x.shape[:2], kernel.shape[0]), x.dtype
        given = (x, kernel, *states, *([] if mask is None else [mask]), *scales)
        super().__init__(given, outputs, (states[-1].shape, x.dtype))
        self._kind, self._states, self._masked = (gru, hard), len(states), mask is not None

    def compute(self, values: Values) -> Sequence[Array]:
        x, kernel, *rest = (jnp.asarray(values[tensor]) for tensor in self.inputs)
        states, others = rest[: self._states], rest[self._states :]
        mask = others.pop(0) != 0 if self._masked else jnp.zeros((0, 0), "bool")
        scales = jnp.stack(others) if others else jnp.zeros((0, 0, 0), x.dtype)
        return recurrence(*self._kind, x, mask, scales, kernel, states[0], states[-1])

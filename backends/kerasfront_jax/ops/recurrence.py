"""The loops of recurrent layers as one operation.

Arrays: x (samples, times, gates * units), mask (samples, times), scales (gates, samples, units), kernel
(units, gates * units), first h and first c (samples, units). A mask or scales of size 0 change nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
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


def recurrence(cell: str, activation: str, *arrays: Any) -> tuple[Any, Any]:
    """The outputs of all steps, (samples, times, units), and the last c, which is the first c of a cell without."""
    return _network(cell, activation, False, *arrays)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1, 2))
def _network(cell: str, activation: str, keep: bool, x: Any, mask: Any, scales: Any, kernel: Any, *first: Any) -> Any:
    """(h, last c), and with `keep` (h, last c, c, gates); of all, only the first two have gradients."""
    (samples, times, width), units = x.shape, kernel.shape[0]
    all_c = (samples if keep and cell == "lstm" else 0, times, units)
    gates = x.shape if keep and cell != "simple_rnn" else (0, times, width)
    shapes = (samples, times, units), first[1].shape, all_c, gates
    made = [jax.ShapeDtypeStruct(shape, x.dtype) for shape in shapes]
    shared = {0: 3} if gates == x.shape else {}
    call = jax.ffi.ffi_call(CALLS[0], made, vmap_method="sequential", input_output_aliases=shared)
    found = call(x, mask, scales, kernel, *first, **_numbers(cell, activation))
    return tuple(found if keep else found[:2])


def _numbers(cell: str, activation: str) -> dict[str, np.int64]:
    number, of_activation = kernels.numbers_of(cell, activation)
    return {"cell": np.int64(number), "activation": np.int64(of_activation)}


def _network_forward(cell, activation, keep, *arrays):
    found: Any = _network(cell, activation, True, *arrays)
    h, _, c, gates = found
    return found if keep else found[:2], (*arrays, h, c, gates)


def _network_backward(cell, activation, keep, kept, by):
    gradients: Any = _gradients(cell, activation, *kept, *by[:2])
    by_x, by_kernel, *by_first = gradients
    return by_x, None, None, by_kernel, *by_first


_network.defvjp(_network_forward, _network_backward)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1))
def _gradients(cell, activation, x, mask, scales, kernel, first_h, first_c, h, c, gates, by_h, by_last_c):
    """Gradients by x, kernel, first h and first c."""
    made = [jax.ShapeDtypeStruct(like.shape, like.dtype) for like in (x, first_h, first_c)]
    call = jax.ffi.ffi_call(CALLS[1], made, vmap_method="sequential")
    given = h, mask, scales, kernel, first_h, first_c, c, gates, by_h, by_last_c
    by_x, *by_first = call(*given, **_numbers(cell, activation))
    before, units, scaled = jnp.concatenate([first_h[:, None], h[:, :-1]], 1), kernel.shape[0], bool(len(scales))
    by_kernel = []
    for gate, end in kernels.CELLS[cell].grouped(scaled):
        seen = gates[..., units : 2 * units] * before if cell == "gru" and gate == 2 else before
        seen = seen * scales[gate][:, None] if scaled else seen
        by_kernel.append(jnp.tensordot(seen, by_x[..., gate * units : end * units], ((0, 1), (0, 1))))
    return by_x, jnp.concatenate(by_kernel, 1), *by_first


def _gradients_forward(cell, activation, *given):
    return _gradients(cell, activation, *given), given


def _gradients_backward(cell, activation, given, by):
    """Second-order gradients, of the loop built again step by step."""
    x, mask, scales, *weights, _, _, _, by_h, by_last_c = given

    def first_gradients(arrays, by_outputs):
        def network(x, *weights):
            return _stepwise(cell, activation, x, mask, scales, *weights)

        return jax.vjp(network, *arrays)[1](by_outputs)

    by_arrays, by_outputs = jax.vjp(first_gradients, (x, *weights), (by_h, by_last_c))[1](by)
    return by_arrays[0], None, None, *by_arrays[1:], None, None, None, *by_outputs


_gradients.defvjp(_gradients_forward, _gradients_backward)


def _stepwise(cell, activation, x, mask, scales, kernel, first_h, first_c):
    """Compute `recurrence` by a loop of XLA."""
    kept = mask.T if mask.size else jnp.ones(x.shape[1::-1], bool)
    run, inner = STEPS[cell], ACTIVATIONS[activation]

    def step(states, item):
        x, keep = item
        after = run(inner, x, scales, kernel, *states)
        after = [jnp.where(keep[:, None], new, old) for new, old in zip(after, states)]
        return after, after[0]

    (_, last_c), h = lax.scan(step, [first_h, first_c], (jnp.swapaxes(x, 0, 1), kept))
    return jnp.swapaxes(h, 0, 1), last_c


def _lstm(inner, x, scales, kernel, h, c):
    i, f, candidate, o = (part + _seen(h, scales, kernel, gate) for gate, part in enumerate(jnp.split(x, 4, 1)))
    c = inner(f) * c + inner(i) * jnp.tanh(candidate)
    return inner(o) * jnp.tanh(c), c


def _gru(inner, x, scales, kernel, h, c):
    of_z, of_r, of_candidate = jnp.split(x, 3, 1)
    z = inner(of_z + _seen(h, scales, kernel, 0))
    r = inner(of_r + _seen(h, scales, kernel, 1))
    return z * h + (1.0 - z) * jnp.tanh(of_candidate + _seen(r * h, scales, kernel, 2)), c


def _simple_rnn(inner, x, scales, kernel, h, c):
    return inner(x + _seen(h, scales, kernel, 0)), c


def _seen(h, scales, kernel, gate):
    """The part of a gate's input that comes from the output before."""
    units = kernel.shape[0]
    return (h * scales[gate] if len(scales) else h) @ kernel[:, gate * units : (gate + 1) * units]


STEPS = {"lstm": _lstm, "gru": _gru, "simple_rnn": _simple_rnn}

ACTIVATIONS = {
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "hard_sigmoid": lambda x: jnp.clip(0.2 * x + 0.5, 0.0, 1.0),
    "relu": jax.nn.relu,
    "linear": lambda x: x,
}


class Recurrence(Computation):
    """A loop over time; the results are the outputs of all steps, and the last c, if any."""

    def __init__(
        self, cell: str, activation: str, x: Tensor, mask: Tensor | None, scales: Sequence[Tensor], kernel: Tensor,
        states: Sequence[Tensor],
    ) -> None:  # fmt: skip
        outputs = (*x.shape[:2], kernel.shape[0]), x.dtype
        given = (x, kernel, *states, *([] if mask is None else [mask]), *scales)
        super().__init__(given, outputs, (states[-1].shape, x.dtype))
        self._kind, self._states, self._masked = (cell, activation), len(states), mask is not None

    def compute(self, values: Values) -> Sequence[Array]:
        x, kernel, *rest = (jnp.asarray(values[tensor]) for tensor in self.inputs)
        states, others = rest[: self._states], rest[self._states :]
        mask = others.pop(0) != 0 if self._masked else jnp.zeros((0, 0), "bool")
        scales = jnp.stack(others) if others else jnp.zeros((0, 0, 0), x.dtype)
        return recurrence(*self._kind, x, mask, scales, kernel, states[0], states[-1])

"""K on JAX: functions that XLA compiles for processors and GPUs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax

import kerasfront.backend.symbolic.operations.control as control
from kerasfront.backend import control_flow, portable_random
from kerasfront.backend.kernels import instructions
from kerasfront.backend.symbolic import classic as classic
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.operations import operations
from kerasfront.backend.symbolic.tensors import Stream
from kerasfront_jax.kernels import KERNELS
from kerasfront_jax.library import Library
from kerasfront_jax.ops import adam, compiled, convolution, recurrence
from kerasfront_jax.ops import dropout as one_call

UNSUPPORTED = {
    "call_host": "the order of calls of Python with gradients is not fixed",
    **dict.fromkeys(("get_session", "set_session", "manual_variable_initialization"), "JAX has no sessions"),
    "optimizer_step": "JAX has no optimizers",
    "write_program": "nothing but kerasfront would read it",
}

OWN_OPERATIONS = {
    "adam": (adam.CALL,), "convolution": convolution.CALLS, "dropout": (one_call.CALL,),
    "recurrence": recurrence.CALLS,
}  # fmt: skip
"""Custom calls for processors, by the files in `ops` that have them."""

_graph = Graph(Library(), KERNELS)
globals().update(operations(_graph))


def adam_step(p: Any, m: Any, v: Any, g: Any, rate: Any, beta_1: Any, beta_2: Any, epsilon: Any) -> Any:
    step = adam.AdamCall(*map(_graph.tensor, (p, m, v, g, rate, beta_1, beta_2, epsilon)))
    new_p, *others = step.tensors()
    step.updates = list(zip((m, v), others))
    return p, new_p


def dropout(x: Any, level: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None) -> Any:
    if noise_shape is None and not portable_random.across_backends() and one_call.runs(x.dtype):
        return one_call.DropoutCall(_graph.tensor(x), level, Stream(_graph, seed)).tensors()[0]  # type: ignore[arg-type]
    return control.dropout(_graph, x, level, noise_shape, seed)


def gated_rnn(
    cell: str,
    inner_activation: str,
    step_function: Callable[..., Any],
    inputs: Any,
    initial_states: Sequence[Any],
    kernel: Any,
    mask: Any = None,
    go_backwards: bool = False,
    scales: Sequence[Any] = (),
) -> tuple[Any, Any, list[Any]]:
    if not recurrence.runs(inputs.dtype) or len(inputs.shape) > 3:
        return control_flow.rnn(step_function, inputs, initial_states, go_backwards, mask, scales)
    x, kernel, *states = map(_graph.tensor, (inputs, kernel, *initial_states))
    if go_backwards:
        x, mask = x[:, ::-1], None if mask is None else mask[:, ::-1]
    factors = [*map(_graph.tensor, scales)]
    outputs, last_c = recurrence.Recurrence(cell, inner_activation, x, mask, factors, kernel, states).tensors()
    last = outputs[:, -1]
    return last, outputs, [last, last_c][: len(states)]


def backend_info() -> dict[str, Any]:
    return {
        "library": "jax",
        "version": jax.__version__,
        "devices": [str(device) for device in jax.devices()],
        "threads": "all cores",
        "blas": "that of XLA, built in",
        "instructions": instructions.in_words(),
        "gated_rnn": "compiled" if recurrence.runs("float32") else "step by step: no g++, or a GPU",
        "operations": compiled.in_words(OWN_OPERATIONS),
    }

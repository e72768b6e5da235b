"""Loops with cells that have names."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from kerasfront import activations
from kerasfront.backend.kernels import CELLS
from kerasfront.testing.conformance.case import Case, numbers

MASK = np.array([[1, 1, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0]], "uint8")
GATES = {
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "hard_sigmoid": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "relu": lambda x: np.maximum(x, 0),
    "linear": lambda x: x,
}


def _lstm_step(x: Any, u: Any, states: list[Any], seen: Any, gate: Any, tanh: Any, dot: Any, split: Any) -> list[Any]:
    h, c = states
    i, f, candidate, o = (a + dot(seen(h, k), b) for k, (a, b) in enumerate(zip(split(x, 4), split(u, 4))))
    c = gate(f) * c + gate(i) * tanh(candidate)
    return [gate(o) * tanh(c), c]


def _gru_step(x: Any, u: Any, states: list[Any], seen: Any, gate: Any, tanh: Any, dot: Any, split: Any) -> list[Any]:
    (h,), (x_z, x_r, x_h), (u_z, u_r, u_h) = states, split(x, 3), split(u, 3)
    z, r = gate(x_z + dot(seen(h, 0), u_z)), gate(x_r + dot(seen(h, 1), u_r))
    return [z * h + (1.0 - z) * tanh(x_h + dot(seen(r * h, 2), u_h))]


def _simple_step(x: Any, u: Any, states: list[Any], seen: Any, gate: Any, tanh: Any, dot: Any, split: Any) -> list[Any]:
    return [gate(x + dot(seen(states[0], 0), u))]


def _convolved(h: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Images seen through a kernel with sizes that are odd, as border_mode 'same' has it."""
    (rows, columns), (down, right) = h.shape[1:3], u.shape[:2]
    padded = np.pad(h, [(0, 0), (down // 2, down // 2), (right // 2, right // 2), (0, 0)])
    taps = [(i, j) for i in range(down) for j in range(right)]
    return np.sum([padded[:, i : i + rows, j : j + columns] @ u[i, j] for i, j in taps], 0)


def _convolve(K: Any, h: Any, u: Any) -> Any:
    return K.conv2d(h, u, border_mode="same", dim_ordering="tf")


STEPS = {"lstm": _lstm_step, "gru": _gru_step, "simple_rnn": _simple_step}
UNITS = 5


def _gated_rnn(
    x: np.ndarray, u: np.ndarray, *given: np.ndarray, cell: str, inner: str, kind: str, go_backwards: bool
) -> list[np.ndarray]:
    gates, count, states, kept = CELLS[cell].gates, CELLS[cell].states, given, np.ones(x.shape[:2])
    zeros = np.zeros((len(x), *x.shape[2:-1], u.shape[-2]))
    scales = np.ones((gates, *zeros.shape))
    if kind == "masked":
        kept, states = given[0], [zeros] * count
    elif kind == "scaled":
        scales, *states = given
    tools = (lambda h, k: h * scales[k]), GATES[inner], np.tanh, np.dot if u.ndim == 2 else _convolved
    tools = *tools, (lambda a, n: np.split(a, n, -1))
    kept, outputs = kept.reshape((*x.shape[:2], *[1] * (x.ndim - 2))), []
    for t in range(x.shape[1])[:: -1 if go_backwards else 1]:
        new = STEPS[cell](x[:, t], u, list(states), *tools)
        states = [np.where(kept[:, t] != 0, after, before) for after, before in zip(new, states)]
        outputs.append(states[0])
    return [states[0], np.stack(outputs, 1), *states]


def _build_gated_rnn(
    K: Any, x: Any, u: Any, *given: Any, cell: str, inner: str, kind: str, units: int, **arguments: Any
) -> Any:
    gates, count, states, mask, scales = CELLS[cell].gates, CELLS[cell].states, given, None, []

    def split(a: Any, parts: int) -> Any:
        return K.split(a, [units] * parts, -1)

    if kind == "masked":
        to_units = K.transpose(u if K.ndim(u) == 2 else K.sum(u, axis=[0, 1]))
        mask, states = given[0], [K.dot(K.zeros_like(K.sum(x, axis=1)), to_units)] * count
    elif kind == "scaled":
        scales, states = K.unstack(K.cast(given[0], K.dtype(x)), gates), given[1:]

    def step(now: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        states, factors = states[:count], states[count:]
        seen = (lambda h, k: h * factors[k]) if factors else (lambda h, k: h)
        led = K.dot if K.ndim(u) == 2 else partial(_convolve, K)
        new = STEPS[cell](now, u, states, seen, activations.get(inner), K.tanh, led, split)
        return new[0], new

    last, outputs, states = K.gated_rnn(cell, inner, step, x, list(states), u, mask, scales=scales, **arguments)
    return [last, outputs, *states]


def gated_rnn_case(
    cell: str,
    inner: str,
    kind: str = "",
    go_backwards: bool = False,
    sizes: tuple[int, int, int] = (3, 4, UNITS),
    image: tuple[int, ...] = (),
    window: tuple[int, ...] = (),
) -> Case:
    """sizes: numbers of samples, times and units. image, window: rows and columns of images, and of the kernel."""
    gates, count, (samples, times, units) = CELLS[cell].gates, CELLS[cell].states, sizes
    inputs = (
        numbers(samples, times, *image, gates * units),
        numbers(*window, units, gates * units, seed=1, low=-0.5, high=0.5),
    )
    states = [numbers(samples, *image, units, seed=seed) for seed in range(2, 2 + count)]
    scales = np.random.RandomState(0).randint(0, 3, (gates, samples, *image, units)).astype("uint8")
    given = {"": states, "masked": [MASK[:samples, :times]], "scaled": [scales, *states]}[kind]
    oracle = partial(_gated_rnn, cell=cell, inner=inner, kind=kind)
    build = partial(_build_gated_rnn, cell=cell, inner=inner, kind=kind, units=units)
    return Case(
        "gated_rnn", (*inputs, *given), oracle, build=build, differentiable=True,
        arguments={"go_backwards": go_backwards}, second=False, unknown_shapes=not image,
        label=", ".join(filter(None, (
            cell, inner, kind, "backwards" * go_backwards, f"{sizes}" * (min(sizes) < 2),
            f"images {image}" * bool(image),
        ))),
    )  # fmt: skip


GATED_CASES = [
    *(gated_rnn_case(cell, inner) for cell, kind in CELLS.items() for inner in kind.activations),
    *(gated_rnn_case(cell, "sigmoid", "masked", go_backwards=True) for cell in STEPS),
    *(gated_rnn_case(cell, "hard_sigmoid", "scaled") for cell in STEPS),
    gated_rnn_case("lstm", "hard_sigmoid", sizes=(2, 3, 2), image=(4, 3), window=(3, 1)),
    gated_rnn_case("lstm", "sigmoid", "masked", True, sizes=(2, 4, 1), image=(1, 3), window=(3, 5)),
    gated_rnn_case("gru", "sigmoid", "scaled", sizes=(2, 3, 2), image=(3, 2), window=(1, 3)),
    gated_rnn_case("simple_rnn", "tanh", sizes=(1, 2, 2), image=(2, 2), window=(3, 3)),
]

"""JAX without Keras: a jitted function for a step, called in a Python loop over the batches."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from rivals.contenders.generator import batches
from rivals.contenders.initial import glorot, lstm_bias, orthogonal, uniform, zeros
from rivals.workloads import Workload

Forward = Callable[[Any, Any, Any], Any]
"""(weights, values, key of random numbers; None for prediction) -> values."""

RATE, BETA_1, BETA_2, EPSILON = 0.001, 0.9, 0.999, 1e-7
ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}
"""Sigmoid and softmax stand at the output only, where the loss takes what comes before them."""


class Contender:
    """Layers as functions of a list of weights."""

    def __init__(self, workload: Workload, x: np.ndarray, y: np.ndarray) -> None:
        self._workload = workload
        self._x, self._y = x, y
        self._initial: list[Any] = []
        self._layers: list[Forward] = []
        shape = workload.input_shape
        for word, *sizes in workload.layers:
            layer, shape = getattr(self, f"_{word}")(shape, *sizes)
            self._layers.append(layer)
        weights = [jnp.array(w) for w in self._initial]
        empty = [jnp.zeros_like(w) for w in weights]
        self._state = weights, empty, [jnp.zeros_like(w) for w in weights], jnp.array(0), jax.random.key(0)

    def train(self, steps: int) -> float:
        size = self._workload.batch_size
        if self._workload.from_generator:
            feed = batches(self._x, self._y, size)
            losses = [self._trained(*next(feed)) for _ in range(steps)]
        else:
            order = np.random.permutation(steps * size).reshape(steps, size)
            losses = [self._trained(self._x[rows], self._y[rows]) for rows in order]
        return float(np.mean([float(loss) for loss in losses]))

    def predict(self) -> np.ndarray:
        size = self._workload.batch_size
        parts = [self._output(self._state[0], self._x[i : i + size]) for i in range(0, len(self._x), size)]
        return np.concatenate([np.asarray(part) for part in parts])

    def facts(self) -> dict[str, str]:
        return {"versions": f"jax {jax.__version__}", "threads": "all cores", "blas": "that of XLA, built in"}

    def _trained(self, x: Any, y: Any) -> Any:
        self._state, loss = self._step(self._state, x, y)
        return loss

    def _forward(self, weights: Any, x: Any, key: Any) -> Any:
        for number, layer in enumerate(self._layers):
            x = layer(weights, x, None if key is None else jax.random.fold_in(key, number))
        return x

    @functools.partial(jax.jit, static_argnums=0)
    def _output(self, weights: Any, x: Any) -> Any:
        last = jax.nn.softmax if self._workload.loss == "categorical_crossentropy" else jax.nn.sigmoid
        return last(self._forward(weights, x, None))

    @functools.partial(jax.jit, static_argnums=0, donate_argnums=1)
    def _step(self, state: Any, x: Any, y: Any) -> Any:
        weights, m, v, count, key = state
        count, key = count + 1, jax.random.fold_in(key, count)
        loss, gradients = jax.value_and_grad(lambda w: self._loss(y, self._forward(w, x, key)))(weights)
        rate = RATE * jnp.sqrt(1 - BETA_2**count) / (1 - BETA_1**count)
        m = [BETA_1 * a + (1 - BETA_1) * g for a, g in zip(m, gradients)]
        v = [BETA_2 * a + (1 - BETA_2) * g * g for a, g in zip(v, gradients)]
        weights = [w - rate * a / (jnp.sqrt(b) + EPSILON) for w, a, b in zip(weights, m, v)]
        return (weights, m, v, count, key), loss

    def _loss(self, y: Any, scores: Any) -> Any:
        if self._workload.loss == "mse":
            return jnp.mean(jnp.square(jax.nn.sigmoid(scores) - y))
        if self._workload.loss == "binary_crossentropy":
            return jnp.mean(jnp.maximum(scores, 0) - scores * y + jnp.log1p(jnp.exp(-jnp.abs(scores))))
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(scores), -1))

    def _weight(self, value: np.ndarray) -> int:
        self._initial.append(value)
        return len(self._initial) - 1

    def _dense(self, shape: Any, units: int, activation: str) -> tuple[Forward, Any]:
        w, b = self._weight(glorot(shape[-1], units)), self._weight(zeros(units))
        act = ACTIVATIONS.get(activation, lambda x: x)
        return lambda p, x, key: act(x @ p[w] + p[b]), (units,)

    def _dropout(self, shape: Any, rate: float) -> tuple[Forward, Any]:
        def drop(p: Any, x: Any, key: Any) -> Any:
            return x if key is None else jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)

        return drop, shape

    def _flatten(self, shape: Any) -> tuple[Forward, Any]:
        return lambda p, x, key: x.reshape(len(x), -1), (int(np.prod(shape)),)

    def _conv(self, shape: Any, filters: int, size: int, activation: str) -> tuple[Forward, Any]:
        w, b = self._weight(glorot(size, size, shape[-1], filters)), self._weight(zeros(filters))
        act, layout = ACTIVATIONS.get(activation, lambda x: x), ("NHWC", "HWIO", "NHWC")

        def convolve(p: Any, x: Any, key: Any) -> Any:
            return act(lax.conv_general_dilated(x, p[w], (1, 1), "VALID", dimension_numbers=layout) + p[b])

        return convolve, (shape[0] - size + 1, shape[1] - size + 1, filters)

    def _pool(self, shape: Any, size: int) -> tuple[Forward, Any]:
        window = (1, size, size, 1)

        def largest(p: Any, x: Any, key: Any) -> Any:
            return lax.reduce_window(x, -jnp.inf, lax.max, window, window, "VALID")

        return largest, (shape[0] // size, shape[1] // size, shape[2])

    def _embedding(self, shape: Any, words: int, size: int) -> tuple[Forward, Any]:
        table = self._weight(uniform(words, size))
        return lambda p, x, key: p[table][x], (*shape, size)

    def _lstm(self, shape: Any, units: int) -> tuple[Forward, Any]:
        w, u = self._weight(glorot(shape[-1], 4 * units)), self._weight(orthogonal(units, 4))
        b = self._weight(lstm_bias(units))

        def run(p: Any, x: Any, key: Any) -> Any:
            def step(states: Any, projected: Any) -> Any:
                h, c = states
                i, f, candidate, o = jnp.split(projected + h @ p[u], 4, -1)
                c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(candidate)
                return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

            begin = (jnp.zeros((len(x), units)),) * 2
            return lax.scan(step, begin, jnp.swapaxes(x @ p[w] + p[b], 0, 1))[0][0]

        return run, (units,)

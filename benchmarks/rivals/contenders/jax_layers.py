"""The layers of the loop on JAX: functions of a value, the list of weights, and a key; without a key they predict."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from rivals.building import Chain

ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}
"""Sigmoid and softmax stand at the output only, where the loss takes what comes before them."""


class JaxLayers:
    """A method for each word; weights are given by their places in the list."""

    def times(self, chain: Chain, shape: Any) -> Chain:
        """All times as samples."""

        def apply(x: Any, p: Any, key: Any) -> Any:
            y = chain(x.reshape(-1, *shape[1:]), p, key)
            return y.reshape(-1, shape[0], *y.shape[1:])

        return apply

    def _dense(self, shape: Any, weights: Any, units: int, activation: str) -> Chain:
        w, b = weights
        act = ACTIVATIONS.get(activation, lambda x: x)
        return lambda x, p, key: act(x @ p[w] + p[b])

    _dense_time = _dense

    def _dropout(self, shape: Any, weights: Any, rate: float) -> Chain:
        self._drops = number = getattr(self, "_drops", 0) + 1

        def drop(x: Any, p: Any, key: Any) -> Any:
            if key is None:
                return x
            kept = jax.random.bernoulli(jax.random.fold_in(key, number), 1 - rate, x.shape)
            return jnp.where(kept, x / (1 - rate), 0)

        return drop

    def _flatten(self, shape: Any, weights: Any) -> Chain:
        return lambda x, p, key: x.reshape(len(x), -1)

    def _conv(self, shape: Any, weights: Any, *sizes: Any, border: str = "VALID") -> Chain:
        w, b = weights
        act = ACTIVATIONS.get(sizes[-1], lambda x: x)
        layout = ("NHWC", "HWIO", "NHWC") if len(shape) == 3 else ("NHC", "HIO", "NHC")
        steps = (1,) * (len(shape) - 1)
        return lambda x, p, key: act(lax.conv_general_dilated(x, p[w], steps, border, dimension_numbers=layout) + p[b])

    _conv1d = _conv

    def _conv_same(self, *args: Any) -> Chain:
        return self._conv(*args, border="SAME")

    def _pool(self, shape: Any, weights: Any, size: int) -> Chain:
        window = (1, size, size, 1)
        return lambda x, p, key: lax.reduce_window(x, -jnp.inf, lax.max, window, window, "VALID")

    def _max_time(self, shape: Any, weights: Any) -> Chain:
        return lambda x, p, key: x.max(1)

    def _mean_time(self, shape: Any, weights: Any) -> Chain:
        return lambda x, p, key: x.mean(1)

    def _sum(self, shape: Any, weights: Any) -> Chain:
        return lambda values, p, key: sum(values)

    def _distance(self, shape: Any, weights: Any) -> Chain:
        return lambda values, p, key: abs(values[0] - values[1])

    def _weigh(self, shape: Any, weights: Any) -> Chain:
        return lambda values, p, key: (values[0] * jax.nn.softmax(values[1], 1)).sum(1)

    def _embedding(self, shape: Any, weights: Any, words: int, size: int) -> Chain:
        return lambda x, p, key: p[weights[0]][x]

    def _simple_rnn(self, shape: Any, weights: Any, units: int) -> Chain:
        w, u, b = weights

        def run(x: Any, p: Any, key: Any) -> Any:
            def step(h: Any, projected: Any) -> Any:
                return jnp.tanh(projected + h @ p[u]), None

            return lax.scan(step, jnp.zeros((len(x), units)), jnp.swapaxes(x @ p[w] + p[b], 0, 1))[0]

        return run

    def _lstm_all(self, shape: Any, weights: Any, units: int) -> Chain:
        w, u, b = weights

        def run(x: Any, p: Any, key: Any) -> Any:
            def step(states: Any, projected: Any) -> Any:
                h, c = states
                i, f, candidate, o = jnp.split(projected + h @ p[u], 4, -1)
                c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(candidate)
                h = jax.nn.sigmoid(o) * jnp.tanh(c)
                return (h, c), h

            begin = (jnp.zeros((len(x), units)),) * 2
            return jnp.swapaxes(lax.scan(step, begin, jnp.swapaxes(x @ p[w] + p[b], 0, 1))[1], 0, 1)

        return run

    def _lstm(self, *args: Any) -> Chain:
        every = self._lstm_all(*args)
        return lambda x, p, key: every(x, p, key)[:, -1]

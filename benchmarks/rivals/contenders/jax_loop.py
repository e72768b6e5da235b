"""JAX without Keras: a jitted function for a step, called in a Python loop over the batches."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from rivals.contenders.jax_layers import JaxLayers
from rivals.contenders.loop import LoopContender

RATE, BETA_1, BETA_2, EPSILON = 0.001, 0.9, 0.999, 1e-7


class Contender(JaxLayers, LoopContender):
    """Layers as functions of a list of weights."""

    def weight(self, value: np.ndarray) -> int:
        """Keep a weight; give its place in the list."""
        self.weights.append(value)
        return len(self.weights) - 1

    def compile(self) -> None:
        """Make weights and means arrays of JAX."""
        weights = [jnp.array(w) for w in self.weights]
        m, v = ([jnp.zeros_like(w) for w in weights] for _ in range(2))
        self._state = weights, m, v, jnp.array(0), jax.random.key(0)

    def step(self, xs: list[np.ndarray], ys: list[np.ndarray]) -> Any:
        """Train a batch."""
        self._state, loss = self._step(self._state, xs, ys)
        return loss

    def output(self, xs: list[np.ndarray]) -> Any:
        """Outputs for a batch."""
        return self._output(self._state[0], xs)

    def facts(self) -> dict[str, str]:
        """Versions, threads and BLAS."""
        return {"versions": f"jax {jax.__version__}", "threads": "all cores", "blas": "that of XLA, built in"}

    def _scores(self, weights: Any, xs: Any, key: Any) -> list[Any]:
        found = self.model(xs[0] if len(xs) == 1 else xs, weights, key)
        return found if isinstance(found, list) else [found]

    @functools.partial(jax.jit, static_argnums=0)
    def _output(self, weights: Any, xs: Any) -> Any:
        last = {"categorical_crossentropy": jax.nn.softmax}
        scores = self._scores(weights, xs, None)
        return [last.get(loss, jax.nn.sigmoid)(part) for loss, part in zip(self.workload.losses, scores)]

    @functools.partial(jax.jit, static_argnums=0, donate_argnums=1)
    def _step(self, state: Any, xs: Any, ys: Any) -> Any:
        weights, m, v, count, key = state
        count, key = count + 1, jax.random.fold_in(key, count)

        def total(weights: Any) -> Any:
            return sum(map(_loss, self.workload.losses, ys, self._scores(weights, xs, key)))

        loss, gradients = jax.value_and_grad(total)(weights)
        rate = RATE * jnp.sqrt(1 - BETA_2**count) / (1 - BETA_1**count)
        m = [BETA_1 * a + (1 - BETA_1) * g for a, g in zip(m, gradients)]
        v = [BETA_2 * a + (1 - BETA_2) * g * g for a, g in zip(v, gradients)]
        weights = [w - rate * a / (jnp.sqrt(b) + EPSILON) for w, a, b in zip(weights, m, v)]
        return (weights, m, v, count, key), loss


def _loss(name: str, y: Any, scores: Any) -> Any:
    if name == "mse":
        return jnp.mean(jnp.square(jax.nn.sigmoid(scores) - y))
    if name == "binary_crossentropy":
        return jnp.mean(jnp.maximum(scores, 0) - scores * y + jnp.log1p(jnp.exp(-jnp.abs(scores))))
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(scores), -1))

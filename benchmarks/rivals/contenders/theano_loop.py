"""Theano without Keras: compiled functions for a step, called in a Python loop over the batches."""

from __future__ import annotations

from typing import Any

import numpy as np

from rivals.contenders.loop import LoopContender
from rivals.contenders.theano_layers import ONE, K, T, TheanoLayers, theano

RATE, BETA_1, BETA_2, EPSILON = (np.float32(value) for value in (0.001, 0.9, 0.999, 1e-8))


class Contender(TheanoLayers, LoopContender):
    """Layers as functions, one shared variable for each weight; images are kept with channels first."""

    channels_first = True

    def weight(self, value: np.ndarray) -> Any:
        """Make a shared variable."""
        self.weights.append(theano.shared(value))
        return self.weights[-1]

    def compile(self) -> None:
        """Make the functions."""
        if self.workload.critic:
            self._compile_contest()
            return
        kind = "int32" if self.workload.words else "float32"
        xs, ys = [T.TensorType(kind, (False,) * x.ndim)() for x in self._xs], [T.matrix() for _ in self._ys]
        x = xs[0] if len(xs) == 1 else xs
        trained = _several(self.model(x, True))
        loss = sum([*map(_loss, self.workload.losses, ys, trained), *self.terms])
        updates, self.updates = [*_adam(loss, self.weights), *self.updates], []
        self._step = theano.function([*xs, *ys], loss, updates=updates)
        outputs = _several(self.model(x, False))
        self._output = theano.function(xs, outputs, updates=[pair for pair in self.updates if pair[0] in self.states])

    def step(self, xs: list[np.ndarray], ys: list[np.ndarray]) -> Any:
        """Train a batch."""
        return self._step(*xs, *ys)

    def output(self, xs: list[np.ndarray]) -> list[np.ndarray]:
        """Outputs for a batch."""
        return self._output(*xs)

    def reset(self) -> None:
        """Let states be zero."""
        for state in self.states:
            state.set_value(np.zeros_like(state.get_value()))

    def contest(self, noise: list[np.ndarray], real: list[np.ndarray]) -> float:
        """Train the critic on real samples and on made ones, then the model; give the sum of losses."""
        yes, no = (np.full((len(real[0]), 1), label, "float32") for label in (1, 0))
        made = self._output(noise[0])[0]
        return float(self._judge(real[0], yes) + self._judge(made, no) + self._deceive(noise[0], yes))

    def facts(self) -> dict[str, str]:
        """Versions, threads and BLAS."""
        backend = K.backend_info()
        versions = f"{backend['library']} {backend['version']}"
        return {"versions": versions, "threads": backend["threads"], "blas": backend["blas"]}

    def _compile_contest(self) -> None:
        noise, samples, labels = T.matrix(), T.matrix(), T.matrix()
        made = self.model(noise, True)
        judged, deceived = (_loss(self.workload.loss, labels, self.critic(x, True)) for x in (samples, made))
        self._output = theano.function([noise], [made])
        self._judge = theano.function([samples, labels], judged, updates=_adam(judged, self.critic_weights))
        self._deceive = theano.function([noise, labels], deceived, updates=_adam(deceived, self.weights))


def _adam(loss: Any, weights: list[Any]) -> list[tuple[Any, Any]]:
    t = theano.shared(np.float32(0))
    rate = RATE * T.sqrt(ONE - BETA_2 ** (t + ONE)) / (ONE - BETA_1 ** (t + ONE))
    updates = [(t, t + ONE)]
    for w, g in zip(weights, T.grad(loss, weights)):
        m, v = (theano.shared(np.zeros_like(w.get_value())) for _ in range(2))
        m_new, v_new = BETA_1 * m + (ONE - BETA_1) * g, BETA_2 * v + (ONE - BETA_2) * g**2
        updates += [(m, m_new), (v, v_new), (w, w - rate * m_new / (T.sqrt(v_new) + EPSILON))]
    return updates


def _loss(name: str, y: Any, output: Any) -> Any:
    if name == "mse":
        return T.sqr(output - y).mean()
    compare = T.nnet.binary_crossentropy if name == "binary_crossentropy" else T.nnet.categorical_crossentropy
    return compare(output, y).mean()


def _several(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]

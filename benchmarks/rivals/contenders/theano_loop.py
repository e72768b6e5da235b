"""Theano without Keras: compiled functions for a step, called in a Python loop over the batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront import backend as K
from rivals.contenders.generator import batches
from rivals.contenders.initial import glorot, lstm_bias, orthogonal, uniform, zeros
from rivals.workloads import Workload

K.load("theano")  # sets up what Theano needs on today's Python and NumPy: compiler flags, BLAS

import theano  # noqa: E402
import theano.tensor as T  # noqa: E402
from theano.sandbox.rng_mrg import MRG_RandomStream  # noqa: E402
from theano.tensor.signal.pool import pool_2d  # noqa: E402

Forward = Callable[[Any, bool], Any]
RATE, BETA_1, BETA_2, EPSILON = (np.float32(value) for value in (0.001, 0.9, 0.999, 1e-8))
ONE = np.float32(1)
ACTIVATIONS = {"relu": T.nnet.relu, "tanh": T.tanh, "linear": lambda x: x, "sigmoid": T.nnet.sigmoid}


class Contender:
    """Layers as functions, one shared variable for each weight; images are kept with channels first."""

    def __init__(self, workload: Workload, x: np.ndarray, y: np.ndarray) -> None:
        self._workload = workload
        self._x, self._y = x, y
        self._random = MRG_RandomStream(7)
        self._weights: list[Any] = []
        self._averages: list[tuple[Any, Any]] = []
        layers, shape = [], workload.input_shape
        for word, *sizes in workload.layers:
            layer, shape = getattr(self, f"_{word}")(shape, *sizes)
            layers.append(layer)
        x = T.TensorType("int32" if workload.words else "float32", (False,) * self._x.ndim)()
        y = T.matrix()
        if self._x.ndim == 4:
            self._x = np.ascontiguousarray(self._x.transpose(0, 3, 1, 2))
        outputs = {training: _forward(layers, x, training) for training in (True, False)}
        loss = _loss(workload.loss, y, outputs[True])
        self._step = theano.function([x, y], loss, updates=[*self._adam(loss), *self._averages])
        self._output = theano.function([x], outputs[False])

    def train(self, steps: int) -> float:
        size = self._workload.batch_size
        if self._workload.from_generator:
            feed = batches(self._x, self._y, size)
            losses = [self._step(*next(feed)) for _ in range(steps)]
        else:
            order = np.random.permutation(steps * size).reshape(steps, size)
            losses = [self._step(self._x[rows], self._y[rows]) for rows in order]
        return float(np.mean(losses))

    def predict(self) -> np.ndarray:
        size = self._workload.batch_size
        return np.concatenate([self._output(self._x[i : i + size]) for i in range(0, len(self._x), size)])

    def facts(self) -> dict[str, str]:
        backend = K.load("theano").backend_info()
        versions = f"{backend['library']} {backend['version']}"
        return {"versions": versions, "threads": backend["threads"], "blas": backend["blas"]}

    def _adam(self, loss: Any) -> list[tuple[Any, Any]]:
        t = theano.shared(np.float32(0))
        rate = RATE * T.sqrt(ONE - BETA_2 ** (t + ONE)) / (ONE - BETA_1 ** (t + ONE))
        updates = [(t, t + ONE)]
        for w, g in zip(self._weights, T.grad(loss, self._weights)):
            m, v = (theano.shared(np.zeros_like(w.get_value())) for _ in range(2))
            m_new, v_new = BETA_1 * m + (ONE - BETA_1) * g, BETA_2 * v + (ONE - BETA_2) * g**2
            updates += [(m, m_new), (v, v_new), (w, w - rate * m_new / (T.sqrt(v_new) + EPSILON))]
        return updates

    def _weight(self, value: np.ndarray) -> Any:
        self._weights.append(theano.shared(value))
        return self._weights[-1]

    def _dense(self, shape: Any, units: int, activation: str) -> tuple[Forward, Any]:
        w, b = self._weight(glorot(shape[-1], units)), self._weight(zeros(units))
        act = ACTIVATIONS.get(activation, T.nnet.softmax)
        return lambda x, training: act(T.dot(x, w) + b), (units,)

    def _dropout(self, shape: Any, rate: float) -> tuple[Forward, Any]:
        def drop(x: Any, training: bool) -> Any:
            if not training:
                return x
            kept = self._random.binomial(x.shape, p=1 - rate, dtype="float32")
            return x * kept / np.float32(1 - rate)

        return drop, shape

    def _flatten(self, shape: Any) -> tuple[Forward, Any]:
        return lambda x, training: x.flatten(2), (int(np.prod(shape)),)

    def _conv(self, shape: Any, filters: int, size: int, activation: str) -> tuple[Forward, Any]:
        kernel = glorot(size, size, shape[-1], filters).transpose(3, 2, 0, 1)
        w, b = self._weight(np.ascontiguousarray(kernel)), self._weight(zeros(filters))
        act = ACTIVATIONS[activation]
        out = (shape[0] - size + 1, shape[1] - size + 1, filters)

        def convolve(x: Any, training: bool) -> Any:
            y = T.nnet.conv2d(x, w, filter_shape=kernel.shape, filter_flip=False)
            return act(y + b.dimshuffle("x", 0, "x", "x"))

        return convolve, out

    def _pool(self, shape: Any, size: int) -> tuple[Forward, Any]:
        out = (shape[0] // size, shape[1] // size, shape[2])
        return lambda x, training: pool_2d(x, (size, size), ignore_border=True), out

    def _batchnorm(self, shape: Any) -> tuple[Forward, Any]:
        gamma, beta = self._weight(np.ones(shape[-1], "float32")), self._weight(zeros(shape[-1]))
        mean, variance = theano.shared(zeros(shape[-1])), theano.shared(np.ones(shape[-1], "float32"))
        keep = np.float32(0.99)

        def normalize(x: Any, training: bool) -> Any:
            now = (x.mean((0, 2, 3)), x.var((0, 2, 3))) if training else (mean, variance)
            if training:
                self._averages += [(old, keep * old + (ONE - keep) * new) for old, new in zip((mean, variance), now)]
            m, v, g, b = (part.dimshuffle("x", 0, "x", "x") for part in (*now, gamma, beta))
            return (x - m) / T.sqrt(v + np.float32(1e-3)) * g + b

        return normalize, shape

    def _embedding(self, shape: Any, words: int, size: int) -> tuple[Forward, Any]:
        table = self._weight(uniform(words, size))
        return lambda x, training: table[x], (*shape, size)

    def _lstm(self, shape: Any, units: int) -> tuple[Forward, Any]:
        read = self._lstm_reader(shape, units)
        return lambda x, training: read(x), (units,)

    def _bi_lstm(self, shape: Any, units: int) -> tuple[Forward, Any]:
        forth, back = self._lstm_reader(shape, units), self._lstm_reader(shape, units)
        return lambda x, training: T.concatenate([forth(x), back(x[:, ::-1])], axis=1), (2 * units,)

    def _lstm_reader(self, shape: Any, units: int) -> Callable[[Any], Any]:
        w, u = self._weight(glorot(shape[-1], 4 * units)), self._weight(orthogonal(units, 4))
        b = self._weight(lstm_bias(units))

        def step(projected: Any, h: Any, c: Any, u: Any) -> list[Any]:
            z = projected + T.dot(h, u)
            i, f, candidate, o = (z[:, k * units : (k + 1) * units] for k in range(4))
            c = T.nnet.sigmoid(f) * c + T.nnet.sigmoid(i) * T.tanh(candidate)
            return [T.nnet.sigmoid(o) * T.tanh(c), c]

        return lambda x: _last(step, T.dot(x, w) + b, units, 2, u)

    def _gru(self, shape: Any, units: int) -> tuple[Forward, Any]:
        w, u = self._weight(glorot(shape[-1], 3 * units)), self._weight(orthogonal(units, 3))
        b = self._weight(zeros(3 * units))

        def step(projected: Any, h: Any, u: Any) -> list[Any]:
            gates = T.nnet.sigmoid(projected[:, : 2 * units] + T.dot(h, u[:, : 2 * units]))
            z, r = gates[:, :units], gates[:, units:]
            candidate = T.tanh(projected[:, 2 * units :] + T.dot(r * h, u[:, 2 * units :]))
            return [z * h + (ONE - z) * candidate]

        return lambda x, training: _last(step, T.dot(x, w) + b, units, 1, u), (units,)


def _forward(layers: list[Forward], x: Any, training: bool) -> Any:
    for layer in layers:
        x = layer(x, training)
    return x


def _loss(name: str, y: Any, output: Any) -> Any:
    if name == "mse":
        return T.sqr(output - y).mean()
    compare = T.nnet.binary_crossentropy if name == "binary_crossentropy" else T.nnet.categorical_crossentropy
    return compare(output, y).mean()


def _last(step: Callable[..., Any], projected: Any, units: int, states: int, u: Any) -> Any:
    """The output after the last time; `projected` is what the kernel made of all inputs in one product."""
    begin = [T.zeros((projected.shape[0], units), "float32") for _ in range(states)]
    results, _ = theano.scan(step, projected.dimshuffle(1, 0, 2), begin, [u])
    return (results[0] if states > 1 else results)[-1]

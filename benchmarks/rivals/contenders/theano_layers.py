"""The layers of the loop on Theano: functions of a value and of whether it is training; channels come first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront import backend
from rivals.building import Chain
from rivals.workloads import DIVERGENCE, Workload

K = backend.load("theano")  # sets up what Theano needs on today's Python and NumPy: compiler flags, BLAS

import theano  # noqa: E402
import theano.tensor as T  # noqa: E402
from theano.sandbox.rng_mrg import MRG_RandomStream  # noqa: E402
from theano.tensor.signal.pool import pool_2d  # noqa: E402

ONE = np.float32(1)
ACTIVATIONS = {
    "relu": T.nnet.relu, "tanh": T.tanh, "linear": lambda x: x, "sigmoid": T.nnet.sigmoid, "softmax": T.nnet.softmax,
}  # fmt: skip


class TheanoLayers:
    """A method for each word.

    Attributes
    ----------
    states : list
        Shared variables that last from one batch to the next.
    updates : list of tuple
        Shared variables and their new values, from the last application of the layers.
    terms : list
        What a layer adds to the loss.
    """

    workload: Workload

    def __init__(self, *args: Any) -> None:
        self._random = MRG_RandomStream(7)
        self.states: list[Any] = []
        self.updates: list[tuple[Any, Any]] = []
        self.terms: list[Any] = []
        super().__init__(*args)

    def times(self, chain: Chain, shape: Any) -> Chain:
        """All times as samples."""

        def apply(x: Any, training: bool) -> Any:
            samples, times, *sizes = (x.shape[i] for i in range(x.ndim))
            y = chain(x.reshape((samples * times, *sizes), x.ndim - 1), training)
            return y.reshape((samples, times, *(y.shape[i] for i in range(1, y.ndim))), y.ndim + 1)

        return apply

    def _dense(self, shape: Any, weights: Any, units: int, activation: str) -> Chain:
        w, b = weights
        return lambda x, training: ACTIVATIONS[activation](T.dot(x, w) + b)

    _dense_time = _dense

    def _dropout(self, shape: Any, weights: Any, rate: float) -> Chain:
        def drop(x: Any, training: bool) -> Any:
            if not training:
                return x
            kept = self._random.binomial(x.shape, p=1 - rate, dtype="float32")
            return x * kept / np.float32(1 - rate)

        return drop

    def _flatten(self, shape: Any, weights: Any) -> Chain:
        return lambda x, training: x.flatten(2)

    def _conv(self, shape: Any, weights: Any, *sizes: Any, border: str = "valid") -> Chain:
        _, _, activation = sizes
        w, b = weights
        return lambda x, training: ACTIVATIONS[activation](_convolved(x, w, border) + b.dimshuffle("x", 0, "x", "x"))

    def _conv_same(self, *args: Any) -> Chain:
        return self._conv(*args, border="half")

    def _conv1d(self, shape: Any, weights: Any, filters: int, size: int, activation: str) -> Chain:
        w, b = weights

        def convolve(x: Any, training: bool) -> Any:
            y = _convolved(x.dimshuffle(0, 2, 1, "x"), w.dimshuffle(0, "x", 1, 2), "valid")
            return ACTIVATIONS[activation](y.dimshuffle(0, 2, 1, 3).flatten(3) + b)

        return convolve

    def _pool(self, shape: Any, weights: Any, size: int) -> Chain:
        return lambda x, training: pool_2d(x, (size, size), ignore_border=True)

    def _max_time(self, shape: Any, weights: Any) -> Chain:
        return lambda x, training: x.max(1)

    def _mean_time(self, shape: Any, weights: Any) -> Chain:
        return lambda x, training: x.mean(1)

    def _sum(self, shape: Any, weights: Any) -> Chain:
        return lambda values, training: sum(values)

    def _concat(self, shape: Any, weights: Any) -> Chain:
        return lambda values, training: T.concatenate(values, axis=1)

    def _distance(self, shape: Any, weights: Any) -> Chain:
        return lambda values, training: abs(values[0] - values[1])

    def _weigh(self, shape: Any, weights: Any) -> Chain:
        def mean(values: Any, training: bool) -> Any:
            share = T.nnet.softmax(values[1].flatten(2))
            return (values[0] * share.dimshuffle(0, 1, "x")).sum(1)

        return mean

    def _sample(self, shape: Any, weights: Any) -> Chain:
        def draw(values: Any, training: bool) -> Any:
            mean, log = values
            divergence = (T.sqr(mean) + T.exp(log) - ONE - log).sum(-1).mean() / np.float32(2)
            self.terms += [np.float32(DIVERGENCE) * divergence] if training else []
            return mean + T.exp(log / np.float32(2)) * self._random.normal(mean.shape, dtype="float32")

        return draw

    def _batchnorm(self, shape: Any, weights: Any) -> Chain:
        gamma, beta = weights
        averages = [theano.shared(np.full(shape[-1], value, "float32")) for value in (0, 1)]
        keep = np.float32(0.99)
        axes, pattern = ((0, 2, 3), ("x", 0, "x", "x")) if len(shape) == 3 else ((0,), ("x", 0))

        def normalize(x: Any, training: bool) -> Any:
            now = (x.mean(axes), x.var(axes)) if training else averages
            if training:
                self.updates += [(old, keep * old + (ONE - keep) * new) for old, new in zip(averages, now)]
            m, v, g, b = (part.dimshuffle(*pattern) for part in (*now, gamma, beta))
            return (x - m) / T.sqrt(v + np.float32(1e-3)) * g + b

        return normalize

    def _embedding(self, shape: Any, weights: Any, words: int, size: int) -> Chain:
        return lambda x, training: weights[0][x]

    def _simple_rnn(self, shape: Any, weights: Any, units: int) -> Chain:
        w, u, b = weights

        def step(projected: Any, h: Any, u: Any) -> Any:
            return T.tanh(projected + T.dot(h, u))

        return lambda x, training: _scan(step, T.dot(x, w) + b, _zeros(x, units, 1), u)[0][-1]

    def _lstm(self, shape: Any, weights: Any, units: int) -> Chain:
        return lambda x, training: _lstm(x, weights, _zeros(x, units, 2))[0][-1]

    def _lstm_all(self, shape: Any, weights: Any, units: int) -> Chain:
        return lambda x, training: _lstm(x, weights, _zeros(x, units, 2))[0].dimshuffle(1, 0, 2)

    def _lstm_stateful(self, shape: Any, weights: Any, units: int) -> Chain:
        states = [theano.shared(np.zeros((self.workload.batch_size, units), "float32")) for _ in range(2)]
        self.states += states

        def run(x: Any, training: bool) -> Any:
            found = [values[-1] for values in _lstm(x, weights, states)]
            self.updates += zip(states, found)
            return found[0]

        return run

    def _bi_lstm(self, shape: Any, weights: Any, units: int) -> Chain:
        forth, back = (self._lstm(shape, part, units) for part in (weights[:3], weights[3:]))
        return lambda x, training: T.concatenate([forth(x, training), back(x[:, ::-1], training)], axis=1)

    def _gru(self, shape: Any, weights: Any, units: int) -> Chain:
        w, u, b = weights

        def step(projected: Any, h: Any, u: Any) -> Any:
            gates = T.nnet.sigmoid(projected[:, : 2 * units] + T.dot(h, u[:, : 2 * units]))
            z, r = gates[:, :units], gates[:, units:]
            candidate = T.tanh(projected[:, 2 * units :] + T.dot(r * h, u[:, 2 * units :]))
            return z * h + (ONE - z) * candidate

        return lambda x, training: _scan(step, T.dot(x, w) + b, _zeros(x, units, 1), u)[0][-1]

    def _conv_lstm(self, shape: Any, weights: Any, filters: int, size: int) -> Chain:
        w, u, b = weights
        step = _gates(lambda h, u: _convolved(h, u, "half"))

        def run(x: Any, training: bool) -> Any:
            times = x.dimshuffle(1, 0, 2, 3, 4)
            images = times.reshape((x.shape[0] * x.shape[1], x.shape[2], x.shape[3], x.shape[4]))
            projected = _convolved(images, w, "half") + b.dimshuffle("x", 0, "x", "x")
            by_time = projected.reshape((x.shape[1], x.shape[0], 4 * filters, x.shape[3], x.shape[4]))
            begin = [T.zeros((x.shape[0], filters, x.shape[3], x.shape[4]), "float32") for _ in range(2)]
            return theano.scan(step, by_time, begin, [u])[0][0][-1]

        return run


def _convolved(x: Any, w: Any, border: str) -> Any:
    kernel = w.dimshuffle(3, 2, 0, 1)
    shape = w.get_value(borrow=True).shape if hasattr(w, "get_value") else None
    known = (shape[3], shape[2], shape[0], shape[1]) if shape else None
    return T.nnet.conv2d(x, kernel, filter_shape=known, border_mode=border, filter_flip=False)


def _gates(recurrent: Callable[[Any, Any], Any]) -> Callable[..., list[Any]]:
    def step(projected: Any, h: Any, c: Any, u: Any) -> list[Any]:
        z = projected + recurrent(h, u)
        units = z.shape[1] // 4
        i, f, candidate, o = (z[:, k * units : (k + 1) * units] for k in range(4))
        c = T.nnet.sigmoid(f) * c + T.nnet.sigmoid(i) * T.tanh(candidate)
        return [T.nnet.sigmoid(o) * T.tanh(c), c]

    return step


def _lstm(x: Any, weights: Any, begin: list[Any]) -> list[Any]:
    w, u, b = weights
    return _scan(_gates(T.dot), T.dot(x, w) + b, begin, u)


def _zeros(x: Any, units: int, count: int) -> list[Any]:
    return [T.zeros((x.shape[0], units), "float32") for _ in range(count)]


def _scan(step: Callable[..., Any], projected: Any, begin: list[Any], u: Any) -> list[Any]:
    """The states at all times; `projected` is what the kernel made of all inputs in one product."""
    results, _ = theano.scan(step, projected.dimshuffle(1, 0, 2), begin, [u])
    return results if isinstance(results, list) else [results]

"""The layers of the loop on TensorFlow, as functions of a value and of whether it is training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from rivals.building import Chain
from rivals.workloads import DIVERGENCE, Workload

ACTIVATIONS = {"relu": tf.nn.relu, "tanh": tf.tanh}
"""Sigmoid and softmax stand at the output only, where the loss takes what comes before them."""


class TensorflowLayers:
    """A method for each word.

    Attributes
    ----------
    states : list
        Variables that last from one batch to the next.
    terms : list
        What a layer adds to the loss.
    """

    workload: Workload

    def __init__(self, *args: Any) -> None:
        tf.random.set_seed(0)
        self.states: list[Any] = []
        self.terms: list[Any] = []
        super().__init__(*args)

    def times(self, chain: Chain, shape: Any) -> Chain:
        """All times as samples."""

        def apply(x: Any, training: bool) -> Any:
            y = chain(tf.reshape(x, (-1, *shape[1:])), training)
            return tf.reshape(y, (-1, shape[0], *y.shape[1:]))

        return apply

    def _dense(self, shape: Any, weights: Any, units: int, activation: str) -> Chain:
        w, b = weights
        act = ACTIVATIONS.get(activation, tf.identity)
        return lambda x, training: act(tf.matmul(x, w) + b)

    def _dense_time(self, shape: Any, weights: Any, units: int, activation: str) -> Chain:
        w, b = weights
        return lambda x, training: ACTIVATIONS[activation](tf.tensordot(x, w, 1) + b)

    def _dropout(self, shape: Any, weights: Any, rate: float) -> Chain:
        return lambda x, training: tf.nn.dropout(x, rate) if training else x

    def _flatten(self, shape: Any, weights: Any) -> Chain:
        return lambda x, training: tf.reshape(x, (-1, int(np.prod(shape))))

    def _conv(self, shape: Any, weights: Any, filters: int, size: int, activation: str, border: str = "VALID") -> Chain:
        w, b = weights
        act = ACTIVATIONS.get(activation, tf.identity)
        return lambda x, training: act(tf.nn.bias_add(tf.nn.conv2d(x, w, 1, border), b))

    def _conv_same(self, *args: Any) -> Chain:
        return self._conv(*args, border="SAME")

    def _conv1d(self, shape: Any, weights: Any, filters: int, size: int, activation: str) -> Chain:
        w, b = weights
        return lambda x, training: ACTIVATIONS[activation](tf.nn.conv1d(x, w, 1, "VALID") + b)

    def _pool(self, shape: Any, weights: Any, size: int) -> Chain:
        return lambda x, training: tf.nn.max_pool2d(x, size, size, "VALID")

    def _max_time(self, shape: Any, weights: Any) -> Chain:
        return lambda x, training: tf.reduce_max(x, 1)

    def _mean_time(self, shape: Any, weights: Any) -> Chain:
        return lambda x, training: tf.reduce_mean(x, 1)

    def _sum(self, shape: Any, weights: Any) -> Chain:
        return lambda values, training: tf.add_n(values)

    def _concat(self, shape: Any, weights: Any) -> Chain:
        return lambda values, training: tf.concat(values, -1)

    def _distance(self, shape: Any, weights: Any) -> Chain:
        return lambda values, training: tf.abs(values[0] - values[1])

    def _weigh(self, shape: Any, weights: Any) -> Chain:
        return lambda values, training: tf.reduce_sum(values[0] * tf.nn.softmax(values[1], axis=1), 1)

    def _sample(self, shape: Any, weights: Any) -> Chain:
        def draw(values: Any, training: bool) -> Any:
            mean, log = values
            self.terms.append(
                DIVERGENCE * tf.reduce_mean(tf.reduce_sum(tf.square(mean) + tf.exp(log) - 1 - log, -1) / 2)
            )
            return mean + tf.exp(log / 2) * tf.random.normal(tf.shape(mean))

        return draw

    def _batchnorm(self, shape: Any, weights: Any) -> Chain:
        gamma, beta = weights
        mean, variance = tf.Variable(tf.zeros_like(beta)), tf.Variable(tf.ones_like(beta))

        def normalize(x: Any, training: bool) -> Any:
            image = x if len(shape) == 3 else x[:, None, None]
            if training:
                y, *batch = tf.compat.v1.nn.fused_batch_norm(image, gamma, beta)
                for average, now in zip((mean, variance), batch):
                    average.assign(0.99 * average + 0.01 * now)
            else:
                y = tf.compat.v1.nn.fused_batch_norm(image, gamma, beta, mean, variance, is_training=False)[0]
            return tf.reshape(y, tf.shape(x))

        return normalize

    def _embedding(self, shape: Any, weights: Any, words: int, size: int) -> Chain:
        return lambda x, training: tf.gather(weights[0], x)

    def _simple_rnn(self, shape: Any, weights: Any, units: int) -> Chain:
        w, u, b = weights

        def step(states: Any, projected: Any) -> Any:
            return (tf.tanh(projected + tf.matmul(states[0], u)),)

        return lambda x, training: _loop(step, tf.tensordot(x, w, 1) + b, _zeros(x, units, 1))[0]

    def _lstm(self, shape: Any, weights: Any, units: int) -> Chain:
        return lambda x, training: _lstm(x, weights, _zeros(x, units, 2))[0]

    def _lstm_all(self, shape: Any, weights: Any, units: int) -> Chain:
        return lambda x, training: _lstm(x, weights, _zeros(x, units, 2), every=True)

    def _lstm_stateful(self, shape: Any, weights: Any, units: int) -> Chain:
        states = [tf.Variable(tf.zeros((self.workload.batch_size, units))) for _ in range(2)]
        self.states += states

        def run(x: Any, training: bool) -> Any:
            last = _lstm(x, weights, tuple(map(tf.identity, states)))
            for state, value in zip(states, last):
                state.assign(value)
            return last[0]

        return run

    def _bi_lstm(self, shape: Any, weights: Any, units: int) -> Chain:
        forth, back = weights[:3], weights[3:]

        def run(x: Any, training: bool) -> Any:
            begin = _zeros(x, units, 2)
            return tf.concat([_lstm(x, forth, begin)[0], _lstm(tf.reverse(x, [1]), back, begin)[0]], -1)

        return run

    def _gru(self, shape: Any, weights: Any, units: int) -> Chain:
        w, u, b = weights

        def step(states: Any, projected: Any) -> Any:
            (h,) = states
            gates = tf.sigmoid(projected[:, : 2 * units] + tf.matmul(h, u[:, : 2 * units]))
            z, r = tf.split(gates, 2, axis=-1)
            candidate = tf.tanh(projected[:, 2 * units :] + tf.matmul(r * h, u[:, 2 * units :]))
            return (z * h + (1 - z) * candidate,)

        return lambda x, training: _loop(step, tf.tensordot(x, w, 1) + b, _zeros(x, units, 1))[0]

    def _conv_lstm(self, shape: Any, weights: Any, filters: int, size: int) -> Chain:
        w, u, b = weights

        def run(x: Any, training: bool) -> Any:
            images = tf.nn.conv2d(tf.reshape(x, (-1, *shape[1:])), w, 1, "SAME") + b
            projected = tf.reshape(images, (-1, *shape[:3], 4 * filters))
            begin = (tf.zeros((tf.shape(x)[0], *shape[1:3], filters)),) * 2
            return _loop(_gates(lambda h: tf.nn.conv2d(h, u, 1, "SAME")), projected, begin)[0]

        return run


def _lstm(x: Any, weights: Any, begin: Any, every: bool = False) -> Any:
    w, u, b = weights
    return _loop(_gates(lambda h: tf.matmul(h, u)), tf.tensordot(x, w, 1) + b, begin, every)


def _gates(recurrent: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def step(states: Any, projected: Any) -> Any:
        h, c = states
        i, f, candidate, o = tf.split(projected + recurrent(h), 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(candidate)
        return tf.sigmoid(o) * tf.tanh(c), c

    return step


def _zeros(x: Any, units: int, count: int) -> tuple[Any, ...]:
    return tuple(tf.zeros((tf.shape(x)[0], units)) for _ in range(count))


def _loop(step: Callable[[Any, Any], Any], projected: Any, begin: Any, every: bool = False) -> Any:
    """The states after the last time, or every output; `projected` is what the kernel made of all inputs at once."""
    by_time = tf.transpose(projected, (1, 0, *range(2, len(projected.shape))))
    steps = projected.shape[1]
    outputs = tf.TensorArray(tf.float32, steps if every else 0)

    def body(t: Any, states: Any, outputs: Any) -> Any:
        states = step(states, tf.gather(by_time, t))
        return t + 1, states, outputs.write(t, states[0]) if every else outputs

    _, states, outputs = tf.while_loop(lambda t, *_: t < steps, body, (0, begin, outputs), maximum_iterations=steps)
    if not every:
        return states
    found = tf.transpose(outputs.stack(), (1, 0, 2))
    return tf.ensure_shape(found, (None, steps, begin[0].shape[-1]))

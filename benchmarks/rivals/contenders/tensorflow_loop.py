"""TensorFlow without Keras: a `tf.function` for a step, called in a Python loop over the batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from rivals.contenders.generator import batches
from rivals.contenders.initial import glorot, lstm_bias, orthogonal, uniform, zeros
from rivals.contenders.tensorflow_blas import blas
from rivals.workloads import Workload

Forward = Callable[[Any, bool], Any]
RATE, BETA_1, BETA_2, EPSILON = 0.001, 0.9, 0.999, 1e-7
ACTIVATIONS = {"relu": tf.nn.relu, "tanh": tf.tanh}
"""Sigmoid and softmax stand at the output only, where the loss takes what comes before them."""


class Contender:
    """Layers as functions, one variable for each weight."""

    def __init__(self, workload: Workload, x: np.ndarray, y: np.ndarray) -> None:
        tf.random.set_seed(0)
        self._workload = workload
        self._x, self._y = x, y
        self._weights: list[Any] = []
        self._layers: list[Forward] = []
        shape = workload.input_shape
        for word, *sizes in workload.layers:
            layer, shape = getattr(self, f"_{word}")(shape, *sizes)
            self._layers.append(layer)
        self._slots = [(tf.Variable(tf.zeros_like(w)), tf.Variable(tf.zeros_like(w))) for w in self._weights]
        self._powers = tf.Variable(BETA_1), tf.Variable(BETA_2)

    def train(self, steps: int) -> float:
        size = self._workload.batch_size
        if self._workload.from_generator:
            feed = batches(self._x, self._y, size)
            losses = [self._step(*next(feed)) for _ in range(steps)]
        else:
            order = np.random.permutation(steps * size).reshape(steps, size)
            losses = [self._step(self._x[rows], self._y[rows]) for rows in order]
        return float(np.mean([loss.numpy() for loss in losses]))

    def predict(self) -> np.ndarray:
        size = self._workload.batch_size
        parts = [self._output(self._x[i : i + size]) for i in range(0, len(self._x), size)]
        return np.concatenate([part.numpy() for part in parts])

    def facts(self) -> dict[str, str]:
        threads = f"intra-op {tf.config.threading.get_intra_op_parallelism_threads() or 'all cores'}"
        return {"versions": f"tensorflow {tf.__version__}", "threads": threads, "blas": blas()}

    def _forward(self, x: Any, training: bool) -> Any:
        for layer in self._layers:
            x = layer(x, training)
        return x

    @tf.function(reduce_retracing=True)
    def _output(self, x: Any) -> Any:
        last = {"binary_crossentropy": tf.sigmoid, "categorical_crossentropy": tf.nn.softmax, "mse": tf.sigmoid}
        return last[self._workload.loss](self._forward(x, False))

    @tf.function(reduce_retracing=True)
    def _step(self, x: Any, y: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = self._loss(y, self._forward(x, True))
        gradients = tape.gradient(loss, self._weights)
        for w, g, (m, v) in zip(self._weights, gradients, self._slots):
            tf.raw_ops.ResourceApplyAdam(
                var=w.handle, m=m.handle, v=v.handle, beta1_power=self._powers[0], beta2_power=self._powers[1],
                lr=RATE, beta1=BETA_1, beta2=BETA_2, epsilon=EPSILON, grad=tf.convert_to_tensor(g),
            )  # fmt: skip
        self._powers[0].assign(self._powers[0] * BETA_1)
        self._powers[1].assign(self._powers[1] * BETA_2)
        return loss

    def _loss(self, y: Any, scores: Any) -> Any:
        if self._workload.loss == "mse":
            return tf.reduce_mean(tf.square(tf.sigmoid(scores) - y))
        if self._workload.loss == "binary_crossentropy":
            return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, scores))
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, scores))

    def _weight(self, value: np.ndarray) -> Any:
        self._weights.append(tf.Variable(value))
        return self._weights[-1]

    def _dense(self, shape: Any, units: int, activation: str) -> tuple[Forward, Any]:
        w, b = self._weight(glorot(shape[-1], units)), self._weight(zeros(units))
        act = ACTIVATIONS.get(activation, tf.identity)
        return lambda x, training: act(tf.matmul(x, w) + b), (units,)

    def _dropout(self, shape: Any, rate: float) -> tuple[Forward, Any]:
        return lambda x, training: tf.nn.dropout(x, rate) if training else x, shape

    def _flatten(self, shape: Any) -> tuple[Forward, Any]:
        size = int(np.prod(shape))
        return lambda x, training: tf.reshape(x, (-1, size)), (size,)

    def _conv(self, shape: Any, filters: int, size: int, activation: str) -> tuple[Forward, Any]:
        w, b = self._weight(glorot(size, size, shape[-1], filters)), self._weight(zeros(filters))
        act = ACTIVATIONS.get(activation, tf.identity)
        out = (shape[0] - size + 1, shape[1] - size + 1, filters)
        return lambda x, training: act(tf.nn.bias_add(tf.nn.conv2d(x, w, 1, "VALID"), b)), out

    def _pool(self, shape: Any, size: int) -> tuple[Forward, Any]:
        out = (shape[0] // size, shape[1] // size, shape[2])
        return lambda x, training: tf.nn.max_pool2d(x, size, size, "VALID"), out

    def _batchnorm(self, shape: Any) -> tuple[Forward, Any]:
        gamma, beta = self._weight(np.ones(shape[-1], "float32")), self._weight(zeros(shape[-1]))
        mean, variance = tf.Variable(zeros(shape[-1])), tf.Variable(np.ones(shape[-1], "float32"))

        def normalize(x: Any, training: bool) -> Any:
            if not training:
                return tf.compat.v1.nn.fused_batch_norm(x, gamma, beta, mean, variance, is_training=False)[0]
            y, batch_mean, batch_variance = tf.compat.v1.nn.fused_batch_norm(x, gamma, beta)
            mean.assign(0.99 * mean + 0.01 * batch_mean)
            variance.assign(0.99 * variance + 0.01 * batch_variance)
            return y

        return normalize, shape

    def _embedding(self, shape: Any, words: int, size: int) -> tuple[Forward, Any]:
        table = self._weight(uniform(words, size))
        return lambda x, training: tf.gather(table, x), (*shape, size)

    def _lstm(self, shape: Any, units: int) -> tuple[Forward, Any]:
        step = self._lstm_step(shape, units)
        return lambda x, training: step(x), (units,)

    def _bi_lstm(self, shape: Any, units: int) -> tuple[Forward, Any]:
        forth, back = self._lstm_step(shape, units), self._lstm_step(shape, units)
        return lambda x, training: tf.concat([forth(x), back(tf.reverse(x, [1]))], -1), (2 * units,)

    def _lstm_step(self, shape: Any, units: int) -> Callable[[Any], Any]:
        w, u = self._weight(glorot(shape[-1], 4 * units)), self._weight(orthogonal(units, 4))
        b = self._weight(lstm_bias(units))

        def step(states: Any, projected: Any) -> Any:
            h, c = states
            i, f, candidate, o = tf.split(projected + tf.matmul(h, u), 4, axis=-1)
            c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(candidate)
            return tf.sigmoid(o) * tf.tanh(c), c

        return lambda x: _last(step, tf.tensordot(x, w, 1) + b, units, 2)[0]

    def _gru(self, shape: Any, units: int) -> tuple[Forward, Any]:
        w, u = self._weight(glorot(shape[-1], 3 * units)), self._weight(orthogonal(units, 3))
        b = self._weight(zeros(3 * units))

        def step(states: Any, projected: Any) -> Any:
            (h,) = states
            gates = tf.sigmoid(projected[:, : 2 * units] + tf.matmul(h, u[:, : 2 * units]))
            z, r = tf.split(gates, 2, axis=-1)
            candidate = tf.tanh(projected[:, 2 * units :] + tf.matmul(r * h, u[:, 2 * units :]))
            return (z * h + (1 - z) * candidate,)

        return lambda x, training: _last(step, tf.tensordot(x, w, 1) + b, units, 1)[0], (units,)


def _last(step: Callable[[Any, Any], Any], projected: Any, units: int, states: int) -> Any:
    """The states after the last time; `projected` is what the kernel made of all inputs in one product."""
    by_time = tf.transpose(projected, (1, 0, 2))
    begin = tuple(tf.zeros((tf.shape(projected)[0], units)) for _ in range(states))

    def body(t: Any, now: Any) -> Any:
        return t + 1, step(now, tf.gather(by_time, t))

    steps = projected.shape[1]
    return tf.while_loop(lambda t, _: t < steps, body, (0, begin), maximum_iterations=steps)[1]

"""TensorFlow without Keras: a `tf.function` for a step, called in a Python loop over the batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from rivals.contenders.loop import LoopContender
from rivals.contenders.tensorflow_blas import blas
from rivals.contenders.tensorflow_layers import TensorflowLayers

RATE, BETA_1, BETA_2, EPSILON = 0.001, 0.9, 0.999, 1e-7
LAST = {"binary_crossentropy": tf.sigmoid, "categorical_crossentropy": tf.nn.softmax, "mse": tf.sigmoid}


class Adam:
    """The rule for some weights."""

    def __init__(self, weights: list[Any]) -> None:
        self._weights = weights
        self._slots = [(tf.Variable(tf.zeros_like(w)), tf.Variable(tf.zeros_like(w))) for w in weights]
        self._powers = tf.Variable(BETA_1), tf.Variable(BETA_2)

    def descend(self, loss: Any, tape: Any) -> Any:
        """Take a step; give the loss."""
        gradients = tape.gradient(loss, self._weights)
        for w, g, (m, v) in zip(self._weights, gradients, self._slots):
            tf.raw_ops.ResourceApplyAdam(
                var=w.handle, m=m.handle, v=v.handle, beta1_power=self._powers[0], beta2_power=self._powers[1],
                lr=RATE, beta1=BETA_1, beta2=BETA_2, epsilon=EPSILON, grad=tf.convert_to_tensor(g),
            )  # fmt: skip
        self._powers[0].assign(self._powers[0] * BETA_1)
        self._powers[1].assign(self._powers[1] * BETA_2)
        return loss


class Contender(TensorflowLayers, LoopContender):
    """Layers as functions, one variable for each weight."""

    def weight(self, value: np.ndarray) -> Any:
        """Make a variable."""
        self.weights.append(tf.Variable(value))
        return self.weights[-1]

    def compile(self) -> None:
        """Make the rules."""
        self._adam, self._critic_adam = Adam(self.weights), Adam(self.critic_weights)

    def reset(self) -> None:
        """Let states be zero."""
        for state in self.states:
            state.assign(tf.zeros_like(state))

    def contest(self, noise: list[np.ndarray], real: list[np.ndarray]) -> float:
        """Train the critic on real samples and on made ones, then the model; give the sum of losses."""
        losses = [self._judge(real[0], 1.0), self._judge(self._made(noise[0]), 0.0), self._deceive(noise[0])]
        return float(sum(loss.numpy() for loss in losses))

    def facts(self) -> dict[str, str]:
        """Versions, threads and BLAS."""
        threads = f"intra-op {tf.config.threading.get_intra_op_parallelism_threads() or 'all cores'}"
        return {"versions": f"tensorflow {tf.__version__}", "threads": threads, "blas": blas()}

    @tf.function(reduce_retracing=True)
    def output(self, xs: Any) -> Any:
        """Outputs for a batch."""
        if self.workload.critic:
            return [self.model(xs[0], False)]
        found = _several(self.model(_single(xs), False))
        return [LAST[loss](scores) for loss, scores in zip(self.workload.losses, found)]

    @tf.function(reduce_retracing=True)
    def step(self, xs: Any, ys: Any) -> Any:
        """Train a batch."""
        self.terms.clear()
        with tf.GradientTape() as tape:
            found = _several(self.model(_single(xs), True))
            loss = tf.add_n([*map(_loss, self.workload.losses, ys, found), *self.terms])
        return self._adam.descend(loss, tape)

    @tf.function(reduce_retracing=True)
    def _made(self, noise: Any) -> Any:
        return self.model(noise, True)

    @tf.function(reduce_retracing=True)
    def _judge(self, samples: Any, label: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = _judged(self.critic(samples, True), label)
        return self._critic_adam.descend(loss, tape)

    @tf.function(reduce_retracing=True)
    def _deceive(self, noise: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = _judged(self.critic(self.model(noise, True), True), 1.0)
        return self._adam.descend(loss, tape)


def _judged(scores: Any, label: Any) -> Any:
    return _loss("binary_crossentropy", tf.fill(tf.shape(scores), label), scores)


def _loss(name: str, y: Any, scores: Any) -> Any:
    if name == "mse":
        return tf.reduce_mean(tf.square(tf.sigmoid(scores) - y))
    if name == "binary_crossentropy":
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, scores))
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, scores))


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _several(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]

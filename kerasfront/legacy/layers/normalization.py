"""Batch normalization as Keras 0.3 computed it: by deviations, where Keras 1.x keeps variances."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.errors import ArgumentError
from kerasfront.initializations import InitializationLike
from kerasfront.layers import normalization
from kerasfront.legacy.layers.arguments import named
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS


@LAYERS.register()
class BatchNormalization(normalization.BatchNormalization, Layer):
    """Give activations mean near 0 and deviation near 1, then scale by gamma and shift by beta.

    Parameters
    ----------
    epsilon : float
        Added to the variance of a batch, and to every deviation that is divided by.
    mode : int
        0: each feature along `axis` by the statistics of the batch in training, by running averages in test.
        1: each sample by its own statistics along the last axis.
    axis : int
        The axis of features.
    momentum : float
        Of the running averages of mean and deviation.
    weights : list of arrays, optional
        Initial gamma, beta, running mean and running deviation, each of shape (features,).
    beta_init, gamma_init : str or callable
        Initialisation of beta and gamma.
    """

    def __init__(
        self, epsilon: float = 1e-6, mode: int = 0, axis: int = -1, momentum: float = 0.9,
        weights: Sequence[Any] | None = None, beta_init: InitializationLike = "zero",
        gamma_init: InitializationLike = "one", **kwargs: Any,
    ) -> None:  # fmt: skip
        if mode not in (normalization.FEATURES, normalization.SAMPLES):
            raise ArgumentError(f"BatchNormalization: mode must be 0 or 1, got {mode!r}.")
        if kwargs.get("sync"):
            raise ArgumentError("BatchNormalization: Keras 0 has no sync=True; that of kerasfront.layers has.")
        super().__init__(**named(locals()))

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        if self.mode == normalization.SAMPLES:
            deviation = K.std(x, axis=-1, keepdims=True) + self.epsilon
            return self.gamma * (x - K.mean(x, axis=-1, keepdims=True)) / deviation + self.beta
        axis = self.axis % K.ndim(x)
        others = [a for a in range(K.ndim(x)) if a != axis]
        mean = K.mean(x, axis=others)
        variance = K.mean(K.square(x - self._along(axis, mean, K.ndim(x))), axis=others)
        deviation = K.sqrt(variance + self.epsilon)
        self.add_update(
            [
                K.moving_average_update(self.running_mean, mean, self.momentum),
                K.moving_average_update(self.running_std, deviation, self.momentum),
            ],
            x,
        )
        return K.in_train_phase(
            self._normalized(x, axis, mean, deviation),
            lambda: self._normalized(x, axis, self.running_mean, self.running_std),
        )

    def _normalized(self, x: Tensor, axis: int, mean: Tensor, deviation: Tensor) -> Tensor:
        rank = K.ndim(x)
        centred = (x - self._along(axis, mean, rank)) / (self._along(axis, deviation, rank) + self.epsilon)
        return self._along(axis, self.gamma, rank) * centred + self._along(axis, self.beta, rank)

    def _along(self, axis: int, values: Tensor, rank: int) -> Tensor:
        """Reshape a vector of features so that it broadcasts over the other axes."""
        shape = [1] * rank
        shape[axis] = K.get_variable_shape(self.gamma)[0]
        return K.reshape(values, shape)

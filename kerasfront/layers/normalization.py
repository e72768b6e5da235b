"""Batch normalization."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.batch_parts import BatchPart, current_part
from kerasfront.engine.topology import LAYERS, InputSpec, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.limits import STATISTICS, take_work
from kerasfront.errors import ArgumentError
from kerasfront.initializations import Initialization, InitializationLike
from kerasfront.regularizers import Penalty, RegularizerLike
from kerasfront.utils.checks import check_amount

FEATURES, SAMPLES, FEATURES_OF_THE_BATCH = 0, 1, 2


@LAYERS.register()
class BatchNormalization(Layer):
    """Normalize activations to a mean near 0 and a variance near 1, then scale by gamma and shift by beta.

    ``output = gamma * (x - mean) / sqrt(variance + epsilon) + beta``

    In training, mean and variance are those of the batch, and the running averages are updated::

        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_std = momentum * running_std + (1 - momentum) * variance

    In testing, the running averages are used.

    Parameters
    ----------
    epsilon : float
        Added to the variance.
    mode : int
        0: normalize each feature along `axis`, as above.
        1: normalize each sample along the last axis, by its own mean and variance, in training and testing alike.
        2: like 0, but by the mean and variance of the batch in testing, too.
    axis : int
        Axis of the features: 1 for images in dim_ordering 'th', -1 in 'tf'.
    momentum : float
        Fraction of the running averages that is kept.
    weights : list of arrays, optional
        Initial values of gamma, beta, running_mean and running_std, each of shape (features,).
    beta_init, gamma_init : str or callable
        Initialization of beta and gamma.
    gamma_regularizer, beta_regularizer : Regularizer, optional
        Penalties on gamma and beta.
    sync : bool
        Where several processes train together (``kerasfront launch``), normalize by the mean and variance of the whole
        batch instead of those of each process's part. For mode 0.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input. A layer with ``trainable=False`` does not update its running averages. The weight
    running_std holds a variance, as in files of Keras since 1.0.6.

    References
    ----------
    Ioffe, Szegedy: Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift.
    arXiv:1502.03167, algorithms 1 and 2

    Examples
    --------
    >>> from kerasfront.layers import Activation, BatchNormalization, Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(64, input_dim=20), BatchNormalization(), Activation("relu")])
    """

    supports_masking = True
    checks = {"epsilon": check_amount, "momentum": check_amount}
    epsilon: float
    mode: int
    axis: int
    momentum: float
    beta_init: Initialization
    gamma_init: Initialization
    sync: bool
    gamma_regularizer: Penalty | None
    beta_regularizer: Penalty | None

    def __init__(
        self,
        epsilon: float = 1e-3,
        mode: int = 0,
        axis: int = -1,
        momentum: float = 0.99,
        weights: Sequence[Any] | None = None,
        beta_init: InitializationLike = "zero",
        gamma_init: InitializationLike = "one",
        gamma_regularizer: RegularizerLike = None,
        beta_regularizer: RegularizerLike = None,
        sync: bool = False,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        if mode not in (FEATURES, SAMPLES, FEATURES_OF_THE_BATCH):
            raise ArgumentError(f"{self}: mode must be 0, 1 or 2, got {mode!r}.")
        if sync and mode != FEATURES:
            raise ArgumentError(f"{self}: sync=True is for mode 0, which normalizes by running averages, not {mode!r}.")
        self.uses_learning_phase = mode == FEATURES

    def build(self, input_shape: Any) -> None:
        """Create gamma, beta and the running averages."""
        features = input_shape[self.axis] if -len(input_shape) <= self.axis < len(input_shape) else None
        if features is None:
            raise ArgumentError(
                f"{self} needs to know the size of axis {self.axis}, its features, but got an input of shape "
                f"{input_shape}. Give the size, or name another axis."
            )
        self.input_spec = [InputSpec(ndim=len(input_shape))]
        self.gamma = self.declare("gamma", (features,), self.gamma_init)
        self.beta = self.declare("beta", (features,), self.beta_init)
        self.running_mean = self.declare("running_mean", (features,), "zero", trainable=False)
        self.running_std = self.declare("running_std", (features,), "one", trainable=False)

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        if self.mode == SAMPLES:
            return self._by_sample(x)
        take_work(self, STATISTICS)
        axes = [axis for axis in range(K.ndim(x)) if axis != self.axis % K.ndim(x)]
        if self.mode == FEATURES_OF_THE_BATCH:
            return K.normalize_batch_in_training(x, self.gamma, self.beta, axes, self.epsilon)[0]
        part = current_part() if self.sync else None
        averages = self.running_mean, self.running_std
        if part is None:
            y, mean, variance = K.normalize_batch(x, self.gamma, self.beta, *averages, axes, self.epsilon)
        else:
            both = K.in_train_phase(lambda: K.stack(whole_moments(x, axes, part)), lambda: K.stack(averages))
            mean, variance = both[0], both[1]
            y = self._normalized(x, axes, mean, variance)
        self.add_update(
            [
                K.moving_average_update(self.running_mean, mean, self.momentum),
                K.moving_average_update(self.running_std, variance, self.momentum),
            ],
            x,
        )
        return y

    def get_config(self) -> dict[str, Any]:
        """The arguments; `sync` only if it is True, so that files are as those of classic Keras."""
        config = super().get_config()
        return config if self.sync else {name: value for name, value in config.items() if name != "sync"}

    def _normalized(self, x: Tensor, axes: Sequence[int], mean: Tensor, variance: Tensor) -> Tensor:
        sizes = [1 if axis in axes else size for axis, size in enumerate(K.int_shape(x))]
        by_feature = [K.reshape(part, sizes) for part in (mean, variance, self.beta, self.gamma)]
        return K.batch_normalization(x, *by_feature, epsilon=self.epsilon)

    def _by_sample(self, x: Any) -> Any:
        mean = K.mean(x, axis=-1, keepdims=True)
        deviation = K.sqrt(K.var(x, axis=-1, keepdims=True) + self.epsilon)
        return self.gamma * (x - mean) / (deviation + self.epsilon) + self.beta


def whole_moments(x: Tensor, axes: Sequence[int], part: BatchPart) -> tuple[Tensor, Tensor]:
    """Mean and variance over some axes of a tensor of which each process has a part.

    All processes learn the number of elements, mean and variance of each part by one sum, of a matrix in which each has
    a row. The variance of the whole is the mean variance of the parts, plus the variance of their means.
    """
    shape, (features,) = K.shape(x), (size or 0 for axis, size in enumerate(K.int_shape(x)) if axis not in axes)
    count = K.cast(K.prod(K.stack([shape[axis] for axis in axes])), K.dtype(x))
    own = K.concatenate([K.mean(x, axes), K.var(x, axes), K.reshape(count, (1,))], axis=0)
    row = np.eye(part.size, dtype=K.dtype(x))[:, part.rank : part.rank + 1]
    rows = K.call_host(K.reshape(own, (1, 2 * features + 1)) * row, part.total, part.total_of_gradients)
    means, variances, counts = rows[:, :features], rows[:, features:-1], rows[:, -1]
    shares = K.expand_dims(counts / K.sum(counts))
    mean = K.sum(shares * means, axis=0)
    return mean, K.sum(shares * (variances + K.square(means - mean)), axis=0)

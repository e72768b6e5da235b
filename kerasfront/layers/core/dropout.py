"""Dropout of single elements and of whole feature maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Unpack
from kerasfront.engine.topology import LAYERS, InputSpec, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.errors import ArgumentError
from kerasfront.layers.phases import in_training
from kerasfront.utils.checks import check_share


@LAYERS.register()
class Dropout(Layer):
    """In training, set a fraction `p` of the inputs to zero, at random, and divide the others by ``1 - p``.

    ``output = x * mask / (1 - p)``, where each element of the mask is 0 with probability p, and 1 otherwise.

    Parameters
    ----------
    p : float
        Fraction of the inputs to drop, in [0, 1).
    noise_shape : tuple of int or None, optional
        Shape of the mask: 1 along axes that share one draw, None for the size of the input. If it has fewer axes than
        the input, it describes the last ones, as in NumPy's broadcasting.
    seed : int, optional
        Seed of the masks; drawn from NumPy's global generator by default.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    References
    ----------
    Srivastava et al.: Dropout: A Simple Way to Prevent Neural Networks from Overfitting. JMLR 15, 2014

    Examples
    --------
    The same features are dropped at all times of a sequence (samples, time, features):

    >>> from kerasfront.layers import Dropout
    >>> layer = Dropout(0.5, noise_shape=(None, 1, None))
    """

    supports_masking = True
    checks = {"p": check_share}
    p: float
    noise_shape: Sequence[int | None] | None
    seed: int | None

    def __init__(
        self,
        p: float,
        noise_shape: Sequence[int | None] | None = None,
        seed: int | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        self.uses_learning_phase = p > 0.0

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        if not self.p:
            return x
        return in_training(lambda: K.dropout(x, self.p, self._noise_shape(K.int_shape(x)), self.seed), x)

    def _noise_shape(self, input_shape: Any) -> Any:
        if self.noise_shape is None:
            return None
        shape = (1,) * (len(input_shape) - len(self.noise_shape)) + tuple(self.noise_shape)
        if len(shape) == len(input_shape) and all(map(_fits, shape, input_shape)):
            return shape
        raise ArgumentError(
            f"{self}: noise_shape must hold 1, None or the size of the input for each of its axes, for an input of "
            f"shape {input_shape}, got {self.noise_shape!r}."
        )


def _fits(size: Any, given: int | None) -> bool:
    return size in (None, 1) or given in (None, size)


@LAYERS.register()
class SpatialDropout1D(Dropout):
    """Drop whole feature maps of sequences, where neighboring steps are correlated; see `Dropout`.

    ``output[s, t, c] = x[s, t, c] * mask[s, c] / (1 - p)`` in training.

    Parameters
    ----------
    p : float
        Fraction of the feature maps to drop, in [0, 1).
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input and output: (samples, time, channels).

    References
    ----------
    Tompson et al.: Efficient Object Localization Using Convolutional Networks. arXiv:1411.4280

    Examples
    --------
    >>> from kerasfront.layers import SpatialDropout1D
    >>> from kerasfront.models import Sequential
    >>> Sequential([SpatialDropout1D(0.5, input_shape=(10, 8))]).output_shape
    (None, 10, 8)
    """

    def __init__(self, p: float, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(p, **kwargs)
        self.input_spec = [InputSpec(ndim=3)]

    def _noise_shape(self, input_shape: Any) -> Any:
        return (None, 1, None)


class _SpatialDropout(Dropout):
    """Drop whole feature maps of images or volumes, where neighboring pixels are correlated; see `Dropout`.

    For dim_ordering 'tf': ``output[s, ..., c] = x[s, ..., c] * mask[s, c] / (1 - p)`` in training.

    Parameters
    ----------
    p : float
        Fraction of the feature maps to drop, in [0, 1).
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input and output: (samples, channels, space...) for dim_ordering 'th', (samples, space..., channels) for 'tf'.

    References
    ----------
    Tompson et al.: Efficient Object Localization Using Convolutional Networks. arXiv:1411.4280

    Examples
    --------
    >>> from kerasfront.layers import SpatialDropout2D, SpatialDropout3D
    >>> from kerasfront.models import Sequential
    >>> Sequential([SpatialDropout2D(0.5, dim_ordering="tf", input_shape=(28, 28, 3))]).output_shape
    (None, 28, 28, 3)
    >>> Sequential([SpatialDropout3D(0.5, dim_ordering="tf", input_shape=(8, 8, 8, 3))]).output_shape
    (None, 8, 8, 8, 3)
    """

    spatial_ndim: int
    dim_ordering: str

    def __init__(self, p: float, dim_ordering: str = "default", **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(p, **kwargs)
        self.configure(locals())
        self.input_spec = [InputSpec(ndim=2 + self.spatial_ndim)]

    def _noise_shape(self, input_shape: Any) -> Any:
        ones = (1,) * self.spatial_ndim
        return (None, None, *ones) if self.dim_ordering == "th" else (None, *ones, None)


@LAYERS.register()
class SpatialDropout2D(_SpatialDropout):
    __doc__ = _SpatialDropout.__doc__
    spatial_ndim = 2


@LAYERS.register()
class SpatialDropout3D(_SpatialDropout):
    __doc__ = _SpatialDropout.__doc__
    spatial_ndim = 3

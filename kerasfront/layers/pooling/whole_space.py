"""Pooling over the whole space."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.conv_shapes import channels, spatial
from kerasfront.backend.types import Unpack
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.layers.spatial import SpatialLayer


class _GlobalPooling(SpatialLayer):
    """Base of layers that reduce the whole space of each channel to one element."""

    def _axes(self) -> list[int]:
        return list(spatial(range(self.rank + 2), self.layout))

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape (samples, channels)."""
        return (input_shape[0], channels(input_shape, self.layout))


class _GlobalPoolingOverSpace(_GlobalPooling):
    """Reduce each channel of images or volumes to its largest element (Max) or its mean (Average).

    For dim_ordering 'tf': ``output[s, c] = max(x[s, ..., c])``, or ``mean(x[s, ..., c])``.

    Parameters
    ----------
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, channels, space...) for dim_ordering 'th', (samples, space..., channels) for 'tf'. Output:
    (samples, channels).

    Examples
    --------
    >>> from kerasfront import layers
    >>> from kerasfront.models import Sequential
    >>> for layer in layers.GlobalMaxPooling2D, layers.GlobalAveragePooling2D:
    ...     Sequential([layer(dim_ordering="tf", input_shape=(28, 28, 8))]).output_shape
    (None, 8)
    (None, 8)
    >>> for layer in layers.GlobalMaxPooling3D, layers.GlobalAveragePooling3D:
    ...     Sequential([layer(dim_ordering="tf", input_shape=(8, 8, 8, 4))]).output_shape
    (None, 4)
    (None, 4)
    """

    def __init__(self, dim_ordering: str = "default", **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


class _GlobalMax(_GlobalPooling):
    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.max(x, axis=self._axes())


class _GlobalAverage(_GlobalPooling):
    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.mean(x, axis=self._axes())


@LAYERS.register()
class GlobalMaxPooling1D(_GlobalMax):
    """Reduce each channel of a sequence to its largest element: ``output[s, c] = max(x[s, :, c])``.

    Notes
    -----
    Input: (samples, steps, channels). Output: (samples, channels).

    Examples
    --------
    >>> from kerasfront.layers import GlobalMaxPooling1D
    >>> from kerasfront.models import Sequential
    >>> Sequential([GlobalMaxPooling1D(input_shape=(10, 8))]).output_shape
    (None, 8)
    """

    rank = 1


@LAYERS.register()
class GlobalAveragePooling1D(_GlobalAverage):
    """Reduce each channel of a sequence to its mean: ``output[s, c] = mean(x[s, :, c])``.

    Notes
    -----
    Input: (samples, steps, channels). Output: (samples, channels).

    Examples
    --------
    >>> from kerasfront.layers import GlobalAveragePooling1D
    >>> from kerasfront.models import Sequential
    >>> Sequential([GlobalAveragePooling1D(input_shape=(10, 8))]).output_shape
    (None, 8)
    """

    rank = 1


@LAYERS.register()
class GlobalMaxPooling2D(_GlobalMax, _GlobalPoolingOverSpace):
    __doc__ = _GlobalPoolingOverSpace.__doc__
    rank = 2


@LAYERS.register()
class GlobalMaxPooling3D(_GlobalMax, _GlobalPoolingOverSpace):
    __doc__ = _GlobalPoolingOverSpace.__doc__
    rank = 3


@LAYERS.register()
class GlobalAveragePooling2D(_GlobalAverage, _GlobalPoolingOverSpace):
    __doc__ = _GlobalPoolingOverSpace.__doc__
    rank = 2


@LAYERS.register()
class GlobalAveragePooling3D(_GlobalAverage, _GlobalPoolingOverSpace):
    __doc__ = _GlobalPoolingOverSpace.__doc__
    rank = 3

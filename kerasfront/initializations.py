"""Initial values of weights, drawn from NumPy's global generator and so equal on every backend.

Each function takes the shape of a weight and returns a variable. `dim_ordering` is the layout of a kernel of 4 or 5
axes: 'th' (output, input, space...) or 'tf' (space..., input, output).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.checks.arguments import ordering_of
from kerasfront.backend.delayed import DelayedArray
from kerasfront.backend.types import Tensor
from kerasfront.errors import ArgumentError
from kerasfront.registry import Registry

REGISTRY = Registry("initialization")
Initialization: TypeAlias = Callable[..., Tensor]
InitializationLike: TypeAlias = str | Mapping[str, Any] | Initialization
"""An argument of `get`: a name, a configuration, or a function of (shape, name) that returns a variable."""


def get_fans(shape: Sequence[int], dim_ordering: str = "th") -> tuple[float, float]:
    """Compute the fan-in and fan-out of a weight: the numbers of inputs and outputs of one unit.

    Parameters
    ----------
    shape : sequence of int
        2 axes: (inputs, outputs). 4 or 5 axes: a kernel. For others, both fans are the square root of the size.
    dim_ordering : {'th', 'tf'}
        Layout of a kernel.

    Raises
    ------
    ArgumentError
        If the `dim_ordering` of a kernel is invalid.
    """
    if len(shape) == 2:
        return shape[0], shape[1]
    if len(shape) not in (4, 5):
        fan = math.sqrt(math.prod(shape))
        return fan, fan
    if ordering_of(dim_ordering) == "th":
        field = math.prod(shape[2:])
        return shape[1] * field, shape[0] * field
    field = math.prod(shape[:2])  # of 5 axes too: classic Keras left the third axis of space out
    return shape[-2] * field, shape[-1] * field


@REGISTRY.register()
def uniform(shape: Sequence[int], scale: float = 0.05, name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Draw from a uniform distribution over [-scale, scale)."""
    return K.random_uniform_variable(shape, -scale, scale, name=name)


@REGISTRY.register()
def normal(shape: Sequence[int], scale: float = 0.05, name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Draw from a normal distribution with mean 0 and standard deviation `scale`."""
    return K.random_normal_variable(shape, 0.0, scale, name=name)


@REGISTRY.register()
def lecun_uniform(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Draw from a uniform distribution with variance ``1 / fan_in`` (LeCun et al. 1998, Efficient BackProp, 4.6)."""
    fan_in, _ = get_fans(shape, dim_ordering)
    return uniform(shape, math.sqrt(3.0 / fan_in), name)


@REGISTRY.register()
def glorot_normal(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Draw from a normal distribution with variance ``2 / (fan_in + fan_out)`` (Glorot and Bengio 2010, 4.2.1)."""
    return normal(shape, math.sqrt(2.0 / sum(get_fans(shape, dim_ordering))), name)


@REGISTRY.register()
def glorot_uniform(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Draw from a uniform distribution with variance ``2 / (fan_in + fan_out)`` (Glorot and Bengio 2010, eq. 16)."""
    return uniform(shape, math.sqrt(6.0 / sum(get_fans(shape, dim_ordering))), name)


@REGISTRY.register()
def he_normal(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Draw from a normal distribution with variance ``2 / fan_in`` (He et al. 2015, equation 10)."""
    fan_in, _ = get_fans(shape, dim_ordering)
    return normal(shape, math.sqrt(2.0 / fan_in), name)


@REGISTRY.register()
def he_uniform(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Draw from a uniform distribution with variance ``2 / fan_in`` (He et al. 2015, equation 10)."""
    fan_in, _ = get_fans(shape, dim_ordering)
    return uniform(shape, math.sqrt(6.0 / fan_in), name)


@REGISTRY.register()
def orthogonal(shape: Sequence[int], scale: float = 1.1, name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Draw a matrix with orthogonal rows, or columns if there are fewer, of length `scale` (Saxe et al. 2014).

    A weight with more or fewer than 2 axes is treated as a matrix with ``shape[0]`` rows. It is drawn at once, but
    decomposed, which takes cubic time, only when its value is needed: not if `load_weights` gives it another first.
    """
    flat = (shape[0], math.prod(shape[1:]))
    drawn = np.random.normal(0.0, 1.0, flat)  # now, or the next draw would be another

    def decompose() -> np.ndarray:
        left, _, right = np.linalg.svd(drawn, full_matrices=False)
        return scale * np.reshape(left if left.shape == flat else right, tuple(shape))

    return K.variable(DelayedArray(tuple(shape), decompose), name=name)


@REGISTRY.register()
def identity(shape: Sequence[int], scale: float = 1, name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Make `scale` times the identity matrix.

    Raises
    ------
    ArgumentError
        If `shape` is not the shape of a square matrix.
    """
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ArgumentError(f"The initialization 'identity' needs the shape of a square matrix, got {tuple(shape)}.")
    return K.variable(scale * np.identity(shape[0]), name=name)


@REGISTRY.register()
def zero(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Make zeros."""
    return K.zeros(shape, name=name)


@REGISTRY.register()
def one(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Make ones."""
    return K.ones(shape, name=name)


def get(identifier: Any, **kwargs: Any) -> Any:
    """Find an initialization by name or configuration.

    Parameters
    ----------
    identifier : str, dict or callable
        A callable is returned as it is.
    **kwargs
        Arguments for a class of your own that is found by name.

    Raises
    ------
    UnknownNameError
        If there is no initialization of this name; the message has the nearest ones.
    """
    return REGISTRY.get(identifier, kwargs)

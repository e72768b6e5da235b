"""Initial values of weights, drawn from NumPy's global generator, so equal on every backend.

Each function takes the shape of a weight and returns a variable. `dim_ordering` says where a kernel of 4 or 5 axes has
its channels: 'th' (output, input, space...) or 'tf' (space..., input, output).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.checks.arguments import ordering_of
from kerasfront.backend.types import Tensor
from kerasfront.errors import ArgumentError
from kerasfront.registry import Registry

REGISTRY = Registry("initialization")
Initialization: TypeAlias = Callable[..., Tensor]
InitializationLike: TypeAlias = str | Mapping[str, Any] | Initialization
"""What `get` takes: a name, a configuration, or a function of (shape, name) that returns a variable."""


def get_fans(shape: Sequence[int], dim_ordering: str = "th") -> tuple[float, float]:
    """Number of inputs and outputs that one unit of a weight is connected to.

    Parameters
    ----------
    shape : sequence of int
        2 axes: (inputs, outputs). 4 or 5 axes: a kernel. Otherwise both numbers are the square root of the size.
    dim_ordering : {'th', 'tf'}
        Layout of a kernel.

    Raises
    ------
    ArgumentError
        If a kernel's `dim_ordering` is neither.
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
    """Uniform in [-scale, scale)."""
    return K.random_uniform_variable(shape, -scale, scale, name=name)


@REGISTRY.register()
def normal(shape: Sequence[int], scale: float = 0.05, name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Normal with mean 0 and standard deviation `scale`."""
    return K.random_normal_variable(shape, 0.0, scale, name=name)


@REGISTRY.register()
def lecun_uniform(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Uniform with variance 1 / inputs (LeCun et al. 1998, "Efficient BackProp", section 4.6)."""
    fan_in, _ = get_fans(shape, dim_ordering)
    return uniform(shape, math.sqrt(3.0 / fan_in), name)


@REGISTRY.register()
def glorot_normal(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Normal with variance 2 / (inputs + outputs) (Glorot and Bengio 2010, section 4.2.1)."""
    return normal(shape, math.sqrt(2.0 / sum(get_fans(shape, dim_ordering))), name)


@REGISTRY.register()
def glorot_uniform(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Uniform with variance 2 / (inputs + outputs) (Glorot and Bengio 2010, equation 16)."""
    return uniform(shape, math.sqrt(6.0 / sum(get_fans(shape, dim_ordering))), name)


@REGISTRY.register()
def he_normal(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Normal with variance 2 / inputs (He et al. 2015, equation 10)."""
    fan_in, _ = get_fans(shape, dim_ordering)
    return normal(shape, math.sqrt(2.0 / fan_in), name)


@REGISTRY.register()
def he_uniform(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Uniform with variance 2 / inputs (He et al. 2015, equation 10)."""
    fan_in, _ = get_fans(shape, dim_ordering)
    return uniform(shape, math.sqrt(6.0 / fan_in), name)


@REGISTRY.register()
def orthogonal(shape: Sequence[int], scale: float = 1.1, name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Rows, or columns where they are fewer, that are orthogonal and of length `scale` (Saxe et al. 2014).

    A weight of other than 2 axes is seen as a matrix with ``shape[0]`` rows.
    """
    flat = (shape[0], math.prod(shape[1:]))
    left, _, right = np.linalg.svd(np.random.normal(0.0, 1.0, flat), full_matrices=False)
    chosen = left if left.shape == flat else right
    return K.variable(scale * chosen.reshape(tuple(shape)), name=name)


@REGISTRY.register()
def identity(shape: Sequence[int], scale: float = 1, name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """`scale` times the identity matrix.

    Raises
    ------
    ArgumentError
        If `shape` is not that of a square matrix.
    """
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ArgumentError(f"The initialization 'identity' needs the shape of a square matrix, got {tuple(shape)}.")
    return K.variable(scale * np.identity(shape[0]), name=name)


@REGISTRY.register()
def zero(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Zeros."""
    return K.zeros(shape, name=name)


@REGISTRY.register()
def one(shape: Sequence[int], name: str | None = None, dim_ordering: str = "th") -> Tensor:
    """Ones."""
    return K.ones(shape, name=name)


def get(identifier: Any, **kwargs: Any) -> Any:
    """The initialization that a name, a configuration or a callable stands for.

    Parameters
    ----------
    identifier : str, dict or callable
    **kwargs
        Arguments for an own class that is found by name.

    Raises
    ------
    UnknownNameError
        With the nearest known names.
    """
    return REGISTRY.get(identifier, kwargs)

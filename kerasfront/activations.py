"""Activation functions, by name.

All but `linear` are operations of K under the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.registry import Registry

REGISTRY = Registry("activation")
ActivationFunction: TypeAlias = Callable[[Tensor], Tensor]
ActivationLike: TypeAlias = str | Mapping[str, Any] | ActivationFunction | None
"""An argument of `get`: a name, a configuration, a function of a tensor, or None for `linear`."""

elu = REGISTRY.register()(K.elu)
hard_sigmoid = REGISTRY.register()(K.hard_sigmoid)
relu = REGISTRY.register()(K.relu)
sigmoid = REGISTRY.register()(K.sigmoid)
softmax = REGISTRY.register()(K.softmax)
softplus = REGISTRY.register()(K.softplus)
softsign = REGISTRY.register()(K.softsign)
tanh = REGISTRY.register()(K.tanh)


@REGISTRY.register()
def linear(x: Tensor) -> Tensor:
    """Return `x` unchanged."""
    return x


def get(identifier: ActivationLike) -> Any:
    """Find an activation by name or configuration.

    Parameters
    ----------
    identifier : str, dict, callable or None
        None stands for `linear`; a callable is returned as it is.

    Raises
    ------
    UnknownNameError
        If there is no activation of this name; the message has the nearest ones.
    """
    return linear if identifier is None else REGISTRY.get(identifier)

"""Activation functions, by name.

All but `linear` are operations of K under the same name.
"""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.registry import Registry

REGISTRY = Registry("activation")

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
    """`x` as it is."""
    return x


def get(identifier: Any) -> Any:
    """The activation that a name, a configuration or a callable stands for; None stands for `linear`.

    Raises
    ------
    UnknownNameError
        With the nearest known names.
    """
    return linear if identifier is None else REGISTRY.get(identifier)

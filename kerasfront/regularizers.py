"""Penalties on weights and outputs of layers, which are added to the loss."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.errors import ArgumentError
from kerasfront.registry import Registry
from kerasfront.utils.checks import check_number

REGISTRY = Registry("regularizer")
POWER_STEPS = 8
Penalty: TypeAlias = Callable[[Tensor], Tensor]
RegularizerLike: TypeAlias = str | Mapping[str, Any] | Penalty | None
"""An argument of `get`: a name, a configuration, a function from a tensor to its penalty, or None for no penalty."""


@REGISTRY.register()
class Regularizer:
    """Base of all regularizers.

    Attributes
    ----------
    work : int
        Units of work that a call takes, where these are limited: those of a model from a file.
    """

    work: ClassVar[int] = 2

    def __call__(self, x: Tensor) -> Tensor:
        """Compute the penalty for `x`, a scalar."""
        raise NotImplementedError(f"{type(self).__name__} must define __call__(x).")

    def set_param(self, _: Any) -> None:
        """Do nothing; a relic of Keras 0.x."""
        warnings.warn("set_param of a regularizer does nothing: remove the call.", DeprecationWarning, stacklevel=2)

    def set_layer(self, _: Any) -> None:
        """Do nothing; a relic of Keras 0.x."""
        warnings.warn("set_layer of a regularizer does nothing: remove the call.", DeprecationWarning, stacklevel=2)

    def get_config(self) -> dict[str, Any]:
        """Name and arguments, from which `get` builds an equal regularizer."""
        return {"name": type(self).__name__, **vars(self)}


@REGISTRY.register("WeightRegularizer", "ActivityRegularizer")
class L1L2Regularizer(Regularizer):
    """Penalty ``sum(l1 * abs(x) + l2 * x**2)``.

    Parameters
    ----------
    l1, l2 : float
        Factors of the absolute values and of the squares.
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        self.l1 = check_number("L1L2Regularizer: l1", float(l1))
        self.l2 = check_number("L1L2Regularizer: l2", float(l2))

    def __call__(self, x: Tensor) -> Tensor:
        terms = [factor * K.sum(of(x)) for factor, of in ((self.l1, K.abs), (self.l2, K.square)) if factor]
        return sum(terms) if terms else K.sum(K.zeros_like(x))  # type: ignore[return-value]


@REGISTRY.register()
class EigenvalueRegularizer(Regularizer):
    """Penalty of `k` times the largest singular value of a matrix, approximated by the power method.

    Parameters
    ----------
    k : float
        Factor of the singular value.

    Notes
    -----
    As in classic files, the configuration lacks `k`. To load such a file, pass
    ``custom_objects={"EigenvalueRegularizer": EigenvalueRegularizer(k)}``.
    """

    work = 3 * POWER_STEPS

    def __init__(self, k: float) -> None:
        self.k = k

    def __call__(self, x: Tensor) -> Tensor:
        if K.ndim(x) != 2:
            raise ArgumentError(
                f"EigenvalueRegularizer works on matrices, got a tensor of shape {K.int_shape(x)}. Use l1l2 there."
            )
        square = K.dot(K.transpose(x), x)
        vector = K.sum(square, axis=1, keepdims=True)
        for _ in range(POWER_STEPS):
            vector = K.dot(square, vector / K.sqrt(K.sum(K.square(vector))))
        eigenvalue = K.sum(vector * K.dot(square, vector)) / K.sum(K.square(vector))
        return self.k * K.sqrt(eigenvalue)

    def get_config(self) -> dict[str, Any]:
        return {"name": type(self).__name__}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> EigenvalueRegularizer:
        if "k" not in config:
            raise ArgumentError(
                "The configuration of an EigenvalueRegularizer does not hold k. "
                'Pass custom_objects={"EigenvalueRegularizer": EigenvalueRegularizer(k)} with the k that was used.'
            )
        return cls(**config)


def l1(l: float = 0.01) -> L1L2Regularizer:  # noqa: E741
    """Penalty ``l * sum(abs(x))``."""
    return L1L2Regularizer(l1=l)


def l2(l: float = 0.01) -> L1L2Regularizer:  # noqa: E741
    """Penalty ``l * sum(x**2)``."""
    return L1L2Regularizer(l2=l)


def l1l2(l1: float = 0.01, l2: float = 0.01) -> L1L2Regularizer:
    """Penalty ``sum(l1 * abs(x) + l2 * x**2)``."""
    return L1L2Regularizer(l1=l1, l2=l2)


WeightRegularizer = L1L2Regularizer
ActivityRegularizer = L1L2Regularizer
activity_l1 = l1
activity_l2 = l2
activity_l1l2 = l1l2

FACTORIES = tuple(REGISTRY.register(f"activity_{factory.__name__}")(factory) for factory in (l1, l2, l1l2))


def finder(registry: Registry, factories: Sequence[Callable[..., Regularizer]]) -> Callable[..., Any]:
    """Make the function `get` for the names of a registry; it calls `factories`, but no other functions."""

    def get(identifier: Any, kwargs: Mapping[str, Any] | None = None) -> Any:
        """Find a regularizer by name or configuration.

        Parameters
        ----------
        identifier : None, str, dict or callable
            A name such as 'l2'; a callable and None are returned as they are.
        kwargs : mapping, optional
            Arguments for a class or factory that is found by name.

        Raises
        ------
        UnknownNameError
            If there is no regularizer of this name; the message has the nearest ones.
        """
        found = registry.get(identifier, kwargs)
        return found(**(kwargs or {})) if found in factories else found

    return get


get = finder(REGISTRY, FACTORIES)

"""Optimizers, which update the weights after each batch. Each rule has a file in `kerasfront.optimizers.rules`."""

from collections.abc import Callable, Mapping
from typing import Any

from kerasfront.errors import ArgumentTypeError
from kerasfront.optimizers.accumulation import Accumulation as Accumulation
from kerasfront.optimizers.base import REGISTRY as REGISTRY
from kerasfront.optimizers.base import Optimizer as Optimizer
from kerasfront.optimizers.base import clip_norm as clip_norm
from kerasfront.optimizers.multipliers import weight_name as weight_name
from kerasfront.optimizers.native import TFOptimizer as TFOptimizer
from kerasfront.optimizers.rules.adadelta import Adadelta as Adadelta
from kerasfront.optimizers.rules.adagrad import Adagrad as Adagrad
from kerasfront.optimizers.rules.adam import Adam as Adam
from kerasfront.optimizers.rules.adamax import Adamax as Adamax
from kerasfront.optimizers.rules.nadam import Nadam as Nadam
from kerasfront.optimizers.rules.rmsprop import RMSprop as RMSprop
from kerasfront.optimizers.rules.sgd import SGD as SGD
from kerasfront.registry import Registry

adadelta = Adadelta
adagrad = Adagrad
adam = Adam
adamax = Adamax
nadam = Nadam
rmsprop = RMSprop
sgd = SGD

optimizer_from_config = REGISTRY.from_config


def finder(registry: Registry) -> Callable[..., Optimizer]:
    """Make the function `get` for the names of a registry."""

    def get(identifier: Any, kwargs: Mapping[str, Any] | None = None) -> Optimizer:
        """Find or build an optimizer.

        Parameters
        ----------
        identifier : str, dict, Optimizer, or an optimizer of the backend's own library
            A name such as 'adam', a configuration, or an optimizer, which is returned as it is.
        kwargs : mapping, optional
            Arguments for a class that is found by name.

        Returns
        -------
        Optimizer

        Raises
        ------
        UnknownNameError
            If there is no optimizer of this name; the message has the nearest ones.
        ArgumentTypeError
            If `identifier` is something else, such as a class.
        """
        found = registry.get(identifier, kwargs)
        if hasattr(found, "apply_gradients") and not isinstance(found, type):
            return TFOptimizer(found)
        if not isinstance(found, Optimizer):
            raise ArgumentTypeError(f"Expected an optimizer such as 'adam' or Adam(lr=0.001), got {identifier!r}.")
        return found

    return get


get = finder(REGISTRY)

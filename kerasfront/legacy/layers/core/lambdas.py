"""Functions as layers, as Keras 0.3 called them."""

from __future__ import annotations

import inspect
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from kerasfront import backend as K
from kerasfront.layers import core
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS


def of_phase(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, and one that has an argument ``train`` is given True in training and False in test."""
    if "train" not in inspect.signature(function).parameters:
        return function

    def in_both_phases(x: Any, **more: Any) -> Any:
        return K.in_train_phase(partial(function, x, train=True, **more), partial(function, x, train=False, **more))

    return in_both_phases


@LAYERS.register()
class Lambda(core.Lambda, Layer):
    """Apply a function of K's operations.

    Parameters
    ----------
    function : callable
        Called with the input and with `arguments`; and with ``train`` (True or False) if it has an argument of that
        name. The input of a node of mode 'join' is an OrderedDict of tensors by name.
    output_shape : tuple of int or callable, optional
        The output's shape without the samples axis, or a function from the input's shape (with it) to the output's.
        Default: what the backend infers.
    arguments : dict, optional
        Keyword arguments for `function`.
    """

    joined: Sequence[str] = ()

    def __init__(
        self, function: Callable[..., Any], output_shape: Any = None, arguments: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(function, output_shape, arguments, **kwargs)

    def join(self, names: Sequence[str]) -> None:
        """Make a dict by these names of the list of inputs that comes."""
        self.joined = tuple(names)

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return of_phase(self.function)(OrderedDict(zip(self.joined, x)) if self.joined else x, **self.arguments)

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """Build the layer that `config` describes.

        Raises
        ------
        CodeNotAllowedError
            If it holds code, as older 0.3 files do, and the reader did not allow that.
        """
        config = dict(config)
        for key in ("function", "output_shape"):
            if isinstance(config.get(key), str) and f"{key}_type" not in config:
                config[key], config[f"{key}_type"] = (config[key], None, None), "lambda"
        return super().from_config(config, custom_objects)


@LAYERS.register()
class MaskedLambda(Lambda):
    __doc__ = Lambda.__doc__

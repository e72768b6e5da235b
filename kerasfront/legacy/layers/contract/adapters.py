"""Adapters from the methods that layers of Keras 0.x override to those of today."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.legacy.layers.contract.outside_training import in_phase, untraced


def call(self: Any, x: Any, mask: Any = None) -> Tensor:
    """Compute the output by `get_output`, for training and for test."""
    with untraced(self), in_phase(False), self.seeing(x, mask):
        test = self.get_output(False)
    with in_phase(True), self.seeing(x, mask) as seen:
        train = self.get_output(True)
    self.add_update(seen.updates, x)
    return K.in_train_phase(train, test)


def compute_mask(self: Any, input: Any, input_mask: Any = None) -> Any:
    """The mask of the output by `get_output_mask`."""
    with self.seeing(input, input_mask):
        return self.get_output_mask(False)


def get_output_shape_for(self: Any, input_shape: Any) -> Any:
    """The shape of the output by `output_shape`."""
    with self.seeing(shape=input_shape):
        return self.output_shape


ADAPTERS: dict[str, tuple[str, Any]] = {
    "get_output": ("call", call),
    "get_output_mask": ("compute_mask", compute_mask),
    "output_shape": ("get_output_shape_for", get_output_shape_for),
    "supports_masked_input": ("supports_masking", property(lambda self: self.supports_masked_input())),
}
"""By what is overridden: what is called today, and what brings the one to the other."""


def adapt(cls: type, base: type) -> None:
    """Let the newer of a method of Keras 0.x and its counterpart decide; `build` works with and without a shape.

    Parameters
    ----------
    cls : type
        A class of layers.
    base : type
        The class whose methods of Keras 0.x ask those of today.
    """
    for old, (new, adapter) in ADAPTERS.items():
        overrides = _definer(cls, old)
        if overrides is not base and cls.__mro__.index(overrides) < cls.__mro__.index(_definer(cls, new)):
            setattr(cls, new, adapter)
    shape = list(inspect.signature(cls.build).parameters.values())[1:]  # type: ignore[attr-defined]
    if not shape or shape[0].default is inspect.Parameter.empty:
        cls.build = _with_or_without_shape(cls.build, bool(shape))  # type: ignore[attr-defined]


def todays(layer: Any, name: str) -> Callable[..., Any]:
    """Method of today of a layer, ignoring adapters of methods of Keras 0.x."""
    _, adapter = next(pair for pair in ADAPTERS.values() if pair[0] == name)
    methods = (vars(cls)[name] for cls in type(layer).__mro__ if name in vars(cls))
    return functools.partial(next(method for method in methods if method is not adapter), layer)


def _definer(cls: type, name: str) -> type:
    return next(base for base in cls.__mro__ if name in vars(base))


def _with_or_without_shape(build: Callable[..., None], takes_shape: bool) -> Callable[..., None]:
    """A `build` that is given the shape of the input, or finds it itself if a user calls it without."""

    def run(self: Any, input_shape: Any = None) -> None:
        if self.is_left_alone and input_shape is None:
            self.build_anew()
            return
        shape = self.known_input_shape if input_shape is None else input_shape
        with self.seeing(shape=shape):
            if takes_shape and shape is not None:
                build(self, shape)
            elif not takes_shape:
                build(self)

    run.__name__, run.__doc__ = "build", build.__doc__
    return run

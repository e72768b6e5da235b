"""A function as a layer."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from kerasfront import backend as K
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.utils import python_code


@LAYERS.register()
class Lambda(Layer):
    """Apply a function of K's operations.

    Parameters
    ----------
    function : callable
        Called with the input and, if it has an argument of that name, `mask`, and with `arguments`.
    output_shape : tuple of int or callable, optional
        The output's shape without the samples axis, or a function from the input's shape (with it) to the output's.
        Default: what the engine infers.
    arguments : dict, optional
        Keyword arguments for `function`.

    Notes
    -----
    In a configuration, a function with a name stands by its name, to be handed over as custom object when the
    configuration is read. A lambda stands as code, which is only run if the reader allows it.
    """

    supports_masking = True

    def __init__(self, function, output_shape=None, arguments=None, **kwargs):
        if not callable(function):
            raise ArgumentTypeError(f"Lambda: function must be callable, got {function!r}.")
        if output_shape is not None and not callable(output_shape) and not isinstance(output_shape, (tuple, list)):
            raise ArgumentTypeError(f"Lambda: output_shape must be a tuple or a function, got {output_shape!r}.")
        if not isinstance(arguments, (Mapping, type(None))):
            raise ArgumentTypeError(f"Lambda: arguments must be a dict of keyword arguments, got {arguments!r}.")
        super().__init__(**kwargs)
        self.function = function
        self._output_shape = output_shape
        self.arguments = dict(arguments or {})

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        extra = {"mask": mask} if "mask" in inspect.signature(self.function).parameters else {}
        return self.function(x, **{**self.arguments, **extra})

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """What `output_shape` says, or what the engine infers."""
        if self._output_shape is None:
            return self._inferred_shape(input_shape)
        if not callable(self._output_shape):
            several = isinstance(input_shape, list)
            return ((input_shape[0] if several else input_shape)[0], *self._output_shape)
        shape = self._output_shape(input_shape)
        if not isinstance(shape, (tuple, list)):
            raise ArgumentError(f"{self}: output_shape must return a tuple, it returned {shape!r}.")
        return tuple(shape)

    def _inferred_shape(self, input_shape: Any) -> Any:
        shapes = input_shape if isinstance(input_shape, list) else [input_shape]
        inputs = [K.placeholder(shape) for shape in shapes]
        return K.int_shape(self.call(inputs if isinstance(input_shape, list) else inputs[0]))

    def get_config(self) -> dict[str, Any]:
        """The function by name or as code; see the notes of the class."""
        function, function_type = python_code.describe(self.function)
        shape, shape_type = self._output_shape, "raw"
        if callable(shape):
            shape, shape_type = python_code.describe(shape)
        return {
            **super().get_config(),
            "function": function,
            "function_type": function_type,
            "output_shape": shape,
            "output_shape_type": shape_type,
            "arguments": self.arguments,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Lambda:
        """Build the layer that `config` describes.

        Raises
        ------
        CodeNotAllowedError
            If it holds code and the reader did not allow that.
        """
        config = dict(config)
        owner = f"Lambda layer {config.get('name')!r}"
        for key in ("function", "output_shape"):
            kind = config.pop(f"{key}_type", "raw")
            if kind != "raw":
                config[key] = python_code.resolve(config[key], kind, owner, custom_objects)
        return cls(**config)

"""Functions as layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Unpack, is_list, is_mapping
from kerasfront.engine.topology import LAYERS, Layer, to_list
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.tensors import compatible, lineage, shape_of, stand_ins
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.utils import python_code


@LAYERS.register()
class Lambda(Layer):
    """Apply a function of K's operations: ``output = function(x, **arguments)``.

    Parameters
    ----------
    function : callable
        Called with the input and with `arguments`; also with `mask` if it has an argument of that name.
    output_shape : tuple of int or callable, optional
        Shape of the output without the samples axis, or a function from the shape of the input to that of the output,
        both with the samples axis. Inferred by the backend by default.
    arguments : dict, optional
        Keyword arguments for `function`.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: any. Output: (samples,) + output_shape, or what `function` gives.

    A mask is passed on if the output has the samples and times of the input. Otherwise `function` must have an argument
    `mask`, which uses it up, or ``layer.supports_masking = True`` must allow that the mask ends here.

    In a configuration, a function is represented by its name; pass the function as custom object when the configuration
    is read. A lambda is represented by its code, which is only run if the reader allows it.

    Examples
    --------
    >>> from kerasfront import backend as K
    >>> from kerasfront.layers import Lambda
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Lambda(lambda x: K.sum(x, axis=1), input_shape=(3, 4))])
    >>> model.output_shape
    (None, 4)
    """

    supports_masking = True
    arguments: dict[str, Any]

    def __init__(
        self,
        function: Callable[..., Any],
        output_shape: Sequence[int | None] | Callable[[Any], Any] | None = None,
        arguments: Mapping[str, Any] | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        if not callable(function):
            raise ArgumentTypeError(f"Lambda: function must be callable, got {function!r}.")
        if output_shape is not None and not callable(output_shape) and not isinstance(output_shape, (tuple, list)):
            raise ArgumentTypeError(f"Lambda: output_shape must be a tuple or a function, got {output_shape!r}.")
        if arguments is not None and not is_mapping(arguments):
            raise ArgumentTypeError(f"Lambda: arguments must be a dict of keyword arguments, got {arguments!r}.")
        super().__init__(**kwargs)
        self.function = function
        self._output_shape = output_shape
        self.arguments = dict(arguments or {})

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        extra = {"mask": mask} if python_code.has_argument(self.function, "mask") else {}
        return self.function(x, **{**self.arguments, **extra})

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape by the argument output_shape, or as the backend infers it."""
        if self._output_shape is None:
            return self._inferred_shape(input_shape)
        if not callable(self._output_shape):
            several = isinstance(input_shape, list)
            return ((input_shape[0] if several else input_shape)[0], *self._output_shape)
        shape = self._output_shape(input_shape)
        if not is_list(shape):
            raise ArgumentError(f"{self}: output_shape must return a tuple, it returned {shape!r}.")
        return tuple(shape)

    def _inferred_shape(self, input_shape: Any) -> Any:
        inputs, masks = stand_ins(to_list(input_shape))
        pair = (inputs, masks) if isinstance(input_shape, list) else (inputs[0], masks[0])
        return K.int_shape(self.call(*pair))

    def compute_mask(self, input: Any, input_mask: Any = None) -> Any:
        """Pass on the mask of the input, if it fits the output; see the notes of the class.

        Raises
        ------
        ArgumentError
            If a mask would be lost.
        """
        if not any(mask is not None for mask in to_list(input_mask)):
            return None
        if not isinstance(input, list):
            before = shape_of(input)
            after = self.get_output_shape_for(before)
            if len(before) > 2 and len(after) > 2 and compatible(before[:2], after[:2]):
                return input_mask
        if self._may_end_masks or python_code.has_argument(self.function, "mask"):
            return None
        raise ArgumentError(
            f"{self} would lose the mask of its input, as its output does not have its samples and times. It came as "
            f"{lineage(to_list(input)[0])}. Give the function an argument mask, or set "
            "supports_masking = True on the layer if the mask may end here."
        )

    @property
    def _may_end_masks(self) -> bool:
        """Whether the user set `supports_masking` on this layer; that of the class is for masks that fit."""
        return bool(vars(self).get("supports_masking"))

    def get_config(self) -> dict[str, Any]:
        """The configuration, with the function by name or as code; see the notes of the class."""
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
            If it contains code, which the reader did not allow.
        """
        config = dict(config)
        owner = f"Lambda layer {config.get('name')!r}"
        for key in ("function", "output_shape"):
            kind = config.pop(f"{key}_type", "raw")
            if kind != "raw":
                config[key] = python_code.resolve(config[key], kind, owner, custom_objects)
        return cls(**config)

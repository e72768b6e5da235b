"""Merging of the outputs of several layers, as in Keras 0.3."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, is_list
from kerasfront.engine.topology import Layer as TodaysLayer
from kerasfront.engine.topology import Merge as TodaysMerge
from kerasfront.errors import ArgumentError, ArgumentTypeError, UnknownNameError, near_misses
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.layers.core.lambdas import of_phase
from kerasfront.legacy.layout import config_of, from_config
from kerasfront.legacy.registry import LAYERS
from kerasfront.utils import python_code

MERGE_MODES = ("sum", "mul", "concat", "ave", "cos", "dot")


@LAYERS.register()
class Merge(TodaysMerge, Layer):
    """Merge the outputs of layers or models into one.

    Parameters
    ----------
    layers : list of layers or models, optional
        As the first layer of a Sequential. Without them, call the layer on a list of tensors.
    mode : str
        'sum', 'mul', 'ave': element by element, of outputs of one shape.
        'concat': one after the other along `concat_axis`.
        'dot', 'cos': products of two outputs along `dot_axes` within each sample, for 'cos' divided by their lengths.
    concat_axis : int
        Counted with the batch axis.
    dot_axes : int or pair of lists of int
        -n: the last n axes of both. n: the last n axes of the first, the first n after the batch axis of the second.
        Lists: the axes of each, counted with the batch axis.

    Raises
    ------
    UnknownNameError
        For an unknown mode.
    ArgumentError
        For outputs that do not fit the mode.

    Notes
    -----
    Masks end here, as they did in Keras 0.3.
    """

    in_old_layout = True

    def __init__(
        self, layers: Sequence[Any] | None = None, mode: Any = "sum", concat_axis: int = -1, dot_axes: Any = -1,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        if mode not in MERGE_MODES:
            hint = _join_hint(mode) or near_misses(str(mode), MERGE_MODES)
            raise UnknownNameError(f"Merge: unknown mode {mode!r}. {hint}")
        self.old_mode, self.old_dot_axes = mode, _checked_axes(dot_axes)
        products = {"dot": self._dot, "cos": self._cos}
        if layers is not None:
            layers = connected(layers)
        super().__init__(layers, products.get(mode, mode), concat_axis, **kwargs)

    def _dot(self, inputs: Sequence[Tensor]) -> Tensor:
        x, y = inputs
        return K.batch_dot(x, y, self._pair_of_axes(K.ndim(x), K.ndim(y)))

    def _cos(self, inputs: Sequence[Tensor]) -> Tensor:
        x, y = inputs
        return self._dot([x, y]) / K.sqrt(self._dot([x, x]) * self._dot([y, y]))

    def _pair_of_axes(self, rank: int, other_rank: int) -> list[list[int]]:
        axes = self.old_dot_axes
        if not isinstance(axes, int):
            return axes
        if axes < 0:
            return [list(range(axes % rank, rank)), list(range(axes % other_rank, other_rank))]
        return [list(range(rank - axes, rank)), list(range(1, axes + 1))]

    def _check(self, inputs: Any) -> None:
        super()._check(inputs)
        if callable(self.mode) and self.old_mode in ("dot", "cos") and len(inputs) != 2:
            raise ArgumentError(f"{self} of mode {self.old_mode!r} needs exactly two inputs, got {len(inputs)}.")

    def compute_mask(self, input: Any, input_mask: Any = None) -> None:
        """None: the output has no mask."""

    def get_config(self) -> dict[str, Any]:
        """The layers and the arguments, in the layout of Keras 0.3."""
        return {
            "name": type(self).__name__,
            "layers": [config_of(layer) for layer in self.layers or ()],
            "mode": self.old_mode,
            "concat_axis": self.concat_axis,
            "dot_axes": self.old_dot_axes,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """Build an equal layer from the result of `get_config`."""
        options = {key: config[key] for key in ("mode", "concat_axis", "dot_axes") if key in config}
        return cls([from_config(layer) for layer in config["layers"]], **options)


@LAYERS.register()
class LambdaMerge(TodaysMerge, Layer):
    """A function of the outputs of several layers or models.

    Parameters
    ----------
    layers : list of layers or models
    function : callable
        Called with the list of outputs and with `arguments`; and with ``train`` (True or False) if it has an argument
        of that name.
    output_shape : tuple of int or callable, optional
        The output's shape without the samples axis, or a function of the list of input shapes (with it). Default: what
        the backend infers.
    arguments : dict, optional
        Keyword arguments for `function`.
    """

    in_old_layout = True

    def __init__(
        self, layers: Sequence[Any], function: Callable[..., Any], output_shape: Any = None,
        arguments: Mapping[str, Any] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        if not callable(function):
            raise ArgumentTypeError(f"LambdaMerge: function must be callable, got {function!r}.")
        self.function = function
        super().__init__(
            connected(layers), of_phase(function), output_shape=output_shape, arguments=arguments, **kwargs
        )

    def get_config(self) -> dict[str, Any]:
        """The layers and the arguments; a function as its name, a lambda as code."""
        config = super().get_config()
        function, function_type = python_code.describe(self.function)
        kept = {key: config[key] for key in ("output_shape", "output_shape_type", "arguments")}
        layers = [config_of(layer) for layer in self.layers or ()]
        own = {"name": type(self).__name__, "layers": layers, "function": function, "function_type": function_type}
        return {**own, **kept}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """Build an equal layer from the result of `get_config`.

        Raises
        ------
        CodeNotAllowedError
            If it holds code and the reader did not allow that.
        """
        options = {key: config[key] for key in ("function", "output_shape", "arguments") if key in config}
        for argument in ("function", "output_shape"):
            kind = config.get(f"{argument}_type", "raw")
            if kind != "raw":
                options[argument] = python_code.resolve(config[argument], kind, "A LambdaMerge layer")
        return cls([from_config(layer) for layer in config["layers"]], **options)


def _join_hint(mode: Any) -> str:
    return "Tensors by name go to a Lambda in a Graph, or to a LambdaMerge." if mode == "join" else ""


def _checked_axes(axes: Any) -> int | list[list[int]]:
    if isinstance(axes, int):
        return axes
    if is_list(axes) and len(axes) == 2:
        pair = [[own] if isinstance(own, int) else list(own) if isinstance(own, range) else own for own in axes]
        if all(is_list(own) and all(isinstance(a, int) for a in own) for own in pair):
            return [list(own) for own in pair]
    raise ArgumentTypeError(f"Merge: dot_axes must be an integer or a pair of lists such as [[1], [2]], got {axes!r}.")


def connected(layers: Sequence[Any]) -> list[TodaysLayer]:
    """The layers, those that know their input's shape being called on a new input."""
    if len(layers) < 2:
        raise ArgumentError(f"A merge needs at least two layers or models, got {len(layers)}.")
    for layer in layers:
        if not isinstance(layer, TodaysLayer):
            raise ArgumentTypeError(f"A merge takes layers and models, got {layer!r}.")
        if not layer.inbound_nodes and layer.batch_input_shape is not None:
            layer.create_input_layer(layer.batch_input_shape, layer.input_dtype)
    return list(layers)

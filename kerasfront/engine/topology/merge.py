"""Several tensors into one."""

# As in classic Keras, a Merge takes several tensors where other layers take one.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Integral
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor, is_list
from kerasfront.engine.topology.arguments import LAYERS, plain
from kerasfront.engine.topology.layer import Layer
from kerasfront.engine.topology.lists import to_list
from kerasfront.engine.topology.merge_modes import MODES, Axes, merged_mask
from kerasfront.engine.topology.tensors import lineage, shape_of, stand_ins
from kerasfront.errors import ArgumentError, UnknownNameError, near_misses
from kerasfront.utils import python_code


@LAYERS.register()
class Merge(Layer):
    """Merge a list of tensors into one: ``output = x_1 + x_2 + ...`` for mode 'sum', and likewise for the others.

    Parameters
    ----------
    layers : list of layers or models, optional
        Merge their outputs now; as the first layer of a Sequential. Otherwise call the layer on a list of tensors.
    mode : str or callable
        'sum', 'mul', 'ave', 'max': element by element, of inputs of one shape.
        'concat': one after the other along `concat_axis`.
        'dot', 'cos': products of two inputs along `dot_axes` within each sample, for 'cos' of the inputs normed to
        length 1; shape (n, 1) of two inputs of shape (n, d). They end masks: all elements count.
        A function of the list of inputs (with `arguments`, and with the masks if it has a parameter ``mask``); one that
        has none needs `output_mask` where inputs have masks.
    concat_axis : int
        Counted with the batch axis.
    dot_axes : int or pair of int
        Counted with the batch axis; for each input.
    output_shape : tuple or callable, optional
        For a function as mode: the output's shape without the batch axis, or a function of the list of input shapes
        that gives it with the batch axis. Default: what the function gives is tried out.
    output_mask : tensor or callable, optional
        For a function as mode: the output's mask, or a function of the list of input masks.
    arguments : dict, optional
        More arguments for a function as mode.
    node_indices, tensor_indices : list of int, optional
        Which call and which output of each of `layers` is meant; default: the first.

    Notes
    -----
    Input: a list of tensors. Output: the shape of one of them for 'sum', 'mul', 'ave' and 'max'; for 'concat', the sum
    of their sizes along `concat_axis`; for 'dot' and 'cos', the axes of both that are not summed over.

    Raises
    ------
    UnknownNameError
        For an unknown mode.
    ArgumentError
        For inputs that do not fit the mode; the message names the chain that each came through.

    Examples
    --------
    >>> from kerasfront.layers import Input
    >>> a, b = Input(shape=(3,)), Input(shape=(5,))
    >>> K.int_shape(Merge(mode="concat")([a, b]))
    (None, 8)
    """

    supports_masking = True

    def __init__(
        self,
        layers: Sequence[Any] | None = None,
        mode: str | Callable[..., Tensor] = "sum",
        concat_axis: int = -1,
        dot_axes: int | Sequence[int] = -1,
        output_shape: Shape | Callable[..., Any] | None = None,
        output_mask: Any = None,
        arguments: Mapping[str, Any] | None = None,
        node_indices: Sequence[int] | None = None,
        tensor_indices: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        if not callable(mode) and mode not in MODES:
            raise UnknownNameError(f"{self}: unknown mode {mode!r}. {near_misses(str(mode), MODES)}")
        axes = dot_axes if is_list(dot_axes) else [dot_axes] * 2
        if len(axes) != 2 or not all(isinstance(axis, Integral) for axis in axes):
            raise ArgumentError(f"{self}: dot_axes must be an integer, or two for the two inputs, got {dot_axes!r}.")
        self.mode = mode
        self.concat_axis = concat_axis
        self.dot_axes: Any = dot_axes
        self.layers = list(layers) if layers else None
        self.node_indices = node_indices
        self.arguments = dict(arguments or {})
        self._output_shape = output_shape
        self._output_mask = output_mask
        if self.layers:
            first = [0] * len(self.layers)
            self._connect(self.layers, node_indices or first, tensor_indices or first)

    def _connect(self, layers: Sequence[Layer], node_indices: Sequence[int], tensor_indices: Sequence[int]) -> None:
        inputs = [to_list(layer.get_output_at(n))[t] for layer, n, t in zip(layers, node_indices, tensor_indices)]
        with self._backend_of(inputs).active():
            self._check(inputs)
            self.built = True
            self.add_inbound_node(layers, node_indices, tensor_indices)

    def __call__(self, inputs: Any, mask: Any = None) -> Any:
        """Merge a list of at least two tensors."""
        self._check(inputs)
        return super().__call__(inputs, mask)

    def _check(self, inputs: Any) -> None:
        if not is_list(inputs) or len(inputs) < 2 or not all(map(K.is_tensor, inputs)):
            raise ArgumentError(f"{self} merges a list of at least two tensors, got {inputs!r}.")
        if callable(self.mode):
            return
        shapes = [shape_of(x) for x in inputs]
        axes = self._axes(shapes)
        fault = MODES[self.mode].fault(shapes, axes)
        if fault:
            came = "; ".join(lineage(x) for x in inputs)
            raise ArgumentError(f"{self} of mode {self.mode!r} {fault}. The inputs came as: {came}.")
        if self.mode in ("dot", "cos"):
            self.dot_axes = list(axes.dot)

    def _axes(self, shapes: Sequence[Shape]) -> Axes:
        pair = self.dot_axes if is_list(self.dot_axes) else [self.dot_axes] * 2
        counted = [axis % len(shape) if axis < 0 else axis for axis, shape in zip(pair, shapes)]
        return Axes(self.concat_axis, (counted[0], counted[1]))

    def call(self, inputs: Any, mask: Any = None) -> Tensor:
        """Merge the tensors."""
        if callable(self.mode):
            extra = {"mask": mask} if python_code.has_argument(self.mode, "mask") else {}
            return self.mode(inputs, **self.arguments, **extra)
        return MODES[self.mode].call(inputs, self._axes([shape_of(x) for x in inputs]))

    def get_output_shape_for(self, input_shape: Any) -> Shape:
        """The static shape of the merged tensor."""
        if not callable(self.mode):
            return MODES[self.mode].shape(input_shape, self._axes(input_shape))
        if callable(self._output_shape):
            return tuple(self._output_shape(input_shape))
        if self._output_shape is not None:
            return (input_shape[0][0], *self._output_shape)
        return K.int_shape(self.call(*stand_ins(input_shape)))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Tensor | None:
        """The mask of the merged tensor."""
        if callable(self.mode):
            return self._mask_of_function(self.mode, inputs, to_list(mask))
        masks = mask if is_list(mask) else [mask] * len(inputs)
        return merged_mask(self.mode, inputs, masks, self._axes([shape_of(x) for x in inputs]))

    def _mask_of_function(self, mode: Callable[..., Tensor], inputs: Any, masks: list[Any]) -> Any:
        if self._output_mask is not None:
            return self._output_mask(masks) if callable(self._output_mask) else self._output_mask
        masked = [x for x, mask in zip(inputs, masks) if mask is not None]
        if masked and not python_code.has_argument(mode, "mask"):
            raise ArgumentError(
                f"{self} would lose the mask of an input, as its mode is a function that knows no masks. It came as "
                f"{lineage(masked[0])}. Give output_mask, or give the function a parameter mask."
            )
        return None

    def get_config(self) -> dict[str, Any]:
        """The arguments in plain words; a function as its name, a lambda as code."""
        mode, mode_type = _described(self.mode)
        output_shape, output_shape_type = _described(self._output_shape)
        output_mask, output_mask_type = _described(self._output_mask)
        return {
            "name": self.name,
            "mode": mode,
            "mode_type": mode_type,
            "concat_axis": self.concat_axis,
            "dot_axes": plain(self.dot_axes),
            "output_shape": output_shape,
            "output_shape_type": output_shape_type,
            "output_mask": output_mask,
            "output_mask_type": output_mask_type,
            "arguments": plain(self.arguments),
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Merge:
        """An equal layer of what `get_config` gave.

        Raises
        ------
        CodeNotAllowedError
            If it holds code and the reader did not allow that.
        """
        config = dict(config)
        for argument in ("mode", "output_shape", "output_mask"):
            kind = config.pop(f"{argument}_type", "raw")
            if kind != "raw":
                config[argument] = python_code.resolve(config[argument], kind, f"Merge layer {config.get('name')!r}")
        return cls(**config)


def _described(value: Any) -> tuple[Any, str]:
    return python_code.describe(value) if callable(value) else (plain(value), "raw")


def merge(
    inputs: Sequence[Any],
    mode: str | Callable[..., Tensor] = "sum",
    concat_axis: int = -1,
    dot_axes: int | Sequence[int] = -1,
    output_shape: Shape | Callable[..., Any] | None = None,
    output_mask: Any = None,
    arguments: Mapping[str, Any] | None = None,
    name: str | None = None,
) -> Any:
    """Merge a list of tensors into one; the arguments are those of `Merge`.

    Returns
    -------
    tensor
        Or the layer, if `inputs` is a list of layers and models.
    """
    options: dict[str, Any] = {"output_shape": output_shape, "output_mask": output_mask, "arguments": arguments}
    options.update(mode=mode, concat_axis=concat_axis, dot_axes=dot_axes, name=name)
    if is_list(inputs) and inputs and all(isinstance(thing, Layer) for thing in inputs):
        return Merge(layers=inputs, **options)
    return Merge(**options)(inputs)

"""Layers around layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.engine.topology import LAYERS, InputSpec, Layer
from kerasfront.engine.topology.copies import copy_of
from kerasfront.engine.topology.indexes import index_limit
from kerasfront.engine.topology.keywords import LayerArguments, Unpack
from kerasfront.engine.topology.lists import unique
from kerasfront.engine.topology.merge_modes import MODES, Axes
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.layers.times import at_all_times

MERGE_MODES = ("sum", "mul", "concat", "ave", None)
LAST_AXIS = Axes(concat=-1, dot=(-1, -1))


class Wrapper(Layer):
    """Base of layers that use another layer; its weights, losses and updates are theirs.

    A subclass says by `call` how the layer is used: ``self.run_inner(layer, x, mask, inputs)``.

    Parameters
    ----------
    layer : Layer
        The layer within, not yet connected; a configuration is accepted too.
    **kwargs
        Those of `Layer`.

    Raises
    ------
    ArgumentTypeError
        If `layer` is no layer.
    """

    supports_masking = True
    layer: Any

    def __init__(self, layer: Layer, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure({"layer": layer})
        if not isinstance(self.layer, Layer):
            hint = " Did you forget to instantiate it?" if isinstance(layer, type) else ""
            raise ArgumentTypeError(f"{self}: layer must be a layer, got {layer!r}.{hint}")

    @property
    def inner_layers(self) -> list[Layer]:
        """The layers that are run, in the order of their weights."""
        return [self.layer]

    def inner_shape(self, input_shape: Any) -> Any:
        """The shape that the inner layers see, for that of the input."""
        return input_shape

    def build(self, input_shape: Any = None) -> None:
        """Create the weights of the inner layers; without a shape, they are there already.

        Raises
        ------
        ArgumentError
            If a layer does not take inputs of this shape.
        """
        if input_shape is None:
            return
        shape = self.inner_shape(input_shape)
        for layer in self.inner_layers:
            layer.backend = layer.backend or self.backend or K.current()
            layer.assert_input_compatibility(K.placeholder(shape))
            layer.ensure_built(shape)

    def run_inner(self, layer: Layer, x: Tensor, mask: Tensor | None, inputs: Tensor) -> Tensor:
        """The output of an inner layer for `x`; what it adds to losses and updates depends on the wrapper's `inputs`.

        Raises
        ------
        ArgumentError
            If `x` does not fit the layer, or the layer has several outputs.
        """
        layer.assert_input_compatibility(x)
        outputs, _ = layer.run([x], [mask])
        if len(outputs) > 1:
            raise ArgumentError(f"{self} needs a layer with one output, {layer} has {len(outputs)}.")
        self.add_inner_call(layer, x, inputs)
        return outputs[0]

    def _of_inner(self, attribute: str) -> list[Any]:
        return [thing for layer in self.inner_layers for thing in getattr(layer, attribute)]

    @property
    def trainable_weights(self) -> list[Tensor]:
        """The weights that training changes, those of the inner layers first; none if the wrapper is frozen."""
        return unique([*self._of_inner("trainable_weights"), *super().trainable_weights]) if self.trainable else []

    @trainable_weights.setter
    def trainable_weights(self, weights: list[Tensor]) -> None:
        inner = set(map(id, self._of_inner("weights")))  # whether these are trained is theirs to say
        self._trainable_weights = [weight for weight in weights if id(weight) not in inner]

    @property
    def non_trainable_weights(self) -> list[Tensor]:
        """The weights that training leaves alone; all of them if the wrapper is frozen."""
        frozen = [] if self.trainable else self._of_inner("trainable_weights")
        return unique([*frozen, *self._of_inner("non_trainable_weights"), *super().non_trainable_weights])

    @non_trainable_weights.setter
    def non_trainable_weights(self, weights: list[Tensor]) -> None:
        inner = set(map(id, self._of_inner("weights")))
        self._non_trainable_weights = [weight for weight in weights if id(weight) not in inner]

    def _ordered_weights(self) -> list[Tensor]:
        return unique([*self._of_inner("weights"), *self.weights])

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the weights of the inner layers, each the same number of arrays, in their order; then its own.

        Raises
        ------
        ArgumentError
            If the number of arrays or a shape does not fit.
        """
        own = self._ordered_weights()[len(self._of_inner("weights")) :]
        inner = len(weights) - len(own)
        share = inner // len(self.inner_layers)
        for number, layer in enumerate(self.inner_layers, start=1):
            end = number * share if number < len(self.inner_layers) else inner
            layer.set_weights(weights[(number - 1) * share : end])
        K.batch_set_value(list(zip(own, weights[inner:])))

    @property
    def constraints(self) -> dict[Tensor, Callable[[Tensor], Tensor]]:
        """The constraints of the weights."""
        inner = {w: constraint for layer in self.inner_layers for w, constraint in layer.constraints.items()}
        return {**inner, **self._constraints}

    @constraints.setter
    def constraints(self, constraints: dict[Tensor, Callable[[Tensor], Tensor]]) -> None:
        self._constraints = dict(constraints)

    @property
    def losses(self) -> list[Tensor]:
        """All scalar tensors that were added to the loss."""
        return [*super().losses, *self._independent("get_losses_for")]

    @property
    def updates(self) -> list[Update]:
        """All updates that were added."""
        return [*super().updates, *self._independent("get_updates_for")]

    def get_losses_for(self, inputs: Any) -> list[Tensor]:
        """The losses that depend on `inputs`; with None, those that depend on no inputs."""
        return [*super().get_losses_for(inputs), *(self._independent("get_losses_for") if inputs is None else ())]

    def get_updates_for(self, inputs: Any) -> list[Update]:
        """The updates that depend on `inputs`; with None, those that depend on no inputs."""
        return [*super().get_updates_for(inputs), *(self._independent("get_updates_for") if inputs is None else ())]

    def _independent(self, getter: str) -> list[Any]:
        """What the inner layers have that depends on no inputs."""
        return [term for layer in self.inner_layers for term in getattr(layer, getter)(None)]

    @property
    def uses_learning_phase(self) -> bool:
        """Whether an inner layer works differently in training and in test."""
        return any(layer.uses_learning_phase for layer in self.inner_layers)

    @property
    def stateful(self) -> bool:
        """Whether an inner layer keeps states from one batch to the next."""
        return any(layer.stateful for layer in self.inner_layers)

    def reset_states(self) -> None:
        """Set the states of the inner layers back to zero."""
        layer: Any
        for layer in self.inner_layers:
            if layer.stateful:
                layer.reset_states()


@LAYERS.register()
class TimeDistributed(Wrapper):
    """A layer applied to every time of a sequence, with the same weights.

    Input (samples, time, ...), where `layer` takes (samples, ...). All times of all samples go through the layer at
    once, as so many samples.

    Parameters
    ----------
    layer : Layer
        The layer to apply.
    **kwargs
        Those of `Layer`.

    Examples
    --------
    >>> model.add(TimeDistributed(Dense(8), input_shape=(10, 16)))  # doctest: +SKIP
    """

    def __init__(self, layer: Layer, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(layer, **kwargs)
        self.input_spec = [InputSpec(ndim="3+")]

    @property
    def index_limit(self) -> int | None:
        """That of the layer."""
        return index_limit(self.layer)

    def inner_shape(self, input_shape: Any) -> Any:
        """The shape without the axis of time."""
        return (input_shape[0], *input_shape[2:])

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Compute the output; times that are masked are computed, too."""
        return at_all_times(lambda frames: self.run_inner(self.layer, frames, None, inputs), inputs)

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """(samples, time, ...), where the layer gives (samples, ...)."""
        samples, *rest = self.layer.get_output_shape_for(self.inner_shape(input_shape))
        return (samples, input_shape[1], *rest)


@LAYERS.register()
class Bidirectional(Wrapper):
    """A recurrent layer that reads the sequence from the front, and another one that reads it from the back.

    Parameters
    ----------
    layer : Recurrent
        Both layers are made after it, `forward_layer` and `backward_layer`.
    merge_mode : str or None
        How both outputs become one: 'sum', 'mul', 'ave', or 'concat' along the last axis. None: there are two outputs.
    weights : list of arrays, optional
        Initial weights, those of the forward layer first.
    **kwargs
        Those of `Layer`.

    Notes
    -----
    With `return_sequences`, the outputs of the backward layer are put in the order of time before they are merged.

    References
    ----------
    Schuster, Paliwal: Bidirectional Recurrent Neural Networks. IEEE Transactions on Signal Processing 45(11), 1997
    """

    merge_mode: Any

    def __init__(
        self,
        layer: Layer,
        merge_mode: str | None = "concat",
        weights: Sequence[Any] | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(layer, **kwargs)
        self.configure({"merge_mode": merge_mode, "weights": weights})
        if not hasattr(self.layer, "go_backwards"):
            raise ArgumentTypeError(f"{self} needs a recurrent layer such as LSTM(8), got {self.layer}.")
        if merge_mode not in MERGE_MODES:
            raise ArgumentError(f"{self}: merge_mode must be one of {MERGE_MODES}, got {merge_mode!r}.")
        back = not self.layer.go_backwards
        self.forward_layer = copy_of(self.layer, name=f"forward_{self.layer.name}")
        self.backward_layer = copy_of(self.layer, name=f"backward_{self.layer.name}", go_backwards=back)
        self.input_spec = self.layer.input_spec

    @property
    def return_sequences(self) -> bool:
        """Whether the outputs are those of all times."""
        return self.layer.return_sequences

    @property
    def inner_layers(self) -> list[Layer]:
        """The layer from the front, then that from the back."""
        return [self.forward_layer, self.backward_layer]

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Compute the output, or both outputs."""
        outputs = [self.run_inner(layer, inputs, mask, inputs) for layer in self.inner_layers]
        if self.layer.return_sequences:
            outputs[1] = K.reverse(outputs[1], 1)
        return MODES[self.merge_mode].call(outputs, LAST_AXIS) if self.merge_mode else outputs

    def compute_mask(self, input: Any, mask: Any = None) -> Any:
        """The mask goes on with the sequence."""
        mask = self.layer.compute_mask(input, mask)
        return mask if self.merge_mode else [mask, mask]

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """That of the layers, with twice the features if they are concatenated; two shapes for two outputs."""
        shapes = [layer.get_output_shape_for(input_shape) for layer in self.inner_layers]
        return MODES[self.merge_mode].shape(shapes, LAST_AXIS) if self.merge_mode else shapes

"""The base of layers that wrap other layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack, Update
from kerasfront.engine.topology import Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.lists import unique
from kerasfront.errors import ArgumentError, ArgumentTypeError


class Wrapper(Layer):
    """Base of layers that use another layer, whose weights, losses and updates are theirs.

    A subclass defines in `call` how the layer is used: ``self.run_inner(layer, x, mask, inputs)``.

    Parameters
    ----------
    layer : Layer
        The inner layer, not yet connected; a configuration is accepted, too.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Raises
    ------
    ArgumentTypeError
        If `layer` is not a layer.
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
        """The inner layers in the order of their weights."""
        return [self.layer]

    def inner_shape(self, input_shape: Any) -> Any:
        """Shape of the input of the inner layers."""
        return input_shape

    def build(self, input_shape: Any = None) -> None:
        """Create the weights of the inner layers; without a shape, these are already built.

        Raises
        ------
        ArgumentError
            If an inner layer does not accept inputs of this shape.
        """
        if input_shape is None:
            return
        shape = self.inner_shape(input_shape)
        for layer in self.inner_layers:
            layer.own_backend = layer.own_backend or self.own_backend or K.current()
            layer.assert_input_compatibility(K.placeholder(shape))
            layer.ensure_built(shape)

    def run_inner(self, layer: Layer, x: Tensor, mask: Tensor | None, inputs: Tensor) -> Tensor:
        """Run an inner layer on `x`; its losses and updates are registered as depending on the wrapper's `inputs`.

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
        inner = set(map(id, self._of_inner("weights")))  # the inner layers decide whether these are trained
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
        """Constraints by weight."""
        inner = {w: constraint for layer in self.inner_layers for w, constraint in layer.constraints.items()}
        return {**inner, **self._constraints}

    @constraints.setter
    def constraints(self, constraints: dict[Tensor, Callable[[Tensor], Tensor]]) -> None:
        self._constraints = dict(constraints)

    @Layer.losses.getter
    def losses(self) -> list[Tensor]:
        """All losses of the inner layers and of the wrapper, scalar tensors."""
        return [*super().losses, *self._independent("get_losses_for")]

    @Layer.updates.getter
    def updates(self) -> list[Update]:
        """All updates of the inner layers and of the wrapper."""
        return [*super().updates, *self._independent("get_updates_for")]

    def get_losses_for(self, inputs: Any) -> list[Tensor]:
        """The losses that depend on `inputs`; with None, those that depend on no inputs."""
        return [*super().get_losses_for(inputs), *(self._independent("get_losses_for") if inputs is None else ())]

    def get_updates_for(self, inputs: Any) -> list[Update]:
        """The updates that depend on `inputs`; with None, those that depend on no inputs."""
        return [*super().get_updates_for(inputs), *(self._independent("get_updates_for") if inputs is None else ())]

    def _independent(self, getter: str) -> list[Any]:
        """The losses or updates of the inner layers that depend on no inputs."""
        return [term for layer in self.inner_layers for term in getattr(layer, getter)(None)]

    @property
    def uses_learning_phase(self) -> bool:
        """Whether an inner layer works differently in training and testing."""
        return any(layer.uses_learning_phase for layer in self.inner_layers)

    @property
    def stateful(self) -> bool:
        """Whether an inner layer keeps states from one batch to the next."""
        return any(layer.stateful for layer in self.inner_layers)

    def reset_states(self) -> None:
        """Reset the states of the inner layers to zero."""
        layer: Any
        for layer in self.inner_layers:
            if layer.stateful:
                layer.reset_states()

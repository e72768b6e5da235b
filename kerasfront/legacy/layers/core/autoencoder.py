"""An encoder and its decoder."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container
from kerasfront.engine.topology import Layer as TodaysLayer
from kerasfront.layers.wrappers import Wrapper
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.layout import config_of, from_config
from kerasfront.legacy.registry import LAYERS
from kerasfront.legacy.weight_order import old_weights
from kerasfront.utils.checks import check_kind


@LAYERS.register()
class AutoEncoder(Wrapper, Layer):
    """An encoder, and a decoder that is to reconstruct its input.

    Parameters
    ----------
    encoder, decoder : Layer
        Layers or containers.
    output_reconstruction : bool
        Whether the output is that of the decoder; otherwise it is that of the encoder, in training as well as in test,
        and only the encoder is trained. After a change of this attribute, compile the model anew.
    weights : list of arrays, optional
        Initial weights, those of the encoder first.

    Examples
    --------
    >>> encoder = containers.Sequential([Dense(16, input_dim=32), Dense(8)])  # doctest: +SKIP
    >>> decoder = containers.Sequential([Dense(16, input_dim=8), Dense(32)])  # doctest: +SKIP
    >>> model.add(AutoEncoder(encoder, decoder))                              # doctest: +SKIP
    """

    in_old_layout = True
    gives_the_same = False
    output_reconstruction: bool

    def __init__(
        self, encoder: Layer, decoder: Layer, output_reconstruction: bool = True, weights: Sequence[Any] | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        for role, part in (("encoder", encoder), ("decoder", decoder)):
            check_kind(f"AutoEncoder: {role}", part, TodaysLayer, "a layer or a container")
        super().__init__(encoder, **kwargs)
        self.decoder = decoder
        self.output_reconstruction = output_reconstruction
        self.initial_weights = weights
        if self.batch_input_shape is None:
            self.batch_input_shape = _shape_of_input(encoder)
            self.input_dtype = encoder.input_dtype or K.floatx()

    @property
    def encoder(self) -> Any:
        """The layer that encodes."""
        return self.layer

    @property
    def inner_layers(self) -> list[TodaysLayer]:
        """The layers that are run."""
        return self.old_parts if self.output_reconstruction else [self.encoder]

    @property
    def old_parts(self) -> list[TodaysLayer]:
        """The layers in the order of the weights."""
        return [self.encoder, self.decoder]

    @property
    def non_trainable_weights(self) -> list[Tensor]:
        """The weights that training leaves alone; those of a decoder that is not run among them."""
        idle = [] if self.output_reconstruction else self.decoder.weights
        return [*super().non_trainable_weights, *idle]

    def build(self, input_shape: Any = None) -> None:
        """Create the weights of encoder and decoder."""
        for layer in self.old_parts:
            layer.own_backend = layer.own_backend or self.own_backend or K.current()
            layer.ensure_built(input_shape)
            input_shape = layer.get_output_shape_for(input_shape)

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        inputs = x
        for layer in self.inner_layers:
            x, mask = self.run_inner(layer, x, mask, inputs), None
        return x

    def compute_mask(self, input: Any, input_mask: Any = None) -> None:
        """None: the output has no mask."""

    @property
    def output_shape(self) -> Any:
        """Shape of the present output."""
        return self.get_output_shape_for(self.input_shape)

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Output shape of the last layer that is run."""
        for layer in self.inner_layers:
            input_shape = layer.get_output_shape_for(input_shape)
        return input_shape

    def _ordered_weights(self) -> list[Any]:
        return old_weights(self)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the weights of encoder and decoder, in the order of `get_weights`.

        Raises
        ------
        ArgumentError
            If the number of arrays or a shape does not fit.
        """
        TodaysLayer.set_weights(self, weights)

    def get_config(self) -> dict[str, Any]:
        """Both layers and the choice of the output, in the layout of Keras 0.3."""
        return {
            "name": type(self).__name__,
            "encoder_config": config_of(self.encoder),
            "decoder_config": config_of(self.decoder),
            "output_reconstruction": self.output_reconstruction,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """Build an equal layer from the result of `get_config`."""
        encoder, decoder = (from_config(config[f"{role}_config"]) for role in ("encoder", "decoder"))
        return cls(encoder, decoder, config.get("output_reconstruction", True))


def _shape_of_input(layer: TodaysLayer) -> Any:
    return layer.input_shape if isinstance(layer, Container) else layer.batch_input_shape

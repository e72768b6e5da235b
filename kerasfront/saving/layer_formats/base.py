"""The base class of layer formats, with the usual answers."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from kerasfront import activations
from kerasfront import layers as classic
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError
from kerasfront.saving.layer_formats.counterparts import (
    ACTIVATIONS,
    CONSTRAINTS,
    DATA_FORMATS,
    INITIALIZERS,
    REGULARIZERS,
    Counterpart,
)
from kerasfront.saving.layer_formats.layout import Arrays, Layout, own_layout
from kerasfront.saving.plain_data import is_sequence

STEEPER = 6 / 5
"""The hard_sigmoid of Keras 3 has slope 1/6, that of earlier ones 1/5: weights that lead to one are larger there."""

L = TypeVar("L", bound=Layer)


class LayerFormat(Generic[L]):
    """Format of the layers of a class, and of its subclasses, in files of other versions of Keras.

    As it stands, weights lie in every file as the layer has them, in the order of ``layer.weights``. Override what
    differs, and make it known with `kerasfront.saving.register_layer_format`. *Later* is Keras 2 and 3.
    """

    def earlier_layouts(self, layer: L) -> Sequence[Layout]:
        """Layouts of the weights in Keras 1 besides the present one, the likeliest first."""
        return ()

    def keras2_layout(self, layer: L, names: Sequence[str] = ()) -> Layout:
        """Layout of the weights in Keras 2.

        Parameters
        ----------
        layer : Layer
        names : sequence of str
            Names of the weights in the file: they tell what it lacks. Empty when a file is written.
        """
        return own_layout(layer)

    def keras3_factors(self, layer: L, count: int) -> list[Any]:
        """Numbers or arrays by which each of the `count` arrays of Keras 2 is multiplied for Keras 3."""
        activation = getattr(layer, "activation", None)
        return [STEEPER if activation is activations.hard_sigmoid else 1.0] * count

    def later_layout(self, layer: L, names: Sequence[str] = (), version: int = 2) -> Layout:
        """Layout of the weights in Keras 2 or 3; see `keras2_layout`."""
        layout = self.keras2_layout(layer, names)
        return _multiplied(layout, self.keras3_factors(layer, len(layout.shapes))) if version > 2 else layout

    def later_names(self, layer: L, count: int) -> list[str]:
        """Names of the `count` weights of the layer in Keras 2 and 3."""
        return [f"{layer.name}/param_{number}:0" for number in range(count)]

    def deviations(self, layer: L) -> Mapping[Tensor, float]:
        """Variances that Keras before 1.0.6 kept as standard deviations, each with the epsilon of its layer."""
        return {}

    def described(self, layer: L, counterpart: Counterpart | None, version: int) -> dict[str, Any]:
        """Class and configuration of the layer in Keras 2 or 3.

        Parameters
        ----------
        layer : Layer
        counterpart : Counterpart or None
            What was registered for exactly this class of layers.
        version : {2, 3}

        Raises
        ------
        ArgumentError
            If Keras of that version has nothing that computes the same.

        Warns
        -----
        UserWarning
            If it lacks something that only matters in training, or computes something else at masked times.
        """
        if counterpart is None or counterpart.last < version:
            raise refusal(layer, version, self._why_unknown(layer, counterpart))
        config = layer.get_config()
        _check(layer, counterpart, config, version)
        result: dict[str, Any] = {"name": layer.name}
        if layer.weights and not layer.trainable:
            result["trainable"] = False
        for old, new in counterpart.arguments.items():
            value = [config[name] for name in old] if is_sequence(old) else config[old]
            result[new] = self.argument(layer, new, value, version)
        return {"class_name": counterpart.name, "config": {**result, **counterpart.new}}

    def argument(self, layer: L, name: str, value: Any, version: int) -> Any:
        """Value in Keras 2 or 3 of the argument called `name` there; `value` is that in ``layer.get_config()``."""
        kind = name.rpartition("_")[2]
        if kind == "initializer":  # an unknown one matters little, as the weights are in the file
            return INITIALIZERS.get(value, "glorot_uniform")
        if kind in ("regularizer", "constraint"):
            return _named_object(layer, name, value, version)
        if kind == "activation":
            return self._activation(layer, name, value, version)
        if name == "data_format":
            return DATA_FORMATS[value]
        if name == "padding" and value == "full":
            raise refusal(layer, version, "there is no border_mode 'full'")
        return value

    def _activation(self, layer: L, name: str, value: str, version: int) -> str:
        if value not in ACTIVATIONS:
            raise refusal(layer, version, f"its activation {value!r} is not one of Keras")
        if value == "hard_sigmoid" and version > 2 and name == "activation" and not self.leads_to_activation(layer):
            raise refusal(layer, version, "hard_sigmoid is flatter there. Keras 2 has this one: convert to keras2")
        return value

    def leads_to_activation(self, layer: L) -> bool:
        """Whether the input of ``layer.activation`` is linear in the weights, which can make up for its slope."""
        return bool(layer.weights)

    def _why_unknown(self, layer: L, counterpart: Counterpart | None) -> str:
        if counterpart is not None:
            return "there is no such layer. Keras 2 has it: convert to keras2"
        is_classic = getattr(classic, type(layer).__name__, None) is type(layer)
        return "there is no such layer" if is_classic else "its class is not one of Keras 1"


def _multiplied(layout: Layout, factors: Sequence[Any]) -> Layout:
    def multiply(arrays: Arrays, factors: Sequence[Any]) -> Arrays:
        return [(array * factor).astype(array.dtype) for array, factor in zip(arrays, factors)]

    def read(arrays: Arrays) -> Arrays:
        return layout.read(multiply(arrays, [1 / factor for factor in factors]))

    def write(arrays: Arrays) -> Arrays:
        return multiply(layout.write(arrays), factors)

    return layout._replace(read=read, write=write)


def _named_object(layer: Layer, name: str, value: Mapping[str, Any] | str | None, version: int) -> Any:
    """Class and configuration of a regularizer or constraint; None for one that is left out."""
    if value is None:
        return None
    known = {**REGULARIZERS, **CONSTRAINTS}.get(value["name"]) if isinstance(value, Mapping) else None
    if known is None or not isinstance(value, Mapping):
        return _warn(layer, version, f"{name} such as {value!r}")
    return {"class_name": known.name, "config": {new: value[old] for old, new in known.arguments.items()}}


def _check(layer: Layer, counterpart: Counterpart, config: Mapping[str, Any], version: int) -> None:
    if any(getattr(layer, mark) for mark in layer.marks):
        raise refusal(layer, version, "there is no padding='same' that pads before the input, as its file had it")
    for name, value in counterpart.needed.items():
        if config[name] != value:
            raise refusal(layer, version, f"there is only what {name}={value!r} computes, it has {config[name]!r}")
    for name, value in counterpart.lost.items():
        if config[name] != value:
            _warn(layer, version, f"{name}={config[name]!r}")


def refusal(layer: Layer, version: int, why: str) -> ArgumentError:
    """The error that Keras of a version has nothing that computes what a layer does."""
    return ArgumentError(
        f"{layer} has no equal in Keras {version}: {why.rstrip('.')}. Nothing was written. Put another layer in its "
        "place, or keep the model in the form of Keras 1."
    )


def _warn(layer: Layer, version: int, what: str) -> None:
    warnings.warn(f"{layer}: Keras {version} has no {what}. It is left out; it matters only in training.", stacklevel=2)

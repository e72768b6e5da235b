"""The open registry of layer formats: the modules of this package join it, and so can other packages, by one call."""

# Callers without a type checker get an error that helps.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from kerasfront import layers as classic
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentTypeError
from kerasfront.saving.layer_formats.base import LayerFormat
from kerasfront.saving.layer_formats.counterparts import COUNTERPARTS, Counterpart
from kerasfront.saving.layer_formats.layout import Layout, own_layout

L = TypeVar("L", bound=Layer)

_formats: dict[type, LayerFormat[Any]] = {Layer: LayerFormat()}
_counterparts: dict[type, Counterpart] = {getattr(classic, name): known for name, known in COUNTERPARTS.items()}


def register_layer_format(
    layer_class: type[L], layer_format: LayerFormat[L] | None = None, counterpart: Counterpart | None = None
) -> None:
    """Tell how the layers of a class are written in files of other versions of Keras.

    Call it where the class is defined. What was registered for the class before is replaced.

    Parameters
    ----------
    layer_class : type
        A subclass of `kerasfront.layers.Layer`.
    layer_format : LayerFormat, optional
        How the weights lie in older files and in those of Keras 2 and 3; it holds for subclasses too. Default: that of
        the base class.
    counterpart : Counterpart, optional
        The class of Keras 2 and 3 that `export_model` writes in place of exactly this class: a subclass may compute
        something else.

    Raises
    ------
    ArgumentTypeError
        If `layer_class` is not a class of layers, or `layer_format` is not a LayerFormat.

    Examples
    --------
    >>> from kerasfront import layers, saving
    >>> class Scale(layers.Layer):
    ...     '''Multiply by a constant.'''
    ...
    ...     def __init__(self, factor, **kwargs):
    ...         super().__init__(**kwargs)
    ...         self.configure(locals())
    ...
    ...     def call(self, x, mask=None):
    ...         return x * self.factor
    >>> saving.register_layer_format(Scale, counterpart=saving.Counterpart("Rescaling", {"factor": "scale"}))
    """
    if not (isinstance(layer_class, type) and issubclass(layer_class, Layer)):
        raise ArgumentTypeError(f"register_layer_format: layer_class must be a class of layers, got {layer_class!r}.")
    if not isinstance(layer_format, (LayerFormat, type(None))):
        raise ArgumentTypeError(
            f"register_layer_format: layer_format of {layer_class.__name__} must be an instance of LayerFormat, got "
            f"{layer_format!r}."
        )
    if layer_format is not None:
        _formats[layer_class] = layer_format
    if counterpart is not None:
        _counterparts[layer_class] = counterpart


def format_of(layer: Layer) -> LayerFormat[Any]:
    """The format of the nearest class, in the order of resolution, that has one."""
    return next(_formats[base] for base in type(layer).__mro__ if base in _formats)


def described(layer: Layer, version: int) -> dict[str, Any]:
    """Class and configuration of a layer or model in Keras 2 or 3; see `LayerFormat.described`."""
    return format_of(layer).described(layer, _counterparts.get(type(layer)), version)


def layouts_of(layer: Layer, names: Sequence[str], version: int) -> list[Layout]:
    """Layouts that the weights of a layer may have in a file, the likeliest first.

    Parameters
    ----------
    layer : Layer
    names : list of str
        Names of the weights in the file.
    version : {1, 2, 3}
        The major version of Keras that wrote it.
    """
    known = format_of(layer)
    if version > 1:
        return [known.later_layout(layer, names, version)]
    return [own_layout(layer), *known.earlier_layouts(layer)]

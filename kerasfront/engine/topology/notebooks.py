"""What notebooks show of layers."""

from __future__ import annotations

import reprlib
from typing import Any

from kerasfront import backend as K
from kerasfront.errors import KerasfrontError
from kerasfront.utils import pages


def layer_html(layer: Any) -> str:
    """Make a table of the shapes, weights and arguments of a layer."""
    rows = {"class": type(layer).__name__, "name": layer.name}
    rows |= {what: shape for what in ("input_shape", "output_shape") if (shape := _shape(layer, what))}
    if layer.built:
        rows["params"] = f"{layer.count_params():,}"
    rows |= {weight.name: str(K.int_shape(weight)) for weight in layer.weights}
    return pages.facts(rows | _arguments(layer))


def _shape(layer: Any, what: str) -> str:
    """A shape as text; nothing before the first call, or after calls with several shapes."""
    try:
        return str(getattr(layer, what))
    except KerasfrontError:
        return ""


def _arguments(layer: Any) -> dict[str, str]:
    """The arguments that were given or have defaults, shortened."""
    config = layer.get_config()
    return {name: reprlib.repr(value) for name, value in config.items() if name != "name" and value is not None}

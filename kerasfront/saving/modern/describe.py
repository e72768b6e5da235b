"""Layers and models as plain data in the form of Keras 2 and 3."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from kerasfront import layers as known_layers
from kerasfront.backend.conv_shapes import spatial
from kerasfront.engine.topology import Container, InputLayer, Layer, Merge
from kerasfront.engine.topology.container_config import config_of
from kerasfront.engine.topology.container_graph import node_key
from kerasfront.engine.topology.lists import one_or_list, unique
from kerasfront.engine.topology.sharing import MARK
from kerasfront.errors import ArgumentError
from kerasfront.layers import Bidirectional, Convolution2D, Deconvolution2D
from kerasfront.layers.convolutional.base import ConvolutionLayer
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.saving.layouts.modern import is_stack, kernel_axes
from kerasfront.saving.modern.table import (
    ACTIVATIONS,
    CONSTRAINTS,
    DATA_FORMATS,
    INITIALIZERS,
    INPUT,
    LAYERS,
    MERGES,
    REGULARIZERS,
    Row,
)

Data = dict[str, Any]
Place = list[Any]


def described(layer: Layer, version: int) -> Data:
    """Class and configuration of a layer or model.

    Raises
    ------
    ArgumentError
        If Keras of that version has nothing that computes the same.

    Warns
    -----
    UserWarning
        If it lacks something that counts in training only, or computes something else at masked times.
    """
    if isinstance(layer, Container):
        return _stack(layer, version) if is_stack(layer) else _graph(layer, version)
    if isinstance(layer, Bidirectional) and layer.layer.return_sequences:
        _warn_of_masks(layer, version)
    config = layer.get_config()
    if isinstance(layer, InputLayer):
        return {"class_name": "InputLayer", "config": {new: config[old] for old, new in INPUT.items()}}
    row = _row(layer, version)
    _check(layer, row, config, version)
    result: Data = {"name": layer.name}
    if layer.weights and not layer.trainable:
        result["trainable"] = False
    for old, new in row.arguments.items():
        value = [config[name] for name in old] if isinstance(old, tuple) else config[old]
        result[new] = _value(layer, new, value, version)
    return {"class_name": row.name, "config": {**result, **row.new}}


def _stack(model: Container, version: int) -> Data:
    layers = unique([*model.input_layers, *model.layers])
    return {
        "class_name": "Sequential",
        "config": {"name": model.name, "layers": [described(layer, version) for layer in layers]},
    }


def _graph(model: Container, version: int) -> Data:
    """A model of layers and calls.

    Models within are counted in another way. That they are a call of their own is not known any more to Keras 3, but
    for outputs of the whole; and a Sequential could begin with models that were not called on anything.
    """
    config, graph = config_of(model), model.graph
    inner = {layer.name: layer for layer in graph.layers if isinstance(layer, Container)}
    heads = {name for name, layer in inner.items() if node_key(layer, 0) in graph.container_nodes}

    def place(old: Place, is_output: bool = False) -> Place:
        name, number, tensor = old
        uncounted = name in inner and version > 2 and not (is_output and not is_stack(inner[name]))
        return [name, number + (name in heads) - uncounted, tensor]

    for data, layer in zip(config["layers"], graph.layers):
        calls = [[place(old) for old in call] for call in data["inbound_nodes"]]
        if layer.name in heads:
            calls.insert(0, [[origin.name, 0, 0] for origin in layer.input_layers])
        data.update(described(layer, version), inbound_nodes=calls)
        for mark in (MARK, *layer.marks):
            data.pop(mark, None)
    config["output_layers"] = [place(old, is_output=True) for old in config["output_layers"]]
    if version > 2:  # to it, a list of one tensor is not that tensor
        config.update({key: one_or_list(config[key]) for key in ("input_layers", "output_layers")})
    return {"class_name": "Model", "config": config}


def check_frozen(layer: Layer, version: int) -> None:
    """Make sure that no model within models of a model is frozen: files do not say so, but hold weights otherwise.

    Raises
    ------
    ArgumentError
        If one is.
    """
    for part in layer.flattened_layers if isinstance(layer, Container) else ():
        if isinstance(part, Container) and not part.trainable:
            raise _refusal(part, version, "it is frozen as a whole. Freeze its layers instead")
        check_frozen(part, version)


def _row(layer: Any, version: int) -> Row:
    name = type(layer).__name__
    if isinstance(layer, Merge) and isinstance(layer.mode, str):
        return MERGES[layer.mode]
    if getattr(known_layers, name, None) is not type(layer):
        raise _refusal(layer, version, "its class is not one of Keras 1")
    if name not in LAYERS or LAYERS[name].last < version:
        kept = " Keras 2 has it: convert to keras2." if name in LAYERS else ""
        raise _refusal(layer, version, f"there is no such layer.{kept}")
    return LAYERS[name]


def _check(layer: Layer, row: Row, config: Mapping[str, Any], version: int) -> None:
    if any(getattr(layer, mark) for mark in layer.marks):
        raise _refusal(layer, version, "there is no padding='same' that pads before the input, as its file had it")
    for name, value in row.needed.items():
        if config[name] != value:
            raise _refusal(layer, version, f"there is only what {name}={value!r} computes, it has {config[name]!r}")
    for name, value in row.lost.items():
        if config[name] != value:
            _warn(layer, version, f"{name}={config[name]!r}")


def _refusal(layer: Layer, version: int, why: str) -> ArgumentError:
    return ArgumentError(
        f"{layer} has no equal in Keras {version}: {why.rstrip('.')}. Nothing was written. Put another layer in its "
        "place, or keep the model in the form of Keras 1."
    )


def _warn(layer: Layer, version: int, what: str) -> None:
    warnings.warn(f"{layer}: Keras {version} has no {what}. It is left out; it counts in training only.", stacklevel=2)


def _warn_of_masks(layer: Layer, version: int) -> None:
    if any(mask is not None for node in layer.inbound_nodes for mask in node.input_masks):
        warnings.warn(
            f"{layer}: at masked times, Keras {version} gives 0, where Keras 1 repeats the output before.", stacklevel=2
        )


def _value(layer: Any, name: str, value: Any, version: int) -> Any:
    """The value of the argument that later ones call `name`."""
    kind = name.rpartition("_")[2]
    if kind == "initializer":  # an own one does not matter much, as the weights are in the file
        return INITIALIZERS.get(value, "glorot_uniform")
    if kind in ("regularizer", "constraint"):
        return _part(layer, name, value, version)
    if kind == "activation":
        return _activation(layer, name, value, version)
    if name == "layer":
        module = "keras.models" if isinstance(layer.layer, Container) else "keras.layers"
        return {**({"module": module} if version > 2 else {}), **described(layer.layer, version)}
    if name == "data_format":
        return DATA_FORMATS[value]
    if name == "unit_forget_bias":
        return value == "one"
    if name == "output_padding":
        return _output_padding(layer, version)
    if hasattr(layer, "margins"):
        return layer.margins if layer.rank > 1 else layer.margins[0]
    if value == "full":
        raise _refusal(layer, version, "there is no border_mode 'full'")
    return value


def _part(layer: Layer, name: str, value: Mapping[str, Any] | str | None, version: int) -> Any:
    """A regularizer or constraint."""
    if value is None:
        return None
    row = {**REGULARIZERS, **CONSTRAINTS}.get(value["name"]) if isinstance(value, Mapping) else None
    if row is None or not isinstance(value, Mapping):
        return _warn(layer, version, f"{name} such as {value!r}")
    arguments = {new: value[old] for old, new in row.arguments.items()}
    if "axis" in arguments and name == "kernel_constraint" and isinstance(layer, ConvolutionLayer):
        arguments["axis"] = _axes_in_file(layer, arguments["axis"])
    return {"class_name": row.name, "config": arguments}


def _axes_in_file(layer: ConvolutionLayer, axis: Any) -> list[int]:
    order = kernel_axes(layer)
    axes = [one % 4 if layer.rank < 3 else one % 5 for one in (axis if isinstance(axis, (list, tuple)) else [axis])]
    return [order.index(one) for one in axes if one in order]


def _activation(layer: Layer, name: str, value: str, version: int) -> str:
    if value not in ACTIVATIONS:
        raise _refusal(layer, version, f"its activation {value!r} is not one of Keras")
    several_gates = isinstance(layer, Gated) and len(layer.gates) > 1
    if value == "hard_sigmoid" and version > 2 and name == "activation" and (several_gates or not layer.weights):
        raise _refusal(layer, version, "hard_sigmoid is flatter there. Keras 2 has this one: convert to keras2")
    return value


def _output_padding(layer: Deconvolution2D, version: int) -> list[int] | None:
    """How far the output reaches beyond the smallest one that belongs to the input; None for the usual one."""
    target: Any = spatial(layer.output_shape_, layer.layout)
    sizes: Any = zip(target, Convolution2D.output_sizes(layer, target), layer.window_size, layer.window_strides)
    valid = layer.border_mode == "valid"
    both = [(t - n * s - valid * max(k - s, 0), t - (n - 1) * s - (k if valid else k % 2), s) for t, n, k, s in sizes]
    if not any(beyond_usual for beyond_usual, _, _ in both):
        return None
    if any(not 0 <= padding < stride for _, padding, stride in both):
        raise _refusal(layer, version, f"there is no output_shape {layer.output_shape_} for such a window")
    return [padding for _, padding, _ in both]

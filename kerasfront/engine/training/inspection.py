"""Inspection of compiled containers: outputs of layers, gradients, and the origin of values that are not finite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, is_list
from kerasfront.engine.topology.layer_outputs import outputs_of
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.training.arguments import unique
from kerasfront.engine.training.compilation import Batch, Compilation
from kerasfront.engine.training.finite import not_finite
from kerasfront.engine.training.functions import predict_function
from kerasfront.engine.training.step import CompiledStep
from kerasfront.errors import ArgumentTypeError
from kerasfront.optimizers import weight_name


class Gradients(NamedTuple):
    """Gradients of a loss.

    Attributes
    ----------
    weights, inputs : dict of str to array
        By name, of the shape of the weight or input.
    """

    weights: dict[str, np.ndarray]
    inputs: dict[str, np.ndarray]


class LayerOutputs(NamedTuple):
    """Function that computes the outputs of layers.

    Attributes
    ----------
    step : CompiledStep
    tensors : list of lists
        The outputs of each layer.
    """

    step: CompiledStep
    tensors: list[list[Tensor]]

    def by_layer(self, arrays: Sequence[np.ndarray]) -> list[Any]:
        """Group arrays by layers: an array for each, or a list for a layer with several outputs."""
        rest = iter(arrays)
        return [one_or_list([next(rest) for _ in group]) for group in self.tensors]


def layer_outputs(compilation: Compilation, layers: Any) -> LayerOutputs:
    """Return the function that computes the outputs of layers, compiled once for each list of layers.

    Raises
    ------
    ArgumentTypeError
        If `layers` is not a list of layers or of their names.
    """
    if not is_list(layers) or not layers:
        raise ArgumentTypeError(f"layers must be a list of layers or names of layers, got {layers!r}.")
    key = tuple(layers)
    if key not in compilation.layer_outputs:
        container = compilation.container
        tensors = [outputs_of(container, layer) for layer in key]
        step = predict_function(container, compilation.options, [x for group in tensors for x in group])
        compilation.layer_outputs[key] = LayerOutputs(step, tensors)
    return compilation.layer_outputs[key]


def gradients(compilation: Compilation, batch: Batch) -> Gradients:
    """Compute the gradients of the loss for one batch, in the test phase."""
    functions, container = compilation.compiled, compilation.container
    arrays = functions.gradients(batch.arrays)
    names = unique([weight_name(weight) for weight in functions.trained])
    inputs = [name for name, x in zip(container.input_names, container.inputs) if x in functions.differentiable]
    return Gradients(dict(zip(names, arrays)), dict(zip(inputs, arrays[len(names) :])))


def first_not_finite(compilation: Compilation) -> str:
    """Find the first layer that computes values that are not finite for the last batch of training.

    The current weights are used; dropout and noise are drawn again.
    """
    container, last = compilation.container, compilation.functions.train.last
    layers = container.graph.layers
    for layer in layers:
        if not _finite(K.batch_get_value(layer.weights)):
            return f"weights of layer {layer.name!r} are not finite: an earlier step made them so"
    fed = not_finite(last, compilation.array_names)
    if fed:
        return f"in the batch, {fed}"
    phase, outputs = K.learning_phase(), [outputs_of(container, layer) for layer in layers]
    given, rest = ([], []) if isinstance(phase, int) else ([phase], [1])
    function = K.function([*container.inputs, *given], [x for group in outputs for x in group])
    found = LayerOutputs(CompiledStep(function, container.inputs, rest), outputs)
    for layer, arrays in zip(layers, found.by_layer(found.step(last[: len(container.inputs)]))):
        if not _finite(to_list(arrays)):
            return f"layer {layer.name!r} gives the first values that are not finite"
    return "all layers give finite values: it is the loss that does not"


def _finite(arrays: Sequence[np.ndarray]) -> bool:
    return all(np.isfinite(array).all() for array in arrays)

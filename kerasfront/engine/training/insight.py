"""A container that tells what is inside: outputs of its layers, and derivatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Layer
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.topology.probes import outputs_of
from kerasfront.engine.training.arguments import unique
from kerasfront.engine.training.compiled import Compilable
from kerasfront.engine.training.finite import not_finite
from kerasfront.engine.training.functions import predict_function
from kerasfront.engine.training.step import Step
from kerasfront.errors import ArgumentTypeError
from kerasfront.optimizers import weight_name


class Gradients(NamedTuple):
    """Derivatives of a loss.

    Attributes
    ----------
    weights, inputs : dict of str to array
        By name, of the shape of the weight or input.
    """

    weights: dict[str, np.ndarray]
    inputs: dict[str, np.ndarray]


class Probe(NamedTuple):
    """What computes the outputs of layers.

    Attributes
    ----------
    step : Step
    tensors : list of lists
        The outputs of each layer.
    """

    step: Step
    tensors: list[list[Tensor]]

    def by_layer(self, arrays: Sequence[np.ndarray]) -> list[Any]:
        """An array for each layer, or a list of arrays where it has several outputs."""
        rest = iter(arrays)
        return [one_or_list([next(rest) for _ in group]) for group in self.tensors]


class Inspectable(Compilable):
    """The methods of `Model` that look inside."""

    _probes: Mapping[tuple[Any, ...], Probe] = {}

    def forget_functions(self) -> None:
        """Drop what was compiled, because the layers have changed."""
        super().forget_functions()
        self._probes = {}

    @on_own_backend
    def gradients(self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> Gradients:
        """The derivatives of the loss, as `test_on_batch` gives it, for one batch; nothing is learned.

        Arguments are those of `train_on_batch`.

        Returns
        -------
        Gradients
            Its `weights` is a dict of arrays by the names of the weights that are trained, its `inputs` one by the
            names of the inputs, without those of whole numbers.
        """
        functions = self._compiled()
        arrays = functions.gradients(self._flat(x, y, sample_weight, class_weight))
        names = unique([weight_name(weight) for weight in functions.trained])
        inputs = [name for name, x in zip(self.input_names, self.inputs) if x in functions.differentiable]
        return Gradients(dict(zip(names, arrays)), dict(zip(inputs, arrays[len(names) :])))

    @on_own_backend
    def find_not_finite(self) -> str:
        """Where the batch that was trained last first gives values that are not finite numbers, in words.

        The weights are those of now; dropout and noise are drawn anew.
        """
        layers = self.graph.layers
        for layer in layers:
            if not _finite(K.batch_get_value(layer.weights)):
                return f"weights of layer {layer.name!r} are not finite: an earlier step made them so"
        fed = not_finite(self._compiled().train.last, self._fed_names)
        if fed:
            return f"in the batch, {fed}"
        phase, outputs = K.learning_phase(), [outputs_of(self, layer) for layer in layers]
        given, rest = ([], []) if isinstance(phase, int) else ([phase], [1])
        batch = self._compiled().train.last[: len(self.inputs)]
        function = K.function([*self.inputs, *given], [x for group in outputs for x in group])
        found = Probe(Step(function, self.inputs, rest), outputs)
        for layer, arrays in zip(layers, found.by_layer(found.step(batch))):
            if not _finite(to_list(arrays)):
                return f"layer {layer.name!r} gives the first values that are not finite"
        return "all layers give finite values: it is the loss that does not"

    def _probe(self, layers: Any) -> Probe:
        """What computes the outputs of layers."""
        if isinstance(layers, (str, Layer)) or not isinstance(layers, Sequence) or not layers:
            raise ArgumentTypeError(f"layers must be a list of layers or names of layers, got {layers!r}.")
        key = tuple(layers)
        if key not in self._probes:
            tensors = [outputs_of(self, layer) for layer in key]
            step = predict_function(self, self._options, [x for group in tensors for x in group])
            self._probes = {**self._probes, key: Probe(step, tensors)}
        return self._probes[key]


def _finite(arrays: Sequence[np.ndarray]) -> bool:
    return all(np.isfinite(array).all() for array in arrays)

"""Training on two backends in lockstep: each batch trains both, and what they compute is compared."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container, InputLayer, Layer
from kerasfront.engine.topology.layer_outputs import outputs_of
from kerasfront.engine.training.compilation import Compilation
from kerasfront.engine.training.distances import Drift, Kind, TwinRun, relative
from kerasfront.engine.training.step import CompiledStep, Values
from kerasfront.errors import ArgumentError, BackendError, DriftError
from kerasfront.optimizers import weight_name
from kerasfront.randomness import across_backends, undisturbed

ROUNDING = 1e-6
"""A gradient is only rounding if its numbers are smaller than this share of those of the largest gradient."""


class Named(NamedTuple):
    """A tensor that is compared, with its layer and its own name, which is empty for the only output of a layer."""

    layer: Layer
    name: str
    tensor: Tensor


class StepResults(NamedTuple):
    """What a step computed; the arrays are in the order of the tensors of its `ObservedStep`."""

    values: Values
    outputs: Sequence[np.ndarray]
    gradients: Sequence[np.ndarray]


class ObservedStep:
    """The training step of a compilation, which gives the outputs of all layers and the gradients besides.

    Parameters
    ----------
    compilation : Compilation

    Attributes
    ----------
    backend : Backend
    inputs : list of placeholders
    outputs, gradients, weights : list of Named
        What is compared: outputs in the order of computation, gradients in the order in which they are propagated.
    state : list of variables
        All that a step changes, beginning with the weights.
    """

    def __init__(self, compilation: Compilation) -> None:
        self.backend = compilation.own_backend
        with self.backend.active(), undisturbed():
            functions, container = compilation.compiled, compilation.container
            layers = list(_layers(container))
            self.inputs, self.state = functions.inputs, functions.state
            self.outputs = [found for layer in layers for found in _outputs(container, layer)]
            self.weights = _of_layers(layers, container.weights)
            trained = _of_layers(layers, functions.trained)
            self.gradients = sorted(trained, key=lambda found: layers.index(found.layer), reverse=True)
            gradients = K.gradients(functions.graph.values[0], [found.tensor for found in self.gradients])
            phase = K.learning_phase()
            phases, self._rest = ([], []) if isinstance(phase, int) else ([phase], [1])
            values = [*functions.graph.values, functions.graph.counts]
            self._cuts = [len(values), len(values) + len(self.outputs)]
            tensors = [*values, *(found.tensor for found in self.outputs), *gradients]
            self.draws = bool(K.random_streams([x for x in tensors if K.is_tensor(x)]))
            self._function = K.function([*self.inputs, *phases], tensors, functions.updates, **compilation.options)

    def __call__(self, arrays: Sequence[Any]) -> StepResults:
        """Train on a batch."""
        with self.backend.active():
            found = self._function([*arrays, *self._rest])
        first, second = self._cuts
        return StepResults(found[:first], found[first:second], found[second:])

    def read(self) -> list[np.ndarray]:
        """Return the values of `state`."""
        with self.backend.active():
            return K.batch_get_value(self.state)

    def write(self, values: Mapping[int, np.ndarray]) -> None:
        """Assign values to the variables of `state` at these places."""
        with self.backend.active():
            K.batch_set_value([(self.state[place], value) for place, value in values.items()])


class LockStep(CompiledStep):
    """The training step of a compilation, which also trains its twin, and compares what both compute.

    Whatever changes the state between the steps, such as a callback that sets the learning rate, changes the twin, too.

    Parameters
    ----------
    compilation, twin : Compilation
        Of equal containers on two backends.
    run : TwinRun

    Raises
    ------
    ArgumentError
        If the model draws random numbers, and each backend draws its own.
    BackendError
        If the two do not have the same state.
    """

    def __init__(self, compilation: Compilation, twin: Compilation, run: TwinRun) -> None:
        self._own, self._twin, self._run = ObservedStep(compilation), ObservedStep(twin), run
        super().__init__(self._own, self._own.inputs, one_by_one=True)
        self._compilation = compilation
        self._steps = 0
        self._before: list[np.ndarray] = []
        if self._own.draws and not across_backends():
            raise ArgumentError(
                f"verify_with: {compilation.container} draws random numbers, as dropout does, and each backend draws "
                "its own. Call kerasfront.set_random_seed(seed, across_backends=True) before you build the model."
            )
        shapes, others = ([np.shape(value) for value in step.read()] for step in (self._own, self._twin))
        if shapes != others:
            raise BackendError(
                f"verify_with: the state of training is {shapes}, on {self._twin.backend.name} {others}."
            )

    def __call__(self, arrays: Sequence[Any]) -> Values:
        """Train both on a batch, and return the values of the first."""
        self._steps += 1
        self._compilation.compiled.train.last = arrays  # for those who look for the origin of what is not finite
        if self._run.is_over:
            return self._own(arrays).values
        self._hand_over()
        own, twin = self._own(arrays), self._twin(arrays)
        self._before = self._own.read()
        found = list(self._differences(own, twin, self._twin.read()))
        drift = self._run.note(self._steps, found)
        if drift is not None:
            self._tell(drift)
        return own.values

    def _hand_over(self) -> None:
        """Give the twin what has changed since the last step; before the first, everything."""
        now = self._own.read()
        known = self._before or [None] * len(now)
        changed = {i: new for i, (new, old) in enumerate(zip(now, known)) if old is None or not _equal(new, old)}
        self._twin.write(changed)

    def _differences(
        self, own: StepResults, twin: StepResults, state: Sequence[np.ndarray]
    ) -> Iterator[tuple[Kind, Named, float]]:
        """The distances of all that is compared, in the order in which it is computed."""
        for named, one, other in zip(self._own.outputs, own.outputs, twin.outputs):
            yield "output", named, relative(one, other)
        least = ROUNDING * max((_size(array) for array in own.gradients), default=0.0)
        rounded = {
            id(named.tensor)
            for named, one, other in zip(self._own.gradients, own.gradients, twin.gradients)
            if max(_size(one), _size(other)) <= least
        }
        for named, one, other in zip(self._own.gradients, own.gradients, twin.gradients):
            if id(named.tensor) not in rounded:
                yield "gradient", named, relative(one, other)
        for named, one, other in zip(self._own.weights, self._before, state):
            if id(named.tensor) not in rounded:
                yield "weight", named, relative(one, other)

    def _tell(self, drift: Drift) -> None:
        backends = self._twin.backend.name, self._own.backend.name
        message = f"{drift.sentence(*backends)} The tolerance is {self._run.tolerance:g}."
        if self._run.action == "stop":
            raise DriftError(message, drift)
        if self._run.action == "warn":
            warnings.warn(message, stacklevel=2)


def _layers(container: Container) -> Iterator[Layer]:
    """The layers in the order of computation; those of a model within come before it."""
    for layer in container.graph.layers:
        if isinstance(layer, Container):
            yield from _layers(layer)
        if not isinstance(layer, InputLayer):
            yield layer


def _outputs(container: Container, layer: Layer) -> list[Named]:
    tensors = [x for x in outputs_of(container, layer) if not K.is_sparse(x)]
    several = len(tensors) > 1
    return [Named(layer, f"output {number}" if several else "", x) for number, x in enumerate(tensors, 1)]


def _of_layers(layers: Sequence[Layer], weights: Sequence[Tensor]) -> list[Named]:
    """Each weight with the innermost layer that has it."""
    owners = {id(weight): layer for layer in reversed(layers) for weight in layer.weights}
    return [Named(owners[id(weight)], weight_name(weight), weight) for weight in weights]


def _equal(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind == "f")


def _size(array: np.ndarray) -> float:
    """Root of the mean square."""
    values = np.asarray(array, "float64")
    return float(np.sqrt(np.mean(values**2))) if values.size else 0.0

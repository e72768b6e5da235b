"""A stack of layers."""

# As in classic Keras, some methods of a Sequential have other parameters than those of a Model.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront.backend.types import Tensor, is_list
from kerasfront.engine.topology import LAYERS, Layer, Merge, get_source_inputs
from kerasfront.engine.topology.container_graph import LayerGraph
from kerasfront.engine.topology.lists import unique
from kerasfront.engine.topology.sharing import built, described, each_built_once, numbered
from kerasfront.engine.topology.tensors import current, origin_of
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError, translated
from kerasfront.models.dropped import dropping
from kerasfront.models.model import Model
from kerasfront.utils.derived import derived


@LAYERS.register()
class Sequential(Model):
    """A linear stack of layers.

    The first layer must know the shape of its input (`input_shape`, `batch_input_shape` or `input_dim`); it may also be
    a model, or a `Merge` of several models.

    Parameters
    ----------
    layers : list of Layer, optional
        Added in this order.
    name : str, optional

    Examples
    --------
    >>> from kerasfront.layers import Activation, Dense
    >>> model = Sequential([Dense(32, input_dim=784), Activation("relu")])
    >>> model.add(Dense(10, activation="softmax"))
    >>> model.output_shape
    (None, 10)
    """

    grows = True

    def __init__(self, layers: Sequence[Layer] | None = None, name: str | None = None) -> None:
        super().__init__(name=name)
        self._found: LayerGraph | None = None
        self._layers: list[Layer] = []
        self._stack: list[Tensor] = []  # the output of each layer
        for layer in layers or ():
            self.add(layer)

    @property
    def layers(self) -> list[Layer]:
        """The layers in the order in which they were added."""
        return self._layers

    @derived
    def model(self) -> Sequential | None:
        """The model itself, once it has layers; classic Keras had an inner model."""
        return self if self._layers else None

    @property
    def graph(self) -> LayerGraph:
        """Layers and calls between inputs and outputs, computed when first needed after a change."""
        if not self._layers:
            raise NotReadyError(f"{self} has no layers yet. Add the first with add(), giving it an input_shape.")
        if self._found is None:
            self._found = LayerGraph(self.inbound_nodes[0].input_tensors, self._stack[-1:], str(self))
        return self._found

    def build(self, input_shape: Any = None) -> None:
        """Make sure that the model is complete.

        Raises
        ------
        NotReadyError
            If it has no layers.
        """
        self.graph  # noqa: B018  (found, or refused)

    def add(self, layer: Layer) -> None:
        """Add a layer on top.

        Raises
        ------
        ArgumentTypeError
            If it is not a layer.
        ArgumentError
            If it is the first and its input's shape is not known, or if it does not fit the layers before.
        """
        _check_layer(self, layer)
        if self._layers:
            output = layer(self._stack[-1])
        else:
            output = self._first_output(layer)
            self._start(get_source_inputs(output), [output])
        if is_list(output):
            raise ArgumentError(f"{self}: {layer} has {len(output)} outputs, a layer of a Sequential must have one.")
        self._layers.append(layer)
        self._stack.append(output)
        self._changed()

    def _first_output(self, layer: Layer) -> Any:
        if not layer.inbound_nodes:
            if layer.batch_input_shape is None:
                raise ArgumentError(
                    f"{self}: the first layer must know the shape of its input, but {layer} was not given it. "
                    "Pass input_shape= (without the batch axis), for example input_shape=(784,), or batch_input_shape=."
                )
            layer.create_input_layer(layer.batch_input_shape, layer.input_dtype)
        if len(layer.inbound_nodes) != 1:
            raise ArgumentError(
                f"{self}: {layer} cannot be the first layer, because it is already connected elsewhere "
                f"({len(layer.inbound_nodes)} calls). Use a new layer, or build the model with Model(input=, output=)."
            )
        return layer.output

    @property
    def outputs(self) -> list[Tensor]:
        """The output of the last layer. If set to that of another one, the layers above are removed."""
        return self.graph.outputs

    @outputs.setter
    def outputs(self, outputs: list[Tensor]) -> None:
        (output,) = outputs
        height = next((i for i, x in enumerate(self._stack, start=1) if x is output), None)
        if height is None:
            raise ArgumentError(f"{self}: outputs must be a list of what one of its layers gives, got {outputs!r:.99}")
        del self._stack[height:], self._layers[height:]
        self._changed()

    def pop(self) -> None:
        """Remove the top layer.

        Raises
        ------
        NotReadyError
            If there is none.
        """
        if not self._layers:
            raise NotReadyError(f"{self} has no layers to take off.")
        layer, output = self._layers.pop(), self._stack.pop()
        if not self._layers:
            self.inbound_nodes.clear()
            self.built = False
            return
        below, origin = origin_of(self._stack[-1]), origin_of(output)
        if below is not None and origin is not None:
            below.layer.outbound_nodes.remove(layer.inbound_nodes[origin.node_index])
        self._changed()

    def refresh(self) -> None:
        """Update the outputs after the layers were called again."""
        self._stack = [current(output) for output in self._stack]
        self._found = None
        super().refresh()

    def _changed(self) -> None:
        """Discard what was computed from the stack before."""
        self._found = None
        self._end_at(self._stack[-1:])

    def _parts(self) -> list[Layer]:
        first = self._layers[:1]
        if first and isinstance(first[0], Merge) and first[0].layers:
            first = first[0].layers
        return unique([*first, *self._layers[1:]])

    @property
    def flattened_layers(self) -> list[Layer]:
        """Layers in the order of `get_weights` and weight files, with the branches of a first `Merge` in its place."""
        if not (self._layers and isinstance(self._layers[0], Merge) and self._layers[0].layers):
            return unique(self._layers)
        branches = [getattr(part, "flattened_layers", [part]) for part in self._layers[0].layers]
        return unique([*(layer for branch in branches for layer in branch), *self._layers[1:]])

    fit = dropping("show_accuracy")(Model.fit)
    evaluate = dropping("show_accuracy")(Model.evaluate)
    test_on_batch = dropping("accuracy")(Model.test_on_batch)
    fit_generator = dropping("show_accuracy", "nb_val_worker")(Model.fit_generator)
    evaluate_generator = dropping("show_accuracy", "verbose")(Model.evaluate_generator)

    @dropping("class_mode")
    def compile(
        self, optimizer: Any, loss: Any, metrics: Any = None, sample_weight_mode: Any = None, **kwargs: Any
    ) -> None:
        """Set the optimizer, losses and metrics; see `Model.compile`. Other arguments are given by name."""
        super().compile(optimizer, loss, metrics, sample_weight_mode=sample_weight_mode, **kwargs)

    @dropping("accuracy")
    def train_on_batch(self, x: Any, y: Any, class_weight: Any = None, sample_weight: Any = None) -> Any:
        """Update the weights by one batch; see `Model.train_on_batch`, whose last arguments are in the other order."""
        return super().train_on_batch(x, y, sample_weight=sample_weight, class_weight=class_weight)

    def predict_proba(self, x: Any, batch_size: int = 32, verbose: int | str = 1) -> np.ndarray:
        """Predict the probabilities of the classes, shape (samples, classes)."""
        probabilities = self.predict(x, batch_size, verbose)
        if probabilities.size and (probabilities.min() < 0.0 or probabilities.max() > 1.0):
            warnings.warn(
                f"{self} gives values outside of [0, 1], which are not probabilities. The last layer may lack an "
                "activation such as softmax or sigmoid.",
                stacklevel=2,
            )
        return probabilities

    def predict_classes(self, x: Any, batch_size: int = 32, verbose: int | str = 1) -> np.ndarray:
        """Predict the index of the most probable class; for a single output, 1 where it is above 0.5."""
        outputs = self.predict(x, batch_size, verbose)
        return outputs.argmax(axis=-1) if outputs.shape[-1] > 1 else (outputs > 0.5).astype("int32")

    def get_config(self) -> list[dict[str, Any]]:
        """Return the configurations of the layers."""
        with numbered(self):
            config = [described(layer) for layer in self._layers]
            if self._layers and isinstance(self._layers[0], Merge) and self._layers[0].layers:
                config[0]["config"]["layers"] = [described(branch) for branch in self._layers[0].layers]
            return config

    @classmethod
    def from_config(
        cls, config: Sequence[Mapping[str, Any]], layer_cache: dict[str, Layer] | None = None
    ) -> Sequential:
        """Build an equal model with new weights from what `get_config` returned.

        Parameters
        ----------
        config : list of dict
        layer_cache : dict of str to Layer, optional
            Layers that exist already, by name: used instead of new ones, and added to.

        Raises
        ------
        ArgumentError
            If a layer cannot be built, or put on those before.
        """
        if not isinstance(config, (list, tuple)):
            raise ArgumentTypeError(f"The configuration of a Sequential must be a list of layers, got {config!r:.200}.")
        cache = {} if layer_cache is None else layer_cache
        model = cls()
        with each_built_once():
            for number, data in enumerate(config):
                with translated(f"The configuration of layer {number} of {model} cannot be used"):
                    model.add(_built(data, cache))
        return model


def _check_layer(model: Sequential, layer: Any) -> None:
    if not isinstance(layer, Layer):
        hint = " Did you forget to instantiate it?" if isinstance(layer, type) else ""
        raise ArgumentTypeError(f"{model}: only layers can be added, got {layer!r}.{hint}")


def _built(data: Mapping[str, Any], cache: dict[str, Layer]) -> Layer:
    branches = data["config"].get("layers") if data["class_name"] == "Merge" else None
    if branches:
        layers = [_shared(branch, cache) for branch in branches]
        data = {**data, "config": {**data["config"], "layers": layers}}
    return _shared(data, cache)


def _shared(data: Mapping[str, Any], cache: dict[str, Layer]) -> Layer:
    """Return the existing layer of this name, or build it; inner models share the layers."""
    if data["class_name"] == "Sequential":

        def build(one: Mapping[str, Any]) -> Sequential:
            return Sequential.from_config(one["config"], cache)

        return built(data, build)
    name = data["config"].get("name")
    if name is None:
        return built(data, LAYERS.from_config)
    if name not in cache:
        cache[name] = built(data, LAYERS.from_config)
    return cache[name]

"""A model of named nodes, as Keras 0.3 had it before the functional API."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any

from kerasfront.backend.types import is_list, is_mapping
from kerasfront.callbacks import History
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.topology.tensors import origin_of
from kerasfront.engine.training.reports import progress
from kerasfront.legacy import weights
from kerasfront.legacy.containers.as_layer import AsLayer
from kerasfront.legacy.containers.graph_builder import GraphBuilder
from kerasfront.legacy.containers.model import Model, warn_of_workers
from kerasfront.legacy.registry import LAYERS


@LAYERS.register()
class Graph(Model, GraphBuilder, AsLayer):
    """Inputs, nodes and outputs, each with a name; data are dicts of arrays by these names.

    Examples
    --------
    >>> graph = Graph()                                              # doctest: +SKIP
    >>> graph.add_input(name="x", input_shape=(32,))                  # doctest: +SKIP
    >>> graph.add_node(Dense(16), name="hidden", input="x")           # doctest: +SKIP
    >>> graph.add_node(Dense(4), name="wide", inputs=["hidden", "x"])  # doctest: +SKIP
    >>> graph.add_output(name="y", input="wide")                      # doctest: +SKIP
    >>> graph.compile("rmsprop", {"y": "mse"})                        # doctest: +SKIP
    >>> graph.fit({"x": X, "y": Y}, nb_epoch=10)                      # doctest: +SKIP
    """

    def __call__(self, x: Any, mask: Any = None, train: bool | None = None) -> Any:
        """Connect the graph to tensors, which may be a dict by name; then the outputs are one, too.

        They also are if there are several outputs of tensors that no layer gave.
        """
        by_name = is_mapping(x)
        given = one_or_list([x[name] for name in self.input_order]) if is_mapping(x) else x
        outputs = super().__call__(given, mask, train)
        alone = is_list(outputs) and origin_of(outputs[0]) is None
        return self._by_name(outputs) if by_name or alone else outputs

    def _given_out(self, outputs: list[Any]) -> Any:
        """Name the outputs, unless there is one output of one input."""
        return outputs[0] if len(self.input_order) == len(outputs) == 1 else self._by_name(outputs)

    def compile(
        self, optimizer: Any, loss: Any, sample_weight_modes: Mapping[str, Any] | None = None,
        loss_weights: Mapping[str, float] | None = None, metrics: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        """Decide how the model is trained.

        Parameters
        ----------
        optimizer : str or Optimizer
        loss : dict of str or callable
            By the name of the output.
        sample_weight_modes : dict of str
            'temporal' for outputs whose sample weights are (samples, time).
        loss_weights : dict of float
            What the losses count for in the total; default 1.
        metrics : list, or dict of lists, optional
            As in Keras 1.x: they are shown without `show_accuracy`. See `Model.compile`.
        **kwargs
            Options for `K.function`.
        """
        described = {"sample_weight_modes": dict(sample_weight_modes or {}), "loss_weights": dict(loss_weights or {})}
        options = {"metrics": metrics, "sample_weight_mode": sample_weight_modes, "loss_weights": loss_weights}
        self._compile(optimizer, loss, described, **options, **kwargs)

    def fit(
        self, data: Mapping[str, Any], batch_size: int = 128, nb_epoch: int = 100, verbose: int = 1,
        callbacks: Any = (), validation_split: float = 0.0, validation_data: Any = None, shuffle: bool | str = True,
        show_accuracy: bool = False, class_weight: Mapping[str, Any] | None = None,
        sample_weight: Mapping[str, Any] | None = None,
    ) -> History:  # fmt: skip
        """Train for some epochs; see `Model.fit`.

        Parameters
        ----------
        data : dict of arrays
            Inputs and targets by name.
        validation_data : dict of arrays, optional
        show_accuracy : bool
            Whether the accuracy is counted, of a model of one output: 'acc' and 'val_acc' in the history.
        class_weight, sample_weight : dict
            By the name of the output.

        Returns
        -------
        History
        """
        held_out = None if validation_data is None else (validation_data, validation_data)
        return self._fit(
            "fit", show_accuracy, data, data, batch_size, nb_epoch, verbose, list(callbacks), validation_split,
            held_out, shuffle, class_weight, sample_weight,
        )  # fmt: skip

    def evaluate(
        self, data: Mapping[str, Any], batch_size: int = 128, show_accuracy: bool = False, verbose: int = 0,
        sample_weight: Mapping[str, Any] | None = None,
    ) -> Any:  # fmt: skip
        """The loss, or [loss, accuracy] if `show_accuracy`."""
        return self._evaluate("evaluate", show_accuracy, data, data, batch_size, verbose, sample_weight)

    def predict(self, data: Mapping[str, Any], batch_size: int = 128, verbose: int = 0) -> dict[str, Any]:
        """The outputs for all samples, by name."""
        return self._by_name(self._counting("accuracy", False).predict(data, batch_size, verbose))

    def predict_on_batch(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The outputs for one batch, by name."""
        return self._by_name(self._counting("accuracy", False).compilation.predict_on_batch(data))

    def _by_name(self, outputs: Any) -> dict[str, Any]:
        return dict(zip(self.output_order, to_list(outputs)))

    def train_on_batch(
        self, data: Mapping[str, Any], accuracy: bool = False, class_weight: Mapping[str, Any] | None = None,
        sample_weight: Mapping[str, Any] | None = None,
    ) -> list[Any]:  # fmt: skip
        """Run one step of the optimizer, and return [loss] or [loss, accuracy] from before it."""
        return self._on_batch("train_on_batch", accuracy, data, data, sample_weight, class_weight)

    def test_on_batch(
        self, data: Mapping[str, Any], accuracy: bool = False, sample_weight: Mapping[str, Any] | None = None
    ) -> list[Any]:
        """[loss] or [loss, accuracy] of one batch."""
        return self._on_batch("test_on_batch", accuracy, data, data, sample_weight)

    def fit_generator(
        self, generator: Any, samples_per_epoch: int, nb_epoch: int, verbose: int = 1, show_accuracy: bool = False,
        callbacks: Any = (), validation_data: Any = None, nb_val_samples: int | None = None,
        class_weight: Mapping[str, Any] | None = None, nb_worker: int = 1, nb_val_worker: int | None = None,
    ) -> History:  # fmt: skip
        """Train on batches of a generator, each a dict of arrays or (dict, dict of sample weights).

        validation_data: a dict, (dict, dict of sample weights), or a generator of these. nb_val_worker: without
        effect, with a warning; validation data is read as the other data is.
        """
        warn_of_workers(nb_val_worker)
        if validation_data is not None:
            several = hasattr(validation_data, "__next__")
            validation_data = _batches(validation_data) if several else _batch(validation_data)
        return self._fit(
            "fit_generator", show_accuracy, _batches(generator), samples_per_epoch, nb_epoch, verbose,
            list(callbacks), validation_data, nb_val_samples, class_weight, nb_worker=nb_worker,
        )  # fmt: skip

    def evaluate_generator(
        self, generator: Any, nb_val_samples: int, show_accuracy: bool = False, verbose: int = 1, **kwargs: Any
    ) -> Any:
        """The loss, or [loss, accuracy], of the next `nb_val_samples` samples of a generator.

        verbose: 1 shows how far it is. kwargs: see `Model.evaluate_generator`.
        """
        report = progress(nb_val_samples, verbose)
        return self._evaluate(
            "evaluate_generator", show_accuracy, _batches(generator), nb_val_samples, report=report, **kwargs
        )

    def save_weights(
        self, filepath: str | PathLike[str], overwrite: bool = False, kernels: str = weights.CONVOLUTION
    ) -> None:
        """Write the weights to an HDF5 file in the layout of Keras 0.3; see `kerasfront.legacy.weights`."""
        weights.save_weights({weights.GRAPH: self}, filepath, overwrite, kernels)

    def load_weights(
        self, filepath: str | PathLike[str], kernels: str | None = None, isolated: bool = False
    ) -> None:
        """Read the weights from an HDF5 file in the layout of Keras 0.3; see `kerasfront.legacy.weights`."""
        weights.load_weights(self, {weights.GRAPH: self}, filepath, kernels, isolated)


def _batches(generator: Any) -> Any:
    """The items of a generator as today's trainer takes them; what is not an iterator is left to its error."""
    return (_batch(item) for item in generator) if hasattr(generator, "__next__") else generator


def _batch(item: Any) -> tuple[Any, ...]:
    data, *sample_weights = item if is_list(item) else (item,)
    return (data, data, *sample_weights)

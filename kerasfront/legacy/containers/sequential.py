"""A stack of layers, as Keras 0.3 trained it."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np

from kerasfront import models
from kerasfront.backend.types import is_mapping
from kerasfront.callbacks import History
from kerasfront.engine.topology import Layer
from kerasfront.engine.training.reports import progress
from kerasfront.errors import ArgumentError
from kerasfront.legacy import weights
from kerasfront.legacy.containers.as_layer import AsLayer
from kerasfront.legacy.containers.model import Model, warn_of_workers
from kerasfront.legacy.layout import config_of, from_config
from kerasfront.legacy.registry import LAYERS


@LAYERS.register()
class Sequential(Model, models.Sequential, AsLayer):
    """Layers one after the other; a model, or a container within another model.

    Parameters
    ----------
    layers : list of Layer
        Added in this order.

    Examples
    --------
    >>> model = Sequential()                                      # doctest: +SKIP
    >>> model.add(Dense(10, input_dim=784, activation="softmax"))  # doctest: +SKIP
    >>> model.compile("sgd", "categorical_crossentropy")          # doctest: +SKIP
    >>> model.fit(X, Y, nb_epoch=5, show_accuracy=True)           # doctest: +SKIP
    """

    def __init__(self, layers: Sequence[Layer] = ()) -> None:
        super().__init__(layers)

    def compile(
        self, optimizer: Any, loss: Any, class_mode: str | None = None, sample_weight_mode: str | None = None,
        metrics: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        """Decide how the model is trained.

        Parameters
        ----------
        optimizer : str or Optimizer
        loss : str or callable
        class_mode : str, optional
            How accuracy is counted. 'categorical': the largest of the outputs is the right one. 'binary': each output
            is right when rounded. Default: 'binary' for a single output unit, else 'categorical'.
        sample_weight_mode : str, optional
            'temporal': sample weights are (samples, time).
        metrics : list, optional
            As in Keras 1.x: they are shown without `show_accuracy`. See `Model.compile`.
        **kwargs
            Options for `K.function`.
        """
        described = {"sample_weight_mode": sample_weight_mode}
        options = {"metrics": metrics, "sample_weight_mode": sample_weight_mode, **kwargs}
        self._compile(optimizer, loss, described, class_mode, **options)

    def fit(
        self, X: Any, y: Any, batch_size: int = 128, nb_epoch: int = 100, verbose: int = 1, callbacks: Any = (),
        validation_split: float = 0.0, validation_data: Any = None, shuffle: bool | str = True,
        show_accuracy: bool = False, class_weight: Any = None, sample_weight: Any = None,
    ) -> History:  # fmt: skip
        """Train for some epochs; see `Model.fit`.

        Parameters
        ----------
        show_accuracy : bool
            Whether the accuracy is counted: 'acc' and 'val_acc' in the history.

        Returns
        -------
        History
        """
        return self._fit(
            "fit", show_accuracy, X, y, batch_size, nb_epoch, verbose, list(callbacks), validation_split,
            validation_data, shuffle, class_weight, sample_weight,
        )  # fmt: skip

    def evaluate(
        self, X: Any, y: Any, batch_size: int = 128, show_accuracy: bool = False, verbose: int = 1,
        sample_weight: Any = None,
    ) -> Any:  # fmt: skip
        """The loss, or [loss, accuracy] if `show_accuracy`."""
        return self._evaluate("evaluate", show_accuracy, X, y, batch_size, verbose, sample_weight)

    def predict(self, X: Any, batch_size: int = 128, verbose: int = 0) -> np.ndarray:
        """The outputs for all samples; compile first."""
        return self._counting("accuracy", False).predict(X, batch_size, verbose)

    def predict_on_batch(self, X: Any) -> np.ndarray:
        """The outputs for one batch."""
        return self._counting("accuracy", False).compilation.predict_on_batch(X)

    def predict_proba(self, X: Any, batch_size: int = 128, verbose: int = 1) -> np.ndarray:
        """The outputs, which should be probabilities of classes."""
        return super().predict_proba(X, batch_size, verbose)

    def predict_classes(self, X: Any, batch_size: int = 128, verbose: int = 1) -> np.ndarray:
        """The number of the most probable class of each sample; of a single probability, whether it is above 0.5."""
        return super().predict_classes(X, batch_size, verbose)

    def train_on_batch(
        self, X: Any, y: Any, accuracy: bool = False, class_weight: Any = None, sample_weight: Any = None
    ) -> list[Any]:
        """Run one step of the optimizer, and return [loss] or [loss, accuracy] from before it."""
        return self._on_batch("train_on_batch", accuracy, X, y, sample_weight, class_weight)

    def test_on_batch(self, X: Any, y: Any, accuracy: bool = False, sample_weight: Any = None) -> list[Any]:
        """[loss] or [loss, accuracy] of one batch."""
        return self._on_batch("test_on_batch", accuracy, X, y, sample_weight)

    def fit_generator(
        self, generator: Any, samples_per_epoch: int, nb_epoch: int, verbose: int = 1, show_accuracy: bool = False,
        callbacks: Any = (), validation_data: Any = None, nb_val_samples: int | None = None, class_weight: Any = None,
        nb_worker: int = 1, nb_val_worker: int | None = None,
    ) -> History:  # fmt: skip
        """Train on batches (X, y) or (X, y, sample_weight) of a generator; see `Model.fit_generator`.

        nb_val_worker: without effect, with a warning; validation data is read as the other data is.
        """
        warn_of_workers(nb_val_worker)
        return self._fit(
            "fit_generator", show_accuracy, generator, samples_per_epoch, nb_epoch, verbose, list(callbacks),
            validation_data, nb_val_samples, class_weight, nb_worker=nb_worker,
        )  # fmt: skip

    def evaluate_generator(
        self, generator: Any, val_samples: int, show_accuracy: bool = False, verbose: int = 1, **kwargs: Any
    ) -> Any:
        """The loss, or [loss, accuracy], of the next `val_samples` samples of a generator.

        verbose: 1 shows how far it is. kwargs: see `Model.evaluate_generator`.
        """
        report = progress(val_samples, verbose)
        return self._evaluate("evaluate_generator", show_accuracy, generator, val_samples, report=report, **kwargs)

    def save_weights(
        self, filepath: str | PathLike[str], overwrite: bool = False, kernels: str = weights.CONVOLUTION
    ) -> None:
        """Write the weights to an HDF5 file in the layout of Keras 0.3; see `kerasfront.legacy.weights`."""
        weights.save_weights(weights.numbered(self.layers), filepath, overwrite, kernels)

    def load_weights(
        self, filepath: str | PathLike[str], kernels: str | None = None, isolated: bool = False
    ) -> None:
        """Read the weights from an HDF5 file in the layout of Keras 0.3; see `kerasfront.legacy.weights`."""
        weights.load_weights(self, weights.numbered(self.layers), filepath, kernels, isolated)

    def _structure(self) -> dict[str, Any]:
        return {"layers": [config_of(layer) for layer in self.layers]}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:  # type: ignore[override]
        """A model of equal layers, with new weights, not compiled, of what `get_config` gave.

        Raises
        ------
        ArgumentError
            If `config` is something else.
        """
        if not is_mapping(config) or not isinstance(config.get("layers"), list):
            raise ArgumentError(f"A Sequential of Keras 0.3 is a dict with a list of 'layers', got {config!r:.200}.")
        return cls([from_config(layer) for layer in config["layers"]])

"""Training with the calls of Keras 0.3, which Sequential and Graph share."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

import json
import pprint
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import yaml

from kerasfront import backend as K
from kerasfront import metrics, objectives
from kerasfront.backend.types import Tensor, is_mapping
from kerasfront.callbacks import History
from kerasfront.engine.topology import Layer
from kerasfront.engine.topology.arguments import plain
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.topology.recomputing import within
from kerasfront.engine.training.attributes import TrainerOwner
from kerasfront.engine.training.compilation import Compilation
from kerasfront.engine.training.trainer import Trainer
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.legacy import optimizers
from kerasfront.legacy.containers.accuracy import count_accuracy, reporting, shown
from kerasfront.legacy.weight_order import old_weights
from kerasfront.utils.layer_utils import print_summary

CLASS_MODES: dict[str, Callable[..., Any]] = {
    "binary": metrics.binary_accuracy,
    "categorical": metrics.categorical_accuracy,
}


class Model(TrainerOwner):
    """Base of the models: training and text.

    Penalties are part of the loss of training steps only; in test, the loss is that of the data alone.

    Attributes
    ----------
    class_mode : str or None
        How accuracy is counted; None where it is not defined, because there are several outputs.
    """

    if TYPE_CHECKING:  # what the container beside it has
        own_backend: Any
        outputs: Any
        losses: Any
        output_shape: Any
        flattened_layers: list[Layer]
        container_nodes: set[str]

        def recompute(self, changed: Collection[Layer]) -> None: ...

        def _structure(self) -> dict[str, Any]: ...  # the layers and how they are connected, as plain data

    in_old_layout = True
    class_mode: str | None = None
    _described: Mapping[str, Any] = {}

    def _compile(
        self, optimizer: Any, loss: Any, described: Mapping[str, Any], class_mode: str | None = None, **options: Any
    ) -> None:
        """Compile; `described` is what the configuration says of it, besides optimizer and loss."""
        with self.own_backend.active():
            self._call_anew()
            accuracy = self._accuracy_of(class_mode, self.outputs)
            self._compilation.compile(optimizers.get(optimizer), loss, **options)
        self.class_mode, self._described = accuracy, described

    def _new_trainer(self) -> Trainer:
        return Trainer(Compilation(self, self._penalties))

    def _penalties(self) -> list[Tensor]:
        """The terms that the layers add to the loss: none in test."""
        return [K.in_train_phase(penalty, K.zeros_like(penalty)) for penalty in self.losses]

    def _call_anew(self) -> None:
        """Call those layers once more that may give something else now."""
        changeable = [layer for layer in within(self) if not getattr(layer, "gives_the_same", True)]
        if changeable:
            self.recompute(changeable)

    def _accuracy_of(self, class_mode: str | None, outputs: Sequence[Any]) -> str | None:
        if class_mode is not None and class_mode not in CLASS_MODES:
            raise ArgumentError(f"class_mode must be 'categorical', 'binary' or None, got {class_mode!r}.")
        if len(outputs) > 1:
            return None
        return class_mode or ("binary" if self.output_shape[-1] == 1 else "categorical")

    @property
    def metrics_names(self) -> list[str]:  # type: ignore[override]
        """The names of the values that training and test give, without those that are only given when asked for."""
        self._compilation.compiled  # noqa: B018  (there, or refused)
        return shown(self._compilation, accuracy=False)

    def _counting(self, argument: str, accuracy: bool) -> Trainer:
        """The trainer of a compiled model, which counts the accuracy if it is asked for."""
        self._compilation.compiled  # noqa: B018  (there, or refused)
        if accuracy:
            if self.class_mode is None:
                raise ArgumentError(f"{self}: {argument} is defined for models of exactly one output only.")
            with self.own_backend.active():
                count_accuracy(self._compilation, CLASS_MODES[self.class_mode])
        return self._trainer

    def _fit(self, method: str, show_accuracy: bool, *args: Any, **kwargs: Any) -> History:
        """Call fit or fit_generator of the trainer."""
        trainer = self._counting("show_accuracy", show_accuracy)
        with reporting(self._compilation, show_accuracy):
            return getattr(trainer, method)(*args, **kwargs)

    def _evaluate(self, method: str, show_accuracy: bool, *args: Any, **kwargs: Any) -> Any:
        """The loss, or [loss, accuracy]; [loss, metrics ...] of a model that was compiled with metrics."""
        trainer = self._counting("show_accuracy", show_accuracy)
        values = to_list(getattr(trainer, method)(*args, **kwargs))
        return one_or_list(values[: len(shown(self._compilation, show_accuracy))])

    def _on_batch(self, method: str, accuracy: bool, *args: Any, **kwargs: Any) -> list[Any]:
        """[loss], [loss, accuracy] or [loss, metrics ...]."""
        compilation = self._counting("accuracy", accuracy).compilation
        return to_list(getattr(compilation, method)(*args, **kwargs))[: len(shown(self._compilation, accuracy))]

    def _ordered_weights(self) -> list[Any]:
        return old_weights(self)

    def summary(self) -> None:
        """Print the layers, their output shapes, numbers of weights and connections."""
        print_summary(self.flattened_layers, self.container_nodes)

    def get_config(self, verbose: int = 0) -> dict[str, Any]:
        """The layers, and the training if the model is compiled, in the layout of Keras 0.3; if `verbose`, print it."""
        config = {"name": type(self).__name__, **self._structure()}
        if self._compilation.made is not None:
            optimizer = {"name": type(self.optimizer).__name__, **self.optimizer.get_config()}
            config = {**config, **self._described, "optimizer": optimizer, "loss": _names(self.loss)}
        if verbose:
            pprint.pprint(config)
        return config

    def save(self, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """Keras 0.3 had no files of whole models.

        Raises
        ------
        ArgumentTypeError
            With the way out.
        """
        raise ArgumentTypeError(
            f"{self}: Keras 0.3 has no files of whole models. Use to_json and save_weights (ModelCheckpoint: "
            "save_weights_only=True)."
        )

    def to_json(self, **kwargs: Any) -> str:
        """Layers and training, without weights, as JSON in the layout of Keras 0.3; kwargs go to `json.dumps`."""
        return json.dumps(plain(self.get_config()), **kwargs)

    def to_yaml(self, **kwargs: Any) -> str:
        """Layers and training, without weights, as YAML in the layout of Keras 0.3; kwargs go to `yaml.dump`."""
        return yaml.safe_dump(plain(self.get_config()), **kwargs)  # pyright: ignore[reportUnknownVariableType]


def _names(loss: Any) -> str | dict[str, str]:
    """Return the names of losses in files."""
    if is_mapping(loss):
        return {name: get_function_name(one) for name, one in loss.items()}
    return get_function_name(objectives.get(loss))


def get_function_name(o: Any) -> str:
    """Return the name of a function, or a name unchanged."""
    return o if isinstance(o, str) else str(o.__name__)


def warn_of_workers(nb_val_worker: int | None) -> None:
    """Say that validation data has no workers of its own."""
    if nb_val_worker is not None:
        warnings.warn(
            "nb_val_worker has no effect: validation data is read by nb_worker threads, a generator by one.",
            stacklevel=3,
        )

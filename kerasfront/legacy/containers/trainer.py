"""What a 0.3 model is trained by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.training.reports import progress
from kerasfront.errors import ArgumentError
from kerasfront.models import Model

ACCURACY = "acc"


class Trainer(Model):
    """The layers of a 0.3 model as a model of today, which callbacks see as ``self.model``.

    Penalties are part of the loss of training steps only; in test, the loss is that of the data alone.

    Parameters
    ----------
    old_model : Sequential or Graph
        Of Keras 0.3.
    """

    _tell: Callable[[int], Any] | None = None

    def __init__(self, old_model: Any) -> None:
        super().__init__(old_model.inputs, old_model.outputs)
        self.old_model = old_model
        self._given: Mapping[str, Any] = {}

    def compile(self, optimizer: Any, loss: Any, metrics: Any = None, **kwargs: Any) -> None:
        """Decide how the model is trained; see `Model.compile`."""
        super().compile(optimizer, loss, metrics, **kwargs)
        self._given = kwargs

    def count_accuracy(self, accuracy: Callable[..., Tensor]) -> None:
        """From now on compute the accuracy, too; what the optimizer has gathered stays.

        Raises
        ------
        ArgumentError
            If the model was compiled with other metrics.
        """
        if ACCURACY in self.metrics_names:
            return
        if self.metrics:
            raise ArgumentError(
                f"{self.old_model} was compiled with metrics={self.metrics!r}, so the accuracy is shown if it is among "
                "them: add 'accuracy', or compile without metrics."
            )
        gathered = self.optimizer.get_weights() if self.optimizer.weights else None
        super().compile(self.optimizer, self.loss, [accuracy], **self._given)
        self.metrics = None
        if gathered is not None:
            self.prepare_training()
            self.optimizer.set_weights(gathered)
        self.metrics_names = ["loss", ACCURACY]

    def shown(self, accuracy: bool) -> list[str]:
        """The names of the values to give: the loss, and all metrics or else the accuracy if it is asked for."""
        return self.metrics_names if self.metrics else ["loss", ACCURACY][: 1 + accuracy]

    @property
    def input_names(self) -> list[str]:
        """As the old model calls them."""
        return self.old_model.input_names

    @property
    def output_names(self) -> list[str]:
        """As the old model calls them."""
        return self.old_model.output_names

    @property
    def losses(self) -> list[Tensor]:
        """The penalties of the layers, 0 in test."""
        return [K.in_train_phase(penalty, K.zeros_like(penalty)) for penalty in super().losses]

    @contextmanager
    def reporting(self, accuracy: bool) -> Iterator[None]:
        """Within the block, histories and callbacks see what is to be shown."""
        names = self.metrics_names
        self.metrics_names = self.shown(accuracy)
        try:
            yield
        finally:
            self.metrics_names = names

    def evaluate_generator(
        self, generator: Any, val_samples: int | None = None, *args: Any, verbose: int | str = 0, **kwargs: Any
    ) -> Any:
        """Test on samples of a generator, showing how far it is; see `Model.evaluate_generator`."""
        self._tell = progress(val_samples, verbose) if val_samples else None
        try:
            return super().evaluate_generator(generator, val_samples, *args, **kwargs)
        finally:
            self._tell = None

    def _averages(self, works: Iterable[Any], report: Callable[[int], Any]) -> list[float]:
        return super()._averages(works, self._tell or report)

    def save_weights(self, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """Write the weights as the old model does."""
        self.old_model.save_weights(filepath, overwrite)

    def load_weights(
        self,
        filepath: str | PathLike[str],
        by_name: bool = False,
        kernels: str | None = None,
        isolated: bool = False,
    ) -> None:
        """Read the weights as the old model does."""
        self.old_model.load_weights(filepath, kernels, isolated)

    def save(self, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """As the old model does."""
        self.old_model.save(filepath, overwrite)

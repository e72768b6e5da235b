"""What a 0.3 model is trained by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.models import Model


class Trainer(Model):
    """The layers of a 0.3 model as a model of today, which callbacks see as ``self.model``.

    Penalties are part of the loss of training steps only; in test, the loss is that of the data alone.

    Parameters
    ----------
    old_model : Sequential or Graph
        Of Keras 0.3.
    """

    def __init__(self, old_model: Any) -> None:
        super().__init__(old_model.inputs, old_model.outputs)
        self.old_model = old_model

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
        """Within the block, histories and callbacks see the loss, and the accuracy if asked for."""
        names = self.metrics_names
        self.metrics_names = ["loss", "acc"] if accuracy else ["loss"]
        try:
            yield
        finally:
            self.metrics_names = names

    def save_weights(self, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """Write the weights as the old model does."""
        self.old_model.save_weights(filepath, overwrite)

    def load_weights(self, filepath: str | PathLike[str], by_name: bool = False, kernels: str | None = None) -> None:
        """Read the weights as the old model does."""
        self.old_model.load_weights(filepath, kernels)

    def save(self, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """As the old model does."""
        self.old_model.save(filepath, overwrite)

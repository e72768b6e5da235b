"""The model that users work with: layers, training and files together."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

import h5py

from kerasfront import saving
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.training import TrainingModel
from kerasfront.utils.layer_utils import print_summary


@LAYERS.register()
class Model(TrainingModel):
    """Layers from inputs to outputs, to be trained, used, saved and loaded.

    Parameters
    ----------
    input : tensor or list of tensors
        Each of `Input`.
    output : tensor or list of tensors
        What layers gave.
    name : str, optional

    Examples
    --------
    >>> x = Input(shape=(784,))                        # doctest: +SKIP
    >>> y = Dense(10, activation="softmax")(x)         # doctest: +SKIP
    >>> model = Model(input=x, output=y)               # doctest: +SKIP
    >>> model.compile("sgd", "categorical_crossentropy")  # doctest: +SKIP
    """

    def summary(self, line_length: int = 100, positions: Sequence[float] = (0.33, 0.55, 0.67, 1.0)) -> None:
        """Print the layers, their output shapes, numbers of weights and connections.

        Parameters
        ----------
        line_length : int
            Characters in a line.
        positions : four numbers
            Where the columns end, as shares of the line (or as characters).
        """
        print_summary(self.flattened_layers, self.container_nodes, line_length, positions)

    def to_json(self, **kwargs: Any) -> str:
        """The layers and how they are connected, without weights, as JSON; kwargs go to `json.dumps`."""
        return saving.to_json(self, **kwargs)

    def to_yaml(self, **kwargs: Any) -> str:
        """The layers and how they are connected, without weights, as YAML; kwargs go to `yaml.dump`."""
        return saving.to_yaml(self, **kwargs)

    def save(self, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """Write layers, weights and the state of training to an HDF5 file; see `kerasfront.saving.save_model`."""
        saving.save_model(self, filepath, overwrite)

    def save_weights(self, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """Write the weights to an HDF5 file; see `kerasfront.saving.save_weights`."""
        saving.save_weights(self, filepath, overwrite)

    def save_weights_to_hdf5_group(self, f: h5py.Group) -> None:
        """Write the weights to an open group of an HDF5 file."""
        saving.save_weights_to_group(self, f)

    def load_weights(
        self,
        filepath: str | PathLike[str],
        by_name: bool = False,
        kernels: str | None = None,
        isolated: bool = False,
    ) -> None:
        """Read the weights from an HDF5 file; see `kerasfront.saving.load_weights`."""
        saving.load_weights(self, filepath, by_name, kernels, isolated)

    def load_weights_from_hdf5_group(self, f: h5py.Group) -> None:
        """Read the weights, layer by layer in order, from an open group of an HDF5 file."""
        saving.load_weights_from_group(self, f)

    def load_weights_from_hdf5_group_by_name(self, f: h5py.Group) -> None:
        """Read the weights of the layers that both have, from an open group of an HDF5 file."""
        saving.load_weights_from_group(self, f, by_name=True)

    def save_progress(self, filepath: str | PathLike[str]) -> None:
        """Write how far the training is, for `BackupAndRestore`; see `kerasfront.saving.save_progress`."""
        saving.save_progress(self, filepath)

    def load_progress(self, filepath: str | PathLike[str]) -> None:
        """Go on with the training from such a file; see `kerasfront.saving.load_progress`."""
        saving.load_progress(self, filepath)

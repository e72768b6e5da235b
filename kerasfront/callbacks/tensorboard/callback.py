"""The callback that writes event files."""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Iterator
from os import PathLike
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.callbacks.base import Callback, Logs
from kerasfront.callbacks.tensorboard.events import EventFile
from kerasfront.callbacks.tensorboard.graph import layer_graph
from kerasfront.callbacks.tensorboard.images import picture
from kerasfront.engine.topology import InputLayer
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.utils.checks import check_count
from kerasfront.utils.optional import require
from kerasfront.utils.paths import check_path, on_path

NOT_METRICS = ("batch", "size")

_numbers = itertools.count()


class TensorBoard(Callback):
    """Write what TensorBoard shows: ``tensorboard --logdir=./logs``.

    Needs the extra `tensorboard`, whose library writes the files for every backend.

    Parameters
    ----------
    log_dir : str or path
    histogram_freq : int
        Epochs between two histograms of each weight and of each layer's output for the validation data; 0 for none.
        The outputs need validation data in arrays.
    write_graph : bool
        Write the layers and how they are connected.
    write_images : bool
        Write each weight as a picture, along with the histograms.

    Raises
    ------
    NotReadyError
        If the library is missing.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import TensorBoard
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> from pathlib import Path
    >>> history = model.fit(x, y, nb_epoch=1, verbose=0, callbacks=[TensorBoard("logs")])
    >>> any(Path("logs").iterdir())
    True
    """

    writes = True

    def __init__(
        self,
        log_dir: str | PathLike[str] = "./logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
    ) -> None:
        super().__init__()
        self.log_dir = log_dir
        self.histogram_freq = check_count("histogram_freq", histogram_freq, 0)
        self.write_graph = write_graph
        self.write_images = write_images
        self._library = _library()
        self._file: Any = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Begin a file."""
        suffix = f".{os.getpid()}.{next(_numbers)}"  # the library's own name tells files of one second not apart
        with on_path(self.log_dir, "written"):
            self._file = EventFile(self._library, check_path("TensorBoard: log_dir", self.log_dir), suffix)
        if self.write_graph:
            self._file.add_graph(layer_graph(self.model).SerializeToString())
        if self.histogram_freq and self.model.validation_data is None:
            warnings.warn(
                "TensorBoard shows histograms of the weights only: those of the layers' outputs need validation data "
                "in arrays.",
                stacklevel=2,
            )

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write the logs, and histograms if it is time."""
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
            if self.model.validation_data is not None:
                self._write_outputs(epoch)
        for name, value in (logs or {}).items():
            if name not in NOT_METRICS:
                self._file.add_scalar(name, float(value), epoch)
        self._file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """End the file."""
        if self._file is not None:
            file, self._file = self._file, None
            file.close()

    def _write_weights(self, epoch: int) -> None:
        for name, value in _weights(self.model):
            self._write_histogram(name, value, epoch)
            if self.write_images:
                self._file.add_image(name, picture(value), epoch)

    def _write_outputs(self, epoch: int) -> None:
        inputs = self.model.validation_data[: len(self.model.inputs)]
        layers = [layer for layer in self.model.layers if not isinstance(layer, InputLayer)]
        size = self.params.get("batch_size") or K.int_shape(self.model.inputs[0])[0] or 32
        for layer, output in zip(layers, self.model.predict(one_or_list(inputs), batch_size=size, layers=layers)):
            for number, array in enumerate(to_list(output)):
                self._write_histogram(f"{layer.name}_out" + (f"_{number}" if number else ""), array, epoch)

    def _write_histogram(self, name: str, value: np.ndarray, epoch: int) -> None:
        """Write the histogram of the finite values: when training goes wrong, there may be others."""
        finite = value[np.isfinite(value)]
        if finite.size:
            self._file.add_histogram(name, finite, epoch)


def _weights(model: Any) -> Iterator[tuple[str, np.ndarray]]:
    """Names and values, without the suffixes that some backends add to names."""
    for weight, value in zip(model.weights, K.batch_get_value(model.weights)):
        yield K.variable_name(weight).partition(":")[0], np.asarray(value)


def _library() -> Any:
    require("PIL", "tensorboard", "TensorBoard")  # the library needs it for pictures
    return require("tensorboardX", "tensorboard", "TensorBoard")

"""The construction of models of all applications from the arguments of the classic functions."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kerasfront import backend as K
from kerasfront.applications.channels import load_channels_last
from kerasfront.applications.weights import convention
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import Input, get_source_inputs
from kerasfront.errors import ArgumentError, FileError, translated
from kerasfront.models import Model
from kerasfront.utils.published import Published, fetch

CACHE = "models"
"""The folder of downloads, as classic Keras called it."""


@dataclass(frozen=True)
class Application:
    """An architecture and its published weights.

    Attributes
    ----------
    name : str
        Name of the model.
    body : callable
        Function from the input to the features.
    top : callable
        Function from the features and the number of classes to the predictions.
    files : mapping
        The published weights by dim_ordering, with and without the top. Where 'th' has those of 'tf', they are
        converted.
    data_set : str
        Name of the data set of the published weights, which ``weights=`` accepts.
    classes : int
        Number of classes of that data set.
    by_name : bool
        Whether layers are found in the file by name, as one file serves with and without the top.
    """

    name: str
    body: Callable[[Tensor], Tensor]
    top: Callable[[Tensor, int], Tensor]
    files: Mapping[str, tuple[Published, Published]]
    data_set: str = "imagenet"
    classes: int = 1000
    by_name: bool = False

    def build(
        self,
        shape: Shape,
        dim_ordering: str,
        include_top: bool,
        weights: str | os.PathLike[str] | None,
        input_tensor: Tensor | None,
        classes: int,
        sha256: str | None,
    ) -> Model:
        """Build the model on a new input of a shape, or on a tensor.

        Raises
        ------
        ArgumentError
            If the weights do not exist or do not fit the model.
        """
        path = self._file(dim_ordering, include_top, weights, classes, sha256)
        x = _entry(input_tensor, shape)
        y = self.body(x)
        if include_top:
            y = self.top(y, classes)
        model = Model(x if input_tensor is None else get_source_inputs(x), y, name=self.name)
        if path is not None:
            self._load(model, path, dim_ordering)
        return model

    def _load(self, model: Model, path: str, dim_ordering: str) -> None:
        name = os.path.basename(path)
        if dim_ordering == "th" and "_tf_dim_ordering" in name:
            load_channels_last(model, path, convention(name))
        else:
            model.load_weights(path, by_name=self.by_name, kernels=convention(name))

    def _file(
        self,
        dim_ordering: str,
        include_top: bool,
        weights: str | os.PathLike[str] | None,
        classes: int,
        sha256: str | None,
    ) -> str | None:
        """Path of the weights, which are downloaded if necessary."""
        if weights is None:
            return None
        choices = f"{self.data_set!r}, the path of a file of weights, or None (random ones)"
        if weights != self.data_set:
            with translated(f"{self.name}: weights must be {choices}, got {weights!r}"):
                path = os.fspath(weights)
            if not os.path.exists(path):
                raise FileError(f"{self.name}: there is no file {path!r}. weights must be {choices}.")
            return path
        if include_top and classes != self.classes:
            raise ArgumentError(
                f"{self.name}: weights={self.data_set!r} with include_top=True has {self.classes} classes, got "
                f"classes={classes}. Pass include_top=False and add a top of your own, or weights=None."
            )
        file = self.files[dim_ordering][0 if include_top else 1]
        return fetch(file, CACHE, sha256, local="weights=FILE")


def _entry(input_tensor: Any, shape: Shape) -> Tensor:
    if input_tensor is None:
        return Input(shape=shape)
    return input_tensor if K.is_keras_tensor(input_tensor) else Input(tensor=input_tensor, shape=shape)


def channel_axis() -> int:
    """The channel axis of a batch of images."""
    return 1 if K.image_dim_ordering() == "th" else 3

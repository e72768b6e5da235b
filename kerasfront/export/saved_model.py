"""Programs of the library of a model's backend, which it runs without kerasfront."""

from __future__ import annotations

import copy
from os import PathLike
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.export.trial import SAMPLES, check_outputs, check_stateless, expected_outputs, trial_inputs
from kerasfront.saving.folders import replacing_folder
from kerasfront.utils.tables import distinct

FILES = ("saved_model.pb",)
"""By one of these a folder is known as a model that may be replaced."""


def to_saved_model(model: Any, folder: str | PathLike[str], overwrite: bool = True) -> None:
    """Write a model to a folder that the library of its backend loads without kerasfront, for predictions.

    Inputs and outputs have the names that they have in the model. The program consists of operations of the library
    itself; it is written, loaded, and compared with `predict` on random samples.

    Parameters
    ----------
    model : Model
    folder : path
    overwrite : bool
        Whether a folder with such a model may be replaced.

    Raises
    ------
    UnsupportedOperation
        If the backend of the model has no such programs.
    ArgumentError
        If the model is stateful, or the program does something that only works within this process; if the results
        differ by more than 1e-5, relative to the largest output or 1; or if `folder` may not be replaced. Nothing is
        written then.

    Examples
    --------
    >>> from kerasfront.export import to_saved_model
    >>> to_saved_model(model, "folder")  # doctest: +SKIP
    """
    model.build(None)
    check_stateless(model, "a program")
    inputs = trial_inputs(model, SAMPLES)

    def build() -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        twin = copy.deepcopy(model)
        return dict(zip(model.input_names, twin.inputs)), dict(zip(distinct(model.output_names), twin.outputs))

    with model.own_backend.active(), replacing_folder(folder, overwrite, FILES) as place:
        found: list[np.ndarray] = K.write_program(build, str(place), inputs)
        check_outputs(model, "loaded again", found, expected_outputs(model, inputs))

"""Export of whole models to files for Keras 2 and 3."""

from __future__ import annotations

import json
import warnings
from os import PathLike
from typing import Any

from kerasfront.engine.topology.arguments import plain
from kerasfront.engine.topology.sharing import shared_layers
from kerasfront.errors import ArgumentError
from kerasfront.saving.kernels import CORRELATION
from kerasfront.saving.layer_formats import described, format_of, outer_layers
from kerasfront.saving.layer_formats.models import check_frozen
from kerasfront.saving.names import write_layer, write_names
from kerasfront.saving.origin import write_origin
from kerasfront.saving.sample import write_sample
from kerasfront.saving.weights import WEIGHTS
from kerasfront.saving.writing import may_replace, replacing_hdf5

VERSIONS = {2: "2.2.4", 3: "3.0.0"}
"""Version of Keras written to files for each major version."""


def export_model(model: Any, filepath: str | PathLike[str], overwrite: bool = True, keras: int = 3) -> None:
    """Write layers and weights to an HDF5 file that `load_model` of Keras 2 or 3 opens.

    There the model computes the same; it is not compiled. Regularizers, constraints and initializations that Keras does
    not have are left out, as `predict` does not use them.

    Parameters
    ----------
    model : Model
    filepath : path
        Must end in .h5, by which Keras 3 recognizes such files.
    overwrite : bool
        As in `save_model`.
    keras : {3, 2}
        Major version of Keras to write for; 2 means Keras 2.2.4 or later and tf_keras. They differ: the hard_sigmoid of
        Keras 3 is flatter, so the weights before it are multiplied by 1.2.

    Raises
    ------
    ArgumentError
        If a layer has no equal in that Keras, if `filepath` has another ending, or if the file exists and may not be
        replaced. Nothing is written then.

    Warns
    -----
    UserWarning
        If something is left out, a layer that is shared through a wrapper becomes several, or a Bidirectional layer
        gives sequences with a mask: outputs at masked times differ.
    """
    if keras not in VERSIONS:
        raise ArgumentError(f"keras must be 2 or 3, got {keras!r}.")
    if not str(filepath).endswith(".h5"):
        raise ArgumentError(f"The name of a file for Keras {keras} must end in .h5, got {filepath}.")
    config = described(model, keras)
    for layer in shared_layers(model):
        warnings.warn(
            f"{layer} stands in several places of {model}, one of them a wrapper. In the file these are layers of "
            "their own, with equal weights: the outputs are the same until it is trained.",
            stacklevel=2,
        )
    for layer in outer_layers(model):
        check_frozen(layer, keras)
    if not may_replace(filepath, overwrite):
        return
    with model.own_backend.active(), replacing_hdf5(filepath) as file:
        file.attrs["model_config"] = json.dumps(plain(config)).encode("utf8")
        group = file.create_group(WEIGHTS)
        for place in (file, group):
            place.attrs["keras_version"] = VERSIONS[keras].encode("utf8")
            place.attrs["backend"] = CORRELATION.encode("utf8")
        _write_weights(group, model, keras)
        write_sample(write_origin(file, CORRELATION), model)


def _write_weights(group: Any, model: Any, keras: int) -> None:
    variables = [weight for layer in model.flattened_layers for weight in layer.weights]
    values = dict(zip(variables, model.get_weights()))
    layers = outer_layers(model)
    write_names(group, "layer_names", [layer.name for layer in layers])
    for layer in layers:
        known = format_of(layer)
        arrays = known.later_layout(layer, version=keras).write([values[weight] for weight in layer.weights])
        write_layer(group, layer.name, known.later_names(layer, len(arrays)), arrays)

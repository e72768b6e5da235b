"""Train a model from a file, and predict with it, on data of matching shapes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.engine.topology import Container
from kerasfront.errors import ArgumentError
from kerasfront.layers import Embedding
from kerasfront.models import load_model, model_from_config
from kerasfront.saving.inspection import ARCHITECTURE, MODEL, inspect

STEPS = 50
UNKNOWN = 32
"""Size of an axis that the model leaves unspecified."""


def work(path: Path, data: Path | None, batch_size: int, epochs: int) -> dict[str, float]:
    """Train the model in a file for some epochs, then predict twice and time the second prediction.

    A model that is not compiled is trained by 'sgd' for 'mse'.

    Returns
    -------
    dict
        'predict_ms': milliseconds of a batch.
    """
    model = load(path)
    if model.optimizer is None:
        model.compile("sgd", "mse")
    batch_size = K.int_shape(model.inputs[0])[0] or batch_size
    x, y = arrays_of(data, model) if data else made_up(model, STEPS * batch_size)
    model.fit(x, y, batch_size, epochs, verbose=0)
    model.predict(x, batch_size)
    begun = time.perf_counter()
    model.predict(x, batch_size)
    return {"predict_ms": 1e3 * (time.perf_counter() - begun) / -(-len(x[0]) // batch_size)}


def load(path: Path) -> Any:
    """Load a whole-model file or an architecture.

    Raises
    ------
    ArgumentError
        If the file holds something else.
    """
    found = inspect(path)
    if found.kind == MODEL:
        return load_model(path, compile=found.compiled)
    if found.kind == ARCHITECTURE:
        return model_from_config(found.config)
    raise ArgumentError(f"{path} holds {found.kind}. Give a script (.py), a whole model (.h5) or its .json or .yaml.")


def made_up(model: Any, samples: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Make random inputs and targets; integers are below the number of words of every embedding."""
    random = np.random.RandomState(0)
    words = min((layer.input_dim for layer in _layers(model) if isinstance(layer, Embedding)), default=None)

    def array(tensor: Any) -> np.ndarray:
        shape = (samples, *(size or UNKNOWN for size in K.int_shape(tensor)[1:]))
        if words and tensor in model.inputs:
            return random.randint(words, size=shape).astype(K.dtype(tensor))
        return random.uniform(size=shape).astype(K.dtype(tensor))

    return [array(x) for x in model.inputs], [array(x) for x in model.outputs]


def arrays_of(path: Path, model: Any) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Load the arrays of an .npz file: 'x' and 'y', or arrays named like the model's inputs and outputs.

    Raises
    ------
    ArgumentError
        If one is missing.
    """
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    return _several(arrays, "x", model.input_names, path), _several(arrays, "y", model.output_names, path)


def _several(arrays: Mapping[str, np.ndarray], short: str, names: list[str], path: Path) -> list[np.ndarray]:
    names = [short] if len(names) == 1 and short in arrays else names
    missing = [name for name in names if name not in arrays]
    if missing:
        raise ArgumentError(
            f"--data {path} has the arrays {', '.join(arrays)}, but not {', '.join(missing)}. "
            "A model of one input and one output takes 'x' and 'y', any model the names of its inputs and outputs."
        )
    return [arrays[name] for name in names]


def _layers(model: Any) -> list[Any]:
    """Iterate over the layers, including those of nested models."""
    inner = [part for layer in model.layers if isinstance(layer, Container) for part in _layers(layer)]
    return [*model.layers, *inner]

"""A sample input and the model's output for it, stored in the file to check the model when it is loaded."""

from __future__ import annotations

import math
import warnings
from typing import Any

import h5py
import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.errors import unreadable
from kerasfront.saving.hdf5 import Group
from kerasfront.saving.origin import OWN

GROUP, INPUT, OUTPUT = "probe", "input_{}", "output_{}"
SAMPLES, LARGEST = 2, 1_000_000
"""Number of samples, and largest number of elements of an input."""
WORK = 200_000_000
"""Largest number of elements of all layer outputs together: reading a file must not compute without bound."""
TOLERANCE = 1e-3
SEED = 1


def sample_inputs(model: Any) -> list[np.ndarray] | None:
    """Make inputs that any model of these shapes accepts: numbers in [0, 1), or index 0.

    None if a size is unknown, if predicting would change the model because it is stateful, or would take too long.
    """
    shapes = [_sizes(tensor) for tensor in model.inputs]
    if model.stateful or not all(0 < math.prod(shape) <= LARGEST for shape in shapes) or _work(model) > WORK:
        return None
    random = np.random.RandomState(SEED)
    return [random.uniform(size=shape).astype(K.dtype(x)) for shape, x in zip(shapes, model.inputs)]


def _work(layer: Any) -> int:
    """Number of output elements of a layer and all layers within; those in a wrapper count for each time step."""
    nodes = layer.inbound_nodes
    own = sum(math.prod(size or SAMPLES for size in shape) for node in nodes for shape in node.output_shapes)
    times = max((shape[1] or 1 for node in nodes for shape in node.input_shapes if len(shape) > 1), default=1)
    parts = sum(map(_work, getattr(layer, "layers", None) or ()))
    return own + parts + times * sum(map(_work, getattr(layer, "inner_layers", ())))


def _sizes(tensor: Tensor) -> tuple[int, ...]:
    """Shape of the samples; 0 where a size is unknown."""
    samples, *sizes = K.int_shape(tensor)
    return (samples or SAMPLES, *(size or 0 for size in sizes))


def write_sample(group: h5py.Group, model: Any) -> None:
    """Store inputs and outputs, if suitable inputs can be made."""
    inputs = sample_inputs(model)
    if inputs is None:
        return
    try:
        outputs = to_list(model.predict(one_or_list(inputs)))
    except Exception:  # the model has its reasons to refuse what was made up, and shall be saved all the same
        return
    stored = group.create_group(GROUP)
    for pattern, arrays in ((INPUT, inputs), (OUTPUT, outputs)):
        for number, array in enumerate(arrays):
            stored.create_dataset(pattern.format(number), data=array)


def read_sample(file: Group, model: Any) -> tuple[list[np.ndarray], list[np.ndarray]] | None:
    """Read inputs and outputs from a file, if it has some and the model can be run on them.

    Raises
    ------
    FileError
        If their number or shapes do not fit the model.
    """
    made = sample_inputs(model)
    if made is None or OWN not in file or GROUP not in file.group(OWN):
        return None
    stored = file.group(OWN).group(GROUP)
    inputs = [stored.array(INPUT.format(number)).read(array.shape) for number, array in enumerate(made)]
    return inputs, [stored.array(OUTPUT.format(number)).read() for number in range(len(model.outputs))]


def check_sample(file: Group, model: Any) -> None:
    """Warn if the model does not reproduce the stored outputs."""
    stored = read_sample(file, model)
    if stored is None:
        return
    inputs, expected = stored
    with unreadable(f"{file.where}: the stored sample cannot be used", "the file is damaged or a layer has changed"):
        distance = relative_difference(to_list(model.predict(one_or_list(inputs))), expected)
    if distance > TOLERANCE:
        warnings.warn(
            f"{file.where}: for the stored input, the model gives outputs that differ by up to {distance:.2g} from "
            "those it gave when it was saved. The file, a custom layer or the computation has changed.",
            stacklevel=2,
        )


def relative_difference(outputs: list[np.ndarray], expected: list[np.ndarray]) -> float:
    """Largest difference relative to the largest expected output, or to 1 if that is smaller."""
    scale = max(1.0, *(float(np.max(np.abs(array), initial=0.0)) for array in expected))
    return max(float(np.max(np.abs(a - b), initial=0.0)) for a, b in zip(outputs, expected)) / scale

"""Random samples on which what was written is compared with the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.engine.topology.indexes import input_limits
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.topology.recomputing import within
from kerasfront.errors import ArgumentError
from kerasfront.layers import Masking
from kerasfront.saving.sample import relative_difference

TOLERANCE = 1e-5
SAMPLES = 3
STEPS = 6
"""Size of axes whose size is free."""
SEED = 1


def check_stateless(layer: Any, target: str) -> None:
    """Refuse a layer or model that keeps its states.

    Raises
    ------
    ArgumentError
    """
    if layer.stateful:
        raise ArgumentError(
            f"{layer} cannot be written to {target}: it is stateful, and what is written keeps no states from one call "
            "to the next. Build the model with stateful=False and the same weights, and export that."
        )


def expected_outputs(model: Any, inputs: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Outputs of a model, which may have a fixed number of samples; samples are then repeated as needed."""
    samples = len(inputs[0])
    batch = next((shape[0] for x in model.inputs if (shape := K.int_shape(x))[0] is not None), samples)
    whole = -(-samples // batch) * batch
    filled = [np.resize(array, (whole, *array.shape[1:])) for array in inputs]
    return [output[:samples] for output in to_list(model.predict(one_or_list(filled), batch_size=batch))]


def check_outputs(model: Any, where: str, found: Sequence[np.ndarray], expected: Sequence[np.ndarray]) -> None:
    """Compare outputs.

    Raises
    ------
    ArgumentError
        If they differ by more than `TOLERANCE`.
    """
    distance = relative_difference(list(found), list(expected))
    if not distance <= TOLERANCE:
        raise ArgumentError(
            f"The outputs of {model}, {where}, differ from those of predict by {distance:.2g}, for random samples. "
            "Nothing was written. A layer or function may compute something else than its writer says."
        )


def trial_inputs(model: Any, samples: int) -> list[np.ndarray]:
    """Make random inputs; the last steps of sequences are masked, if the model masks any."""
    random = np.random.RandomState(SEED)
    masked = next((layer.mask_value for layer in within(model) if isinstance(layer, Masking)), None)
    arrays: list[np.ndarray] = []
    for x, limit in zip(model.inputs, input_limits(model)):
        shape = (samples, *(size or STEPS for size in K.int_shape(x)[1:]))
        if limit:
            array, padded = random.randint(0, limit.size, shape), 0
        else:
            array, padded = random.normal(size=shape), masked
        if padded is not None and len(shape) > 1 and shape[1] > 2:
            array[: (samples + 1) // 2, shape[1] - shape[1] // 3 :] = padded
        arrays.append(array.astype(K.dtype(x)))
    return arrays

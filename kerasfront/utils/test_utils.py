"""Helpers for tests, from the classic module of this name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Dtype
from kerasfront.engine.topology import Layer
from kerasfront.engine.topology.lists import to_list
from kerasfront.testing import LayerError, check_layer

F = TypeVar("F", bound=Callable[..., Any])
DEVIATION = 0.7
"""Standard deviation of the features around the class or value."""

Samples = tuple[np.ndarray, np.ndarray]
"""Inputs and targets."""


def get_test_data(
    nb_train: int = 1000,
    nb_test: int = 500,
    input_shape: tuple[int, ...] = (10,),
    output_shape: tuple[int, ...] = (2,),
    classification: bool = True,
    nb_class: int = 2,
) -> tuple[Samples, Samples]:
    """Draw random samples that a small model can learn.

    Parameters
    ----------
    nb_train, nb_test : int
        Numbers of samples.
    input_shape, output_shape : tuple of int
        Without the samples; targets of classes are (samples,).
    classification : bool
        Targets are classes from 0 to `nb_class` - 1, around which the features lie; otherwise features and targets lie
        around a common value in [0, 1).

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
    """
    count = nb_train + nb_test
    center = np.random.randint(0, nb_class, count) if classification else np.random.random(count)
    x = _around(center, input_shape)
    y = center if classification else _around(center, output_shape)
    return (x[:nb_train], y[:nb_train]), (x[nb_train:], y[nb_train:])


def _around(center: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    return np.random.normal(center.reshape(-1, *(1 for _ in shape)), DEVIATION, (len(center), *shape))


def layer_test(
    layer_cls: type[Layer],
    kwargs: Mapping[str, Any] | None = None,
    input_shape: Any = None,
    input_dtype: Dtype | None = None,
    input_data: Any = None,
    expected_output: Any = None,
    expected_output_dtype: Dtype | None = None,
    fixed_batch_size: bool = False,
) -> Any:
    """Check a layer on the active backend; see `kerasfront.testing.check_layer`, which does so on all of them.

    Parameters
    ----------
    expected_output_dtype : str, optional
        Type of the output.

    Returns
    -------
    array or list of arrays
        The output.

    Raises
    ------
    LayerError
        If the layer breaks a promise, or its output is of another type.
    """
    backend = K.current().name
    output = check_layer(
        layer_cls,
        kwargs,
        input_shape if input_data is None else None,
        input_dtype=input_dtype,
        input_data=input_data,
        expected_output=expected_output,
        fixed_batch_size=fixed_batch_size,
        backends=[backend],
    )[backend]
    found = [str(array.dtype) for array in to_list(output)]
    if expected_output_dtype is not None and found != [expected_output_dtype] * len(found):
        raise LayerError(f"{layer_cls.__name__}: the output is of type {found}, not {expected_output_dtype}.")
    return output


def keras_test(func: F) -> F:
    """Decorate a test, so that its graph is cleared when it is done."""

    @functools.wraps(func)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return func(*args, **kwargs)
        finally:
            K.clear_session()

    return run  # type: ignore[return-value]

"""Doors to the backend itself, for what K does not cover."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Tensor

__all__ = [
    "backend_info", "function_options", "get_session", "manual_variable_initialization", "optimizer_step",
    "set_session", "write_program",
]  # fmt: skip


@op
def backend_info() -> dict[str, Any]:
    """Describe the active backend for people.

    Returns
    -------
    dict
        'library', 'version', 'threads' and 'blas' (str) and 'devices' (list of str). Where a backend has a `gated_rnn`
        of its own, 'gated_rnn' (str): how it runs; where it compiles kernels of its own, 'instructions' (str): the
        processor's instructions that it compiles for; where there are several devices, 'operations' (str): which of
        them operations run on.

    Examples
    --------
    >>> {'blas', 'devices', 'library', 'threads', 'version'} <= set(K.backend_info())
    True
    """
    ...


@composed
def function_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Select the keywords of `function` that the backend takes.

    Parameters
    ----------
    options : mapping
        Keywords of `function` and their values.

    Returns
    -------
    dict
        Those that the backend takes; none, unless its library has options of compiling.

    Raises
    ------
    ArgumentError
        If the backend's library has options of compiling, and one of these is unknown to it.

    Examples
    --------
    >>> K.function_options({})
    {}
    """
    return {}


@op(optional=True)
def get_session() -> Any:
    """Return the session in which the backend runs graphs.

    Returns
    -------
    session
        An object of the backend's library. Its graph holds what K builds.

    Examples
    --------
    >>> session = K.get_session()
    >>> print(session.run(K.variable([1., 2.])))
    [1. 2.]
    """
    ...


@op(optional=True)
def set_session(session: Any) -> None:
    """Run graphs in another session from now on.

    Parameters
    ----------
    session : session
        An object of the backend's library.

    Examples
    --------
    >>> K.set_session(K.get_session())
    """
    ...


@op(optional=True)
def manual_variable_initialization(value: bool) -> None:
    """Choose who gives variables their initial values.

    Parameters
    ----------
    value : bool
        True: the caller does it, through the session. False: variables are initialized before the first run.

    Examples
    --------
    >>> K.manual_variable_initialization(False)
    """
    ...


@op(optional=True)
def optimizer_step(optimizer: Any, params: Sequence[Tensor], gradients: Sequence[Tensor]) -> list[Tensor]:
    """Compute a step of an optimizer of the backend's own library.

    Parameters
    ----------
    optimizer : optimizer
        An object of the backend's library.
    params : list of tensors
        The variables to optimize.
    gradients : list of tensors
        The gradient of each.

    Returns
    -------
    list of tensors
        The new values of `params`. The optimizer's own state changes whenever they are computed.

    Raises
    ------
    ArgumentTypeError
        If `optimizer` is not one that works on graphs.

    Examples
    --------
    >>> x = K.variable([1., 2.])
    >>> descent = K.tf.train.GradientDescentOptimizer(0.5)
    >>> print(K.eval(K.optimizer_step(descent, [x], K.gradients(K.sum(K.square(x)), [x]))[0]))
    [0. 0.]
    """
    ...


@op(optional=True)
def write_program(
    build: Callable[[], tuple[Mapping[str, Tensor], Mapping[str, Tensor]]], folder: str, inputs: Sequence[np.ndarray]
) -> list[np.ndarray]:
    """Write the computation of some tensors in the test phase, for the backend's library without kerasfront.

    Parameters
    ----------
    build : callable
        Makes placeholders and the tensors computed from them, each by the name to call it by. Within the call, K uses
        operations of the library only, and none of its own.
    folder : str
        An empty folder, in which the library's files are put.
    inputs : sequence of arrays
        Values for the placeholders, to try the program.

    Returns
    -------
    list of arrays
        The outputs that the library computes with the program that it loads from the folder.

    Raises
    ------
    ArgumentError
        If the program has an operation that works within this process only.

    Examples
    --------
    >>> import tempfile
    >>> def build():
    ...     x = K.placeholder((None, 2), name="x")
    ...     return {"x": x}, {"y": 2.0 * x}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     K.write_program(build, folder, [np.ones((1, 2), "float32")])[0]
    array([[2., 2.]], dtype=float32)
    """
    ...

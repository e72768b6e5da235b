"""Models in pickles and copies: they travel as the content of a model file, with the user's own classes and functions.

A model arrives compiled, on the backend that it had, with the state of its optimizer and of its random streams, so that
the next training step is the same.
"""

from __future__ import annotations

import importlib
import io
import operator
import pickle
import sys
import tempfile
import types
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from os import PathLike
from typing import Any

import h5py
import numpy as np

from kerasfront import backend as K
from kerasfront.errors import BackendError, ConfigurationError, NotReadyError
from kerasfront.registry import custom_object_scope, is_ours, mention, mentioned
from kerasfront.saving import load_model, write_model
from kerasfront.utils.paths import check_path, opened

Parts = tuple[bytes, dict[str, Any], str, list[np.ndarray], bool]
"""A model file without sample, the user's own classes and functions by name, the name of the backend, the values of
`unsaved_state`, and whether the file says how the model was compiled."""

_destination: ContextVar[str | None] = ContextVar("kerasfront_destination", default=None)


def load_pickle(source: str | PathLike[str] | bytes, backend: str | None = None) -> Any:
    """Read a pickle whose models were made on a backend that may be missing here.

    A pickle runs what it is told to run: read only those of people that you trust.

    Parameters
    ----------
    source : path or bytes
        A file that `pickle`, cloudpickle or `joblib` (uncompressed) wrote, or its content.
    backend : str, optional
        Where its models are put together. Default: each on the backend that it had.

    Raises
    ------
    BackendError
        If that backend cannot be loaded.
    """
    with _on(backend):
        if isinstance(source, bytes):
            return pickle.loads(source)
        with opened(check_path("source", source)) as file:
            return pickle.load(file)


@contextmanager
def _on(backend: str | None) -> Generator[None]:
    token = _destination.set(backend)
    try:
        yield
    finally:
        _destination.reset(token)


def packed(model: Any) -> Parts:
    """Take a model apart.

    Raises
    ------
    NotReadyError
        If the model has no layers.
    """
    model.build(None)
    optimizer, file_content = model.optimizer, io.BytesIO()
    tells_state = optimizer is not None and not optimizer.keeps_own_state
    with mentioned() as own, model.own_backend.active():
        with h5py.File(file_content, "w") as file:
            write_model(file, model)
        for layer in model.flattened_layers:
            if not is_ours(layer):
                _mention_functions(layer)
        state = K.batch_get_value(model.unsaved_state) if tells_state else []
    return file_content.getvalue(), own, model.own_backend.name, state, tells_state


def _mention_functions(layer: object) -> None:
    """Note the functions in attributes of a user's own layer, whose configuration may name them without our help."""
    for value in vars(layer).values():
        if isinstance(value, types.FunctionType):
            mention(value)


def put_together(
    content: bytes, own: Mapping[str, Any], backend: str, state: Sequence[np.ndarray], is_compiled: bool
) -> Any:
    """Make a model of its `Parts`."""
    with _arrival(backend), tempfile.NamedTemporaryFile(suffix=".h5") as file:
        file.write(content)
        file.flush()
        with custom_object_scope(own):
            model = load_model(file.name, None, False, is_compiled, None, None, None)
        if state:
            model.prepare_training()
            K.batch_set_value(list(zip(model.unsaved_state, state)))
    return model


def _arrival(backend: str) -> AbstractContextManager[Any]:
    """A block on the backend on which a model of `backend` is put together."""
    name = _destination.get() or backend
    try:
        return K.use(name)
    except (BackendError, ConfigurationError) as error:
        raise BackendError(
            f"A model that was pickled on the backend {backend!r} cannot be put together on {name!r}: {error} Install "
            "it, or choose another one: kerasfront.models.load_pickle(path, backend=NAME)."
        ) from error


def reduced(model: Any) -> tuple[Callable[..., Any], Parts]:
    """Take a model apart for `pickle`.

    The user's own functions are found again by the names of their modules; those that cannot be found so, such as
    lambdas, travel as code, which needs cloudpickle.

    Raises
    ------
    NotReadyError
        If there are such functions, and cloudpickle is not installed; or if the model has no layers.
    """
    content, own, backend, state, is_compiled = packed(model)
    travelling = {name: _travelling(name, thing, model) for name, thing in own.items()}
    return put_together, (content, travelling, backend, state, is_compiled)


def _travelling(name: str, thing: Any, model: Any) -> Any:
    if _is_importable(thing):
        return thing
    try:
        return _ByValue(importlib.import_module("cloudpickle").dumps(thing))
    except ImportError as error:
        raise NotReadyError(
            f"{model} uses {name!r} of {thing.__module__}, which another process cannot import from there, as it is a "
            "lambda or was made within a function. Such code is pickled by cloudpickle: pip install "
            "'kerasfront[pickle]'. Or define it at the top of a module."
        ) from error


def _is_importable(thing: Any) -> bool:
    """Whether `pickle` can say where a class or function is; other objects are left to it."""
    name, module = getattr(thing, "__qualname__", None), sys.modules.get(getattr(thing, "__module__", None) or "")
    if name is None:
        return True
    try:
        return operator.attrgetter(name)(module) is thing
    except AttributeError:
        return False


class _ByValue:
    """A class or function that is pickled as its code."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[bytes]]:
        return pickle.loads, (self._content,)

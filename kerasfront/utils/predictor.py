"""A model as a function that can be pickled for other processes, such as those of Dask, Spark and Ray."""

from __future__ import annotations

import functools
import hashlib
import os
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import Any, cast

import numpy as np

from kerasfront import backend as K
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.errors import NotReadyError
from kerasfront.models import load_model
from kerasfront.models.pickling import put_together, reduced
from kerasfront.utils.checks import check_count
from kerasfront.utils.tables import Columns, Table, as_table, chosen, distinct, gathered, spread

MODELS = 4
"""Number of models that a process keeps."""

_loading = threading.Lock()


class Predictor:
    """Predict with a model, in whatever process and thread this object is called.

    The object can be pickled. A process loads the model once, when it is called there first, on the backend that the
    object was made for.

    Parameters
    ----------
    model : path or Model
        A file, which must exist where the object is called; or a model, which travels with its own classes and
        functions. For large models, a file on a shared disk costs less.
    batch_size : int
    columns : str, list of str or dict, optional
        For tables: which columns are the input; for several inputs, a dict by their names. Default: the columns that
        have the names of the inputs; or, for one input, all columns but those of `keep`. Several columns lie side by
        side; samples with as many numbers as the input are reshaped to its shape.
    keep : list of str
        For tables: columns that are copied to the result, such as a key.
    backend : str, optional
        Where to load the model. Default: the backend of the model, or for a file the active one.
    custom_objects : mapping, optional
        For a file: your own classes and functions by name.
    allow_code : bool
        For a file: whether code in it may be run.

    Raises
    ------
    FileError, OSError, ArgumentError
        When it is called: if the file cannot be read, or the data do not fit.

    Notes
    -----
    What it is called with decides what it returns:

    - an array, or a list of arrays: the same of the outputs, as `Model.predict`; no rows give no rows
    - a pandas DataFrame, or a Table or RecordBatch of Arrow: the same with the columns of `keep` and those of the
      outputs. An output of k numbers has the columns ``name_0`` to ``name_{k-1}``
    - a dict of arrays by column or input: a dict of arrays by output
    - an iterator of these: an iterator

    Examples
    --------
    >>> from kerasfront.utils import Predictor
    >>> predictor = Predictor("model.h5", batch_size=256)                        # doctest: +SKIP
    >>> x.map_blocks(predictor, dtype="float32", chunks=(x.chunks[0], (10,)))    # doctest: +SKIP
    >>> frame.mapInPandas(predictor, schema="dense_2 float")                     # doctest: +SKIP
    """

    def __init__(
        self,
        model: Any,
        batch_size: int = 32,
        columns: Columns = None,
        keep: Sequence[str] = (),
        backend: str | None = None,
        custom_objects: Mapping[str, Any] | None = None,
        allow_code: bool = False,
    ) -> None:
        self.batch_size = check_count("batch_size", batch_size)
        self.columns = columns
        self.keep = [keep] if isinstance(keep, str) else [*keep]
        if isinstance(model, (str, PathLike)):
            path = os.path.abspath(cast("str | PathLike[str]", model))
            self._source: Any = _File(path, backend or K.backend(), dict(custom_objects or {}), allow_code)
        elif backend in (None, model.own_backend.name):
            self._source = _Given(model)
        else:
            self._source = _taken_apart(model, backend)

    @property
    def model(self) -> Any:
        """The model, which is loaded if this process does not have it."""
        if isinstance(self._source, _Given):
            return self._source.model
        with _loading:
            try:
                _loaded(self._source).own_backend  # noqa: B018  (there, or refused)
            except NotReadyError:  # K.clear_session forgot its weights
                _loaded.cache_clear()
            return _loaded(self._source)

    def __call__(self, data: Any) -> Any:
        """Predict; see the notes of the class."""
        if isinstance(data, Iterator):
            return map(self, cast("Iterator[Any]", data))
        model, table = self.model, as_table(data)
        if table is None:
            return one_or_list(self._outputs(model, to_list(data)))
        outputs = dict(zip(distinct(model.output_names), self._outputs(model, self._inputs(model, table))))
        return table.like({**{name: table.column(name) for name in self.keep}, **spread(outputs, table.flat)})

    def _inputs(self, model: Any, table: Table) -> list[np.ndarray]:
        named = chosen(table.names, model.input_names, self.columns, self.keep)
        return [gathered(table, names, K.int_shape(x)) for names, x in zip(named.values(), model.inputs)]

    def _outputs(self, model: Any, inputs: list[Any]) -> list[np.ndarray]:
        if not len(inputs[0]):
            return _no_rows(model)
        return to_list(model.predict(one_or_list(inputs), self.batch_size))


def _no_rows(model: Any) -> list[np.ndarray]:
    """The outputs of a model for no samples."""
    with model.own_backend.active():
        return [np.empty([0, *(size or 0 for size in K.int_shape(x)[1:])], K.dtype(x)) for x in model.outputs]


@functools.lru_cache(maxsize=MODELS)
def _loaded(source: Any) -> Any:
    return source.load()


class _Given:
    """A model of this process, which leaves it as `_Content`."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        content = _taken_apart(self.model, self.model.own_backend.name)
        return _Content, (content.content, content.own, content.backend)


def _taken_apart(model: Any, backend: str) -> _Content:
    content, own, *_ = reduced(model)[1]
    return _Content(content, own, backend)


@dataclass(frozen=True)
class _Content:
    """A model that came as the content of a file; equal ones are loaded once."""

    content: bytes = field(compare=False, repr=False)
    own: Mapping[str, Any] = field(compare=False)
    backend: str
    digest: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.content).hexdigest())

    def load(self) -> Any:
        return put_together(self.content, self.own, self.backend, (), is_compiled=False)


@dataclass(frozen=True)
class _File:
    """A model file; copies of one predictor load it once."""

    path: str
    backend: str
    custom_objects: Mapping[str, Any] = field(compare=False)
    allow_code: bool
    key: str = field(default_factory=lambda: uuid.uuid4().hex)

    def load(self) -> Any:
        with K.use(self.backend):
            return load_model(self.path, self.custom_objects, self.allow_code, compile=False)

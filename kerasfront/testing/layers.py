"""Check a layer of your own, on every installed backend."""

from __future__ import annotations

import json
import warnings
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Dtype, Shape
from kerasfront.engine.topology import Input, Layer, to_list
from kerasfront.engine.topology.arguments import plain
from kerasfront.engine.topology.lists import one_or_list, shape_list
from kerasfront.engine.topology.tensors import compatible
from kerasfront.errors import ArgumentError, KerasfrontError
from kerasfront.models import Model, model_from_json

NOT_IN_CONFIG = frozenset({"input_shape", "weights"})
"""Arguments that a configuration has under another name, or not at all."""

SAMPLES = 3
"""Number of samples, and of elements along unknown axes, in the first batch; the second has one more."""


class LayerError(KerasfrontError):
    """Raised for a layer that breaks a promise of all layers."""


def check_layer(
    layer_cls: type[Layer],
    kwargs: Mapping[str, Any] | None = None,
    input_shape: Any = None,
    *,
    input_dtype: Dtype | None = None,
    input_data: Any = None,
    expected_output: Any = None,
    fixed_batch_size: bool = False,
    backends: Iterable[str] | None = None,
    custom_objects: Mapping[str, Any] | None = None,
    tolerance: float = 1e-4,
) -> dict[str, Any]:
    """Check on every backend that a layer works, and keeps the promises of all layers.

    The layer is called, rebuilt from its configuration and, within a model, from JSON, given a mask, and trained for
    one step. Shapes are compared with the inferred ones, for a batch of unknown size, and outputs of backends and
    copies with each other. The successor of Keras' ``layer_test``.

    Parameters
    ----------
    layer_cls : class
    kwargs : mapping, optional
        Arguments for the layer.
    input_shape : tuple or list of tuples
        Shape of the input (of each input) with the batch axis, None where unknown. Not needed with `input_data`.
    input_dtype : str, optional
        Default: that of `input_data`, otherwise `K.floatx()`.
    input_data : array or list of arrays, optional
        What the layer is fed with; default: drawn from a normal distribution.
    expected_output : array or list of arrays, optional
        What the layer must give for `input_data` with the weights that it begins with.
    fixed_batch_size : bool
        Whether the layer must know the number of samples, as stateful ones do.
    backends : iterable of str, optional
        Default: all that are installed.
    custom_objects : mapping, optional
        Other classes and functions of yours that the layer's configuration names.
    tolerance : float
        How far apart outputs may be, absolute and relative.

    Returns
    -------
    dict
        By backend, the output (or list of outputs) in test phase for the input.

    Raises
    ------
    LayerError
        If the layer breaks a promise; the message says which, and on which backend.
    KerasfrontError
        Errors that the layer meets in use, such as that of a wrong `get_output_shape_for`.

    Examples
    --------
    >>> check_layer(MyLayer, {"size": 3}, input_shape=(2, 4))  # doctest: +SKIP
    """
    if (input_shape is None) == (input_data is None):
        raise ArgumentError("check_layer needs either input_shape, with the batch axis, or input_data.")
    named = {layer_cls.__name__: layer_cls, **(custom_objects or {})}
    subject = Subject(layer_cls, dict(kwargs or {}), named, tolerance)
    batches = _batches(input_shape, input_dtype, input_data)
    shapes = _placeholder_shapes(batches, fixed_batch_size)
    outputs: dict[str, Any] = {}
    weights = None
    for backend in K.usable() if backends is None else backends:
        with K.use(backend):
            trial = Trial(subject, backend, shapes, [str(a.dtype) for a in batches[0]], weights)
            found = trial.outputs(batches[:1] if fixed_batch_size else batches)
            trial.train(batches[0], found)
        weights = trial.weights
        first = next(iter(outputs.values()), found)
        _compare(found, first, f"{trial}: the first backend gives other outputs", tolerance)
        outputs[backend] = found
    if expected_output is not None:
        for backend, found in outputs.items():
            wrong = f"{layer_cls.__name__} on {backend}: the outputs are not the expected ones"
            _compare(found, [np.asarray(a) for a in to_list(expected_output)], wrong, tolerance)
    return {backend: one_or_list(found) for backend, found in outputs.items()}


@dataclass(frozen=True)
class Subject:
    """The layer under test."""

    layer_cls: type[Layer]
    kwargs: dict[str, Any]
    custom_objects: dict[str, Any]
    tolerance: float


@dataclass
class Trial:
    """The layer under test on one backend.

    Attributes
    ----------
    weights : list of arrays or None
        What the weights shall be; None leaves what they are, which is then found here.
    """

    subject: Subject
    backend: str
    shapes: list[Shape]
    dtypes: list[Dtype]
    weights: list[np.ndarray] | None
    inputs: list[Any] = field(init=False)

    def __post_init__(self) -> None:
        with self._during("calling it"):
            self.layer = self.subject.layer_cls(**self.subject.kwargs)
            self.inputs = [Input(batch_shape=shape, dtype=dtype) for shape, dtype in zip(self.shapes, self.dtypes)]
            self.model = Model(one_or_list(self.inputs), self.layer(one_or_list(self.inputs)))
        with self._during("reading and setting its weights"):
            self._round_trip_of_weights()

    def __str__(self) -> str:
        return f"{self.subject.layer_cls.__name__} on {self.backend}"

    @contextmanager
    def _during(self, doing: str) -> Generator[None]:
        """Turn exceptions of the layer's code into a `LayerError` that says what was being done."""
        try:
            yield
        except KerasfrontError:
            raise
        except Exception as error:
            raise LayerError(f"{self}: {doing} failed with {type(error).__name__}: {error}") from error

    def _round_trip_of_weights(self) -> None:
        self.weights = self.layer.get_weights() if self.weights is None else self.weights
        others = [array + 1 for array in self.weights]
        self.layer.set_weights(others)
        got = self.layer.get_weights()
        if len(got) != len(others) or not all(map(np.array_equal, got, others)):
            raise LayerError(f"{self}: get_weights does not give the arrays that set_weights was given.")
        self.layer.set_weights(self.weights)

    def outputs(self, batches: Sequence[list[np.ndarray]]) -> list[np.ndarray]:
        """Check shapes, copies and masks for all batches; return the outputs for the first one."""
        mine = self.model.outputs
        copies = {"made from its configuration": self._copy(), "in a model that went through JSON": self._loaded()}
        masks = self._masks()
        tensors = [*mine, *(x for copy in copies.values() for x in copy), *(m for m in masks if m is not None)]
        function = K.function(self.inputs, tensors)
        found: list[np.ndarray] = []
        for batch in reversed(batches):
            with self._during(f"computing for inputs of shape {[a.shape for a in batch]}"):
                results = function(batch)
            found = results[: len(mine)]
            self._check_shapes(batch, found)
            for i, (kind, copy) in enumerate(copies.items(), 1):
                others = results[i * len(mine) :][: len(copy)]
                lost = f"{self}: a copy {kind} gives other outputs. Is an argument or a weight lost"
                _compare(others, found, lost, self.subject.tolerance)
            self._check_masks(masks, results[(1 + len(copies)) * len(mine) :], found)
        return found

    def _check_shapes(self, batch: list[np.ndarray], found: list[np.ndarray]) -> None:
        real = [array.shape for array in found]
        given = one_or_list([array.shape for array in batch])
        inferred = shape_list(self.layer.get_output_shape_for(given))
        if len(inferred) != len(real) or not all(map(compatible, inferred, real)):
            raise LayerError(
                f"{self}: for an input of shape {given}, get_output_shape_for says {one_or_list(inferred)}, but the "
                f"output has the shape {one_or_list(real)}. Correct get_output_shape_for."
            )

    def _copy(self) -> list[Any]:
        """Return the outputs of a layer made from the configuration, with the same weights."""
        with self._during("get_config"):
            config = plain(self.layer.get_config())
        missing = sorted(set(self.subject.kwargs) - set(config) - NOT_IN_CONFIG)
        if missing:
            raise LayerError(
                f"{self}: get_config() lacks {missing}, so a saved model would lose it. Call "
                "self.configure(locals()) in __init__ after super().__init__(**kwargs), or add it in get_config."
            )
        with self._during("writing what get_config() gives as JSON"):
            text = json.dumps(config)
        with self._during("from_config(get_config())"):
            copy = self.subject.layer_cls.from_config(json.loads(text))
        again = plain(copy.get_config())  # it may say more: an input_dim tells the shape of the input
        if {**again, **json.loads(text)} != again:
            raise LayerError(f"{self}: its configuration is {config}, that of a copy made of it {again}.")
        with self._during("calling a copy made from the configuration"):
            outputs = to_list(copy(one_or_list(self.inputs)))
            copy.set_weights(self.weights or [])
        return outputs

    def _loaded(self) -> list[Any]:
        """Return the outputs of the model read from JSON, with the same weights."""
        with self._during("reading a model with it from JSON"):
            model = model_from_json(self.model.to_json(), self.subject.custom_objects)
            model.set_weights(self.weights or [])
            return to_list(model(one_or_list(self.inputs)))

    def _masks(self) -> list[Any]:
        """Return the masks of the outputs if the inputs have masks, of the steps with a positive element."""
        if any(len(shape) < 3 for shape in self.shapes):
            return []
        masks = [K.any(K.greater(x, 0), axis=list(range(2, K.ndim(x)))) for x in self.inputs]
        try:
            with self._during("calling it with a mask"):
                self.layer(one_or_list(self.inputs), mask=one_or_list(masks))
        except ArgumentError:
            if self.layer.supports_masking:
                raise
            return []
        if not self.layer.supports_masking:
            raise LayerError(
                f"{self}: its compute_mask accepts a mask although supports_masking is False. Set supports_masking = "
                "True if masks pass through or are used; otherwise leave refusing to Layer.compute_mask."
            )
        return to_list(self.layer.get_output_mask_at(-1))

    def _check_masks(self, masks: list[Any], values: Sequence[np.ndarray], outputs: list[np.ndarray]) -> None:
        computed = iter(values)
        for mask, output in zip(masks, outputs):
            shape = output.shape[:2] if mask is None else next(computed).shape
            if shape != output.shape[: len(shape)]:
                raise LayerError(
                    f"{self}: compute_mask gives a mask of shape {shape} for an output of shape {output.shape}. A mask "
                    "has the first axes of its tensor; if the output has no time steps, return None."
                )

    def train(self, batch: list[np.ndarray], outputs: list[np.ndarray]) -> None:
        """Train for one step: check that the loss is finite and that the trainable weights change."""
        random = np.random.RandomState(1)
        targets = [random.normal(size=output.shape) for output in outputs]
        with self._during("a training step"), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The loss of output .* has no gradient")  # said of the layer below
            before = K.batch_get_value(self.layer.trainable_weights)
            self.model.compile("sgd", "mse")
            loss = np.ravel(self.model.train_on_batch(one_or_list(batch), one_or_list(targets)))[0]
            after = K.batch_get_value(self.layer.trainable_weights)
        if not np.isfinite(loss):
            raise LayerError(f"{self}: the loss of a training step is {loss}.")
        if before and all(map(np.array_equal, before, after)):
            raise LayerError(f"{self}: a training step changes none of its weights. Does call use them?")


def _batches(input_shape: Any, dtype: Dtype | None, data: Any) -> list[list[np.ndarray]]:
    """Make two lists of inputs, the second with one more sample and one more element along unknown axes."""
    if data is not None:
        arrays = [np.asarray(array, dtype=dtype) for array in to_list(data)]
        return [arrays, [np.concatenate([array, array[:1]]) for array in arrays]]
    random = np.random.RandomState(0)
    batches: list[list[np.ndarray]] = []
    for more in (0, 1):
        shapes = [
            ((shape[0] or SAMPLES) + more, *(size or SAMPLES + more for size in shape[1:]))
            for shape in shape_list(input_shape)
        ]
        batches.append([random.normal(size=shape).astype(dtype or K.floatx()) for shape in shapes])
    return batches


def _placeholder_shapes(batches: list[list[np.ndarray]], fixed_batch_size: bool) -> list[Shape]:
    """Return the shapes of the placeholders: sizes in which the batches differ are unknown."""
    if fixed_batch_size:
        return [array.shape for array in batches[0]]
    return [tuple(a if a == b else None for a, b in zip(x.shape, y.shape)) for x, y in zip(*batches)]


def _compare(got: Sequence[np.ndarray], right: Sequence[np.ndarray], wrong: str, tolerance: float) -> None:
    if [np.shape(a) for a in got] != [np.shape(a) for a in right]:
        raise LayerError(f"{wrong}: shapes {[np.shape(a) for a in got]} and {[np.shape(a) for a in right]}.")
    for a, b in zip(got, right):
        if not np.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True):
            raise LayerError(f"{wrong}: they are up to {np.nanmax(np.abs(np.subtract(a, b))):.3g} apart.")

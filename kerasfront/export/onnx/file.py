"""Writing a model to a file of ONNX, after trying it out."""

from __future__ import annotations

from os import PathLike
from typing import Any

import kerasfront
from kerasfront import backend as K
from kerasfront.errors import translated
from kerasfront.export.onnx.calls import call
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.trial import SAMPLES, check_outputs, expected_outputs, trial_inputs
from kerasfront.saving.writing import may_replace, replacing
from kerasfront.utils.optional import require
from kerasfront.utils.tables import distinct


def to_onnx(model: Any, filepath: str | PathLike[str], overwrite: bool = True, check: bool = True) -> None:
    """Write a model to a file of ONNX, for predictions.

    Inputs and outputs have the names that they have in the model, and any number of samples. Masks and all layers but
    stateful ones are written; layers and functions of your own need a writer, see `onnx_writer`.

    Parameters
    ----------
    model : Model
    filepath : path
    overwrite : bool
        As in `Model.save`.
    check : bool
        Whether to run the model in onnxruntime on random samples, and compare it with `predict`.

    Raises
    ------
    ArgumentError
        If a layer cannot be written, which is named; if the results differ by more than 1e-5, relative to the largest
        output or 1; or if the file exists and may not be replaced. Nothing is written then.
    NotReadyError
        If onnx or onnxruntime is not installed.

    Examples
    --------
    >>> from kerasfront.export import to_onnx
    >>> to_onnx(model, "model.onnx")                                   # doctest: +SKIP
    >>> session = onnxruntime.InferenceSession("model.onnx")           # doctest: +SKIP
    >>> outputs = session.run(None, {model.input_names[0]: x})         # doctest: +SKIP
    """
    model.build(None)
    with model.own_backend.active():
        content = _written(model).SerializeToString()
        if check:
            _check(model, content)
    if may_replace(filepath, overwrite):
        with replacing(filepath) as path:
            path.write_bytes(content)


def _written(model: Any) -> Any:
    dtype = K.dtype(model.outputs[0])
    graph = OnnxGraph(dtype if dtype.startswith("float") else K.floatx())
    shapes = [tuple(K.int_shape(x)) for x in model.inputs]
    inputs = [Value(name, (None, *shape[1:])) for name, shape in zip(model.input_names, shapes)]
    found = call(graph, model, inputs)
    names = distinct(model.output_names)
    for value, name in zip(found, names):
        graph.give(value.name, name)
    described = [graph.value_info(x.name, K.dtype(y), _sizes(x.name, x.shape)) for x, y in zip(inputs, model.inputs)]
    results = [
        graph.value_info(name, K.dtype(y), _sizes(name, x.shape)) for name, x, y in zip(names, found, model.outputs)
    ]
    with translated(f"{model} cannot be written to ONNX"):
        return graph.model(described, results, kerasfront.__name__, kerasfront.__version__)


def _sizes(name: str, shape: Any) -> list[Any]:
    """Sizes of axes, or names for those that are free."""
    rest = [f"{name}_{axis}" if size is None else size for axis, size in enumerate(shape[1:], start=1)]
    return ["samples", *rest]


def _check(model: Any, content: bytes) -> None:
    runtime = require("onnxruntime", "onnx", "Trying out a model of ONNX")
    options = runtime.SessionOptions()
    options.log_severity_level = 3
    with translated(f"onnxruntime cannot run {model}, so nothing was written; to_onnx(check=False) writes it unseen"):
        session = runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        for samples in (SAMPLES, 1):
            inputs = trial_inputs(model, samples)
            found = session.run(None, dict(zip(model.input_names, inputs)))
            check_outputs(model, "in onnxruntime", found, expected_outputs(model, inputs))

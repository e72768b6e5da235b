"""Programs in TensorFlow's format SavedModel."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError
from kerasfront_tensorflow.execution.copying import copy_subgraph
from kerasfront_tensorflow.execution.executor import Executor
from kerasfront_tensorflow.execution.program import Program
from kerasfront_tensorflow.execution.subgraph import ancestors
from kerasfront_tensorflow.library import tf

v1 = tf.compat.v1
SIGNATURE = "serving_default"
"""What programs that serve models call."""
BOUND = {"EagerPyFunc", "PyFunc", "PyFuncStateless"}
"""Operations that call a function of this process."""


def save_program(
    program: Program, executor: Executor, inputs: Mapping[str, Any], outputs: Sequence[str], folder: str
) -> None:
    """Write the outputs of a program, with the values of its variables.

    Parameters
    ----------
    program : Program
    executor : Executor
        Knows the values.
    inputs : mapping of str to placeholder
    outputs : sequence of str
        Names of the outputs of the program.
    folder : str

    Raises
    ------
    ArgumentError
        If there is an operation that is not TensorFlow's own, or that calls a function of this process.
    """
    found = [*ancestors(program.outputs, {x.op for x in inputs.values()}, program.subgraph)]
    _check([operation.type for operation in found])
    handles = [operation for operation in found if operation.type == "VarHandleOp"]
    values = dict(zip(handles, executor.values_at(handles)))
    with _without_deprecations(), tf.Graph().as_default(), v1.Session() as session:
        placeholders = {name: v1.placeholder(x.dtype, _free(x), name) for name, x in inputs.items()}
        variables = {handle: v1.Variable(value, use_resource=True) for handle, value in values.items()}
        replaced = [(x, placeholders[name]) for name, x in inputs.items()]
        made = copy_subgraph(program.outputs, replaced, lambda handle: variables[handle].handle, program.subgraph)
        session.run([variable.initializer for variable in variables.values()])
        builder = v1.saved_model.Builder(folder)
        described = {name: tf.identity(x) for name, x in zip(outputs, made)}
        for x, old in zip(described.values(), program.outputs):
            x.set_shape(_free(old))
        signature = v1.saved_model.predict_signature_def(placeholders, described)
        builder.add_meta_graph_and_variables(session, [tf.saved_model.SERVING], {SIGNATURE: signature})
        builder.save()


def run_program(folder: str, inputs: Mapping[str, np.ndarray], outputs: Sequence[str]) -> list[np.ndarray]:
    """Load what `save_program` wrote, and compute the outputs."""
    with _without_deprecations(), tf.Graph().as_default(), v1.Session() as session:
        signature = v1.saved_model.load(session, [tf.saved_model.SERVING], folder).signature_def[SIGNATURE]
        feeds = {signature.inputs[name].name: array for name, array in inputs.items()}
        return session.run([signature.outputs[name].name for name in outputs], feeds)


@contextmanager
def _without_deprecations() -> Generator[None]:
    """Log no warnings of TensorFlow within the block: it has nothing newer for graphs than the functions used here."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        yield
    finally:
        logger.setLevel(level)


def _check(kinds: Sequence[str]) -> None:
    known = vars(tf.raw_ops).keys()
    foreign = sorted({kind for kind in kinds if kind in BOUND or kind not in known})
    if foreign:
        raise ArgumentError(
            f"The program has operations that only work within this process: {', '.join(foreign)}. Replace the layer "
            "or function that makes them by one of TensorFlow's own operations."
        )


def _free(x: Any) -> list[int | None]:
    """The shape of a tensor, with any number of samples."""
    return [None, *x.shape.as_list()[1:]] if x.shape.rank else []

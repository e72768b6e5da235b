"""Access to TensorFlow itself, for what K does not cover."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront.backend.kernels import instructions
from kerasfront.backend.types import RawTensor
from kerasfront.errors import ArgumentTypeError
from kerasfront_tensorflow.execution.saved_model import run_program, save_program
from kerasfront_tensorflow.function import Function
from kerasfront_tensorflow.internals import has_onednn
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled, machine
from kerasfront_tensorflow.state import state
from kerasfront_tensorflow.tensors import dtype_name, graph_op, static_shape
from kerasfront_tensorflow.variables import new_variable

__all__ = [
    "backend_info", "get_session", "manual_variable_initialization", "optimizer_step", "set_session", "write_program",
]  # fmt: skip


def backend_info() -> dict[str, Any]:
    threads, here = tf.config.threading, machine.here()
    facts = {
        "library": "tensorflow",
        "version": tf.__version__,
        "devices": [device.name for device in tf.config.list_physical_devices()],
        "threads": f"intra-op {threads.get_intra_op_parallelism_threads() or 'all cores'}, "
        f"inter-op {threads.get_inter_op_parallelism_threads() or 'all cores'}",
        "blas": "oneDNN and Eigen, built in" if has_onednn() else "Eigen, built in; oneDNN is off",
        "instructions": instructions.in_words(),
        "gated_rnn": machine.recurrences_in_words(here),
    }
    return {**facts, "operations": machine.operations_in_words(here)} if here.gpus else facts


def get_session() -> Any:
    return state().executor.lend()


def set_session(session: Any) -> None:
    state().executor.use(session)


def manual_variable_initialization(value: bool) -> None:
    state().executor.initialize_manually(bool(value))


@graph_op
def optimizer_step(optimizer: Any, params: Sequence[RawTensor], gradients: Sequence[RawTensor]) -> list[RawTensor]:
    if not isinstance(optimizer, tf.compat.v1.train.Optimizer):
        raise ArgumentTypeError(
            "optimizer_step: optimizer must be one for graphs, of tf.compat.v1.train, such as "
            f"tf.compat.v1.train.AdamOptimizer(), got {optimizer!r}."
        )
    known = {id(variable) for variable in optimizer.variables()}
    # It works on copies, because others may read the parameters while it writes.
    copies = [new_variable(np.zeros(static_shape(p)), dtype_name(p), "copy") for p in params]
    with tf.control_dependencies(gradients):
        copied = [copy.assign(p, read_value=False) for copy, p in zip(copies, params)]
    with tf.control_dependencies(copied):
        done = optimizer.apply_gradients(list(zip(gradients, copies)))
    with tf.control_dependencies([done]):
        new = [copy.read_value() for copy in copies]
    state().executor.lend().run([v.initializer for v in optimizer.variables() if id(v) not in known])
    return new


def write_program(
    build: Callable[[], tuple[Mapping[str, RawTensor], Mapping[str, RawTensor]]],
    folder: str,
    inputs: Sequence[np.ndarray],
) -> list[np.ndarray]:
    with compiled.left_out():
        given, computed = build()
        function = Function([*given.values()], [*computed.values()])
    save_program(function.program(0, False), function.lease.state.executor, given, [*computed], folder)
    return run_program(folder, dict(zip(given, inputs)), [*computed])

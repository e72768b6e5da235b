"""Variables, placeholders, and what is known of a tensor before it has data."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kerasfront.backend.delayed import initial_value
from kerasfront.backend.feeding import check_given
from kerasfront.backend.types import Dtype, RawTensor, Shape
from kerasfront_tensorflow.execution.graph_collections import add_variables
from kerasfront_tensorflow.execution.reuse import NumberedName
from kerasfront_tensorflow.execution.session import SessionWork
from kerasfront_tensorflow.execution.subgraph import placeholders
from kerasfront_tensorflow.library import VariableDef, tf
from kerasfront_tensorflow.state import outside_control_flow, renew_if_unused, state, state_of
from kerasfront_tensorflow.tensors import dtype_name, graph_op, is_variable, marked
from kerasfront_tensorflow.tensors import static_shape as int_shape

__all__ = [
    "cast", "dtype", "eval", "int_shape", "is_sparse", "is_tensor", "is_variable", "ones_like", "placeholder", "shape",
    "to_dense", "variable", "variable_name", "zeros_like",
]  # fmt: skip


@graph_op
def variable(value: Any, dtype: Dtype | None = None, name: str | None = None) -> RawTensor:
    if hasattr(value, "tocoo"):
        return _sparse_constant(value.tocoo(), dtype)
    made = new_variable(value, dtype, name)
    if state().executor.lent:
        add_variables(state().graph, [made])
    return marked(made, np.shape(value))


def new_variable(value, dtype, name):
    """Make a variable that does not keep the graph in use."""
    value = initial_value(value, dtype)
    with outside_control_flow():
        handle, read = _handle(_legal(name or "variable"), value)
        # Otherwise TensorFlow adds four more operations, of an initial value that nobody would use.
        definition = VariableDef(
            variable_name=handle.name, initializer_name=handle.op.name, snapshot_name=read.name, is_resource=True
        )
        made = tf.compat.v1.Variable(variable_def=definition, use_resource=True)
    made.first_read = read
    state().executor.pending[made.handle.op] = value
    return made


def _handle(name, value):
    """The handle of a variable for values like `value`, and the tensor that reads it."""
    now, call = state(), ("variable", name, value.dtype.str, value.shape)
    found = None if now.executor.lent else now.results.take(call)
    if found is None:
        name = tf.compat.v1.get_default_graph().unique_name(name)
        handle = tf.raw_ops.VarHandleOp(dtype=value.dtype, shape=value.shape, shared_name=name, name=f"{name}/")
        found = handle, tf.raw_ops.ReadVariableOp(resource=handle, dtype=value.dtype, name=f"{name}/Read")
        now.results.add(call, found)
    return found


def _sparse_constant(matrix, dtype):
    order = np.lexsort((matrix.col, matrix.row))
    indices = np.stack([matrix.row[order], matrix.col[order]], axis=1).astype("int64")
    return tf.SparseTensor(indices, matrix.data[order].astype(dtype), matrix.shape)


def _legal(name):
    """A name that TensorFlow takes whatever is put after it; it makes names unique itself."""
    name = re.sub(r"[^A-Za-z0-9_./-]|/$", "_", name)
    return name if re.match(r"[A-Za-z0-9.]", name) else "v" + name


def placeholder(
    shape: Shape | None = None,
    ndim: int | None = None,
    dtype: Dtype | None = None,
    sparse: bool = False,
    name: str | None = None,
) -> RawTensor:
    renew_if_unused()  # models begin with a placeholder
    return marked(_placeholder(shape, dtype, sparse, name and NumberedName(name)), shape)


@graph_op
def _placeholder(shape, dtype, sparse, name):
    make = tf.compat.v1.sparse_placeholder if sparse else tf.compat.v1.placeholder
    return make(dtype, shape, name=name and _legal(name))


def is_tensor(x: Any) -> bool:
    if isinstance(x, tf.SparseTensor):
        x = x.values
    return is_variable(x) or isinstance(x, tf.Tensor) and not hasattr(x, "numpy")


def variable_name(x: RawTensor) -> str:
    return x.name


def is_sparse(tensor: RawTensor) -> bool:
    return isinstance(tensor, tf.SparseTensor)


@graph_op
def to_dense(tensor: RawTensor) -> RawTensor:
    return tf.sparse.to_dense(tensor) if is_sparse(tensor) else tensor


@graph_op
def shape(x: RawTensor) -> RawTensor:
    return tf.shape(x)


def dtype(x: RawTensor) -> Dtype:
    return dtype_name(x)


def eval(x: RawTensor) -> np.ndarray:
    if is_variable(x):
        return state_of(x).executor.values([x])[0]
    dense = to_dense(x)
    check_given(placeholders([dense]))
    return state_of(x).executor.run(SessionWork(lambda session: ([], session.copied([dense]), [])), [])[0]


@graph_op
def zeros_like(x: RawTensor, dtype: Dtype | None = None, name: str | None = None) -> RawTensor:
    return tf.zeros_like(x, dtype=dtype, name=name and _legal(name))


@graph_op
def ones_like(x: RawTensor, dtype: Dtype | None = None, name: str | None = None) -> RawTensor:
    return tf.ones_like(x, dtype=dtype, name=name and _legal(name))


@graph_op
def cast(x: RawTensor, dtype: Dtype) -> RawTensor:
    return tf.cast(x, dtype)

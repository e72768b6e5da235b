"""Tensors of TensorFlow as K needs them.

TensorFlow's own operators refuse graph tensors outside a graph block. Every tensor that K returns is therefore given a
class whose operators enter the tensor's graph first, so that ``2.0 * x`` works anywhere, as it does on other backends.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from kerasfront.backend.foreign_tensors import OPERATORS, refusing_foreign
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront_tensorflow.execution.reuse import call_key, consists_of
from kerasfront_tensorflow.internals import orders_operations
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import GraphLease, building, is_ours, may_reuse

WITHIN = "within `with K.get_session().graph.as_default():`"
"""How a script lets TensorFlow's functions add to our graph."""

AS_THEY_ARE = ("__getitem__", "__and__", "__rand__", "__or__", "__ror__", "__xor__", "__rxor__")
"""Operators whose operands are not promoted to one type."""

METHODS = (
    "assign", "assign_add", "assign_sub", "gather_nd", "read_value", "scatter_add", "scatter_div", "scatter_max",
    "scatter_min", "scatter_mul", "scatter_nd_add", "scatter_nd_sub", "scatter_nd_update", "scatter_sub",
    "scatter_update", "sparse_read",
)  # fmt: skip
"""Methods of TensorFlow's variables that add to a graph."""

F = TypeVar("F", bound=Callable[..., Any])

with tf.Graph().as_default():
    _PLAIN_TENSOR: type = type(tf.constant(0.0))
    _PLAIN_VARIABLE: type = type(tf.compat.v1.Variable(0.0, use_resource=True, collections=[]))


def graph_op(function: F, reusable: bool = True) -> F:
    """Decorate a function to run in our graph, and to return tensors that can be used anywhere.

    Parameters
    ----------
    function : callable
    reusable : bool
        Whether the unused result of an equal call may be returned again.
    """

    @functools.wraps(function)
    def inside(*args: Any, **kwargs: Any) -> Any:
        with building() as state:
            # What is built can depend on the learning phase.
            call = call_key(function, (state.learning_phase, *args), kwargs) if reusable and may_reuse() else None
            result = call and state.results.take(call)
            if result is None:
                version = state.graph.version
                try:
                    result = function(*args, **kwargs)
                except Exception as error:
                    _refuse_forgotten([*args, *kwargs.values()])
                    _refuse_eager(error)
                    raise
                if call and state.graph.version > version and consists_of(result, _PLAIN_TENSOR):
                    state.results.add(call, result)
            return adopt(result, state.lease())

    return inside  # type: ignore[return-value]


def entering(function: F) -> F:
    """Decorate a function to be a `graph_op` outside of our graph, and unchanged within it."""
    elsewhere = graph_op(function, reusable=False)

    @functools.wraps(function)
    def either(*args: Any, **kwargs: Any) -> Any:
        chosen = function if is_ours(tf.compat.v1.get_default_graph()) else elsewhere
        return chosen(*args, **kwargs)

    return either  # type: ignore[return-value]


def adopt(result: Any, lease: GraphLease) -> Any:
    """Give our classes to the tensors in a (nested list or tuple of) result.

    The graph holds TensorFlow's own tensors. Those that we hand out are other objects for the same outputs, so that
    they, and the layers that are attached to them, can go while the graph stays.
    """
    kind = type(result)
    if kind in (list, tuple):
        return kind(adopt(part, lease) for part in result)
    if kind is _PLAIN_TENSOR:
        result = _PLAIN_TENSOR(result.op, result.value_index, result.dtype)
        result.__class__ = GraphTensor
    elif kind is _PLAIN_VARIABLE:
        result.__class__ = GraphVariable
    elif kind is not tf.SparseTensor:
        return result
    result.lease = lease
    lease.state.tensor_count += 1
    lease.state.live_tensors[result] = None
    return result


def _refuse_forgotten(arguments: Any) -> None:
    """Raise a clear error if an operation failed because of an argument from before `reset`."""
    for x in arguments:
        if isinstance(x, (list, tuple)):
            _refuse_forgotten(x)
        elif hasattr(x, "lease"):
            x.lease.state.executor.check_open()


def _refuse_eager(error: Exception) -> None:
    """Raise a clear error if an operation failed because of a variable that was made outside of our graph."""
    if "Attempting to capture an EagerTensor" in str(error):
        raise ArgumentTypeError(
            "A variable or tensor that TensorFlow made by itself, outside of the graph that K builds, cannot be used "
            f"with tensors of K. Make it with K.variable(value), or {WITHIN}."
        ) from error


def without_eager(value: Any) -> Any:
    """Convert eager tensors, which no graph takes, to arrays."""
    return value.numpy() if isinstance(value, tf.Tensor) and hasattr(value, "numpy") else value


class _LengthlessError(ArgumentTypeError, AttributeError):
    """`len` of a tensor is a TypeError, and its attribute `__len__` an AttributeError."""


class _Lengthless:
    """Replaces the method `__len__` of TensorFlow's tensors, so that they are not taken for lists."""

    def __get__(self, x: Any, kind: type) -> Any:
        raise _LengthlessError("A tensor has no length. K.int_shape(x)[0] is known of it, K.shape(x)[0] is a tensor.")


def _no_truth(x: Any) -> bool:
    raise ArgumentTypeError(
        "A tensor has no truth value while the graph is built: if, and, or, not, while and assert cannot ask it. "
        "K.switch(condition, then, otherwise) chooses when the graph runs, K.eval(x) has the value of what depends on "
        "no input, and `x is None` asks whether there is a tensor. Loops of TensorFlow's own whose conditions are "
        f"tensors of K are built {WITHIN}."
    )


def _eval(base: type) -> Callable[..., Any]:
    """The method `eval`, which needs a session."""
    plain: Any = graph_op(base.eval, reusable=False)  # type: ignore[attr-defined]

    def eval(self: Any, feed_dict: Any = None, session: Any = None) -> Any:
        if isinstance(feed_dict, tf.compat.v1.Session):  # a variable takes nothing but the session
            feed_dict, session = None, feed_dict
        if (session or tf.compat.v1.get_default_session()) is None:
            raise ArgumentError(
                "eval: there is no default session. K.eval(x) has the value; x.eval(session=K.get_session()) and "
                "`with K.get_session().as_default():` are TensorFlow's own ways."
            )
        return plain(self, session=session) if feed_dict is None else plain(self, feed_dict, session)

    return eval


def _set_shape(x: Any, shape: Any) -> None:
    x.lease.state.results.fixed.add(x.op.name)  # its operation is not as an equal call would make it
    _PLAIN_TENSOR.set_shape(x, shape)  # type: ignore[attr-defined]


@entering
def _value(x: Any) -> Any:
    """The value of a variable, for which one read is enough where no order of operations is asked for."""
    graph, state = tf.compat.v1.get_default_graph(), x.lease.state
    shared = graph is state.graph and not state.executor.lent and not orders_operations(graph)
    return x.first_read if shared and hasattr(x, "first_read") else _PLAIN_VARIABLE.value(x)  # type: ignore[attr-defined]


def _with_operators(name: str, base: type) -> type:
    # Tensors are compared by identity, and so can be keys, as on other backends; K.equal compares values.
    methods: dict[str, Any] = {name: getattr(object, name) for name in ("__eq__", "__ne__", "__hash__")}
    methods |= {"__len__": _Lengthless(), "__bool__": _no_truth, "eval": _eval(base)}
    methods |= {name: entering(getattr(base, name)) for name in METHODS if hasattr(base, name)}
    if hasattr(base, "set_shape"):
        methods["set_shape"] = _set_shape
    if hasattr(base, "value"):
        methods["value"] = _value
    for operator in OPERATORS:
        if hasattr(base, operator):
            methods[operator] = refusing_foreign(_beside_others(graph_op(getattr(base, operator))))
        in_place = operator.replace("__", "__i", 1)
        if hasattr(base, in_place):  # refuses; ``loss += x`` means another tensor, as on other backends
            methods[in_place] = methods[operator]
    return type(name, (base,), methods)


def _beside_others(operator: F) -> F:
    """Extend an operator to eager tensors, and to integers and truth values beside floats."""
    promotes = operator.__name__ not in AS_THEY_ARE

    @functools.wraps(operator)
    def beside(*operands: Any) -> Any:
        operands = tuple(map(without_eager, operands))
        if promotes and len(operands) == 2:
            operands = _promoted(*operands)
        return operator(*operands)

    return beside  # type: ignore[return-value]


def _promoted(x: Any, y: Any) -> tuple[Any, Any]:
    """Convert operands to one type: integers to floats beside floats, truth values to numbers beside numbers."""
    kinds = [_KINDS.index(kind) for kind in map(_kind, (x, y)) if kind]
    if len(kinds) < 2 or kinds[0] == kinds[1]:
        return x, y
    return (_cast(x, y.dtype), y) if kinds[0] < kinds[1] else (x, _cast(y, x.dtype))


_KINDS = ("bool", "integer", "floating")


def _kind(x: Any) -> str | None:
    """The kind of a tensor's elements."""
    if not isinstance(x, (_PLAIN_TENSOR, _PLAIN_VARIABLE)):
        return None
    return next((kind for kind in _KINDS if getattr(x.dtype, f"is_{kind}")), None)


_cast = graph_op(tf.cast)

GraphTensor = _with_operators("GraphTensor", _PLAIN_TENSOR)
GraphVariable = _with_operators("GraphVariable", _PLAIN_VARIABLE)


def is_variable(x: Any) -> bool:
    """Whether `x` is a variable."""
    return isinstance(x, tf.Variable)


def dtype_name(x: Any) -> str:
    """The type of the elements, as NumPy names it."""
    return x.dtype.base_dtype.name


def static_shape(x: Any) -> tuple[int | None, ...]:
    """The static shape; None for unknown sizes."""
    return tuple(x.shape.as_list())


def as_tensor(x: Any, dtype: str | None = None) -> Any:
    """Convert `x` to a tensor; numbers and arrays become constants."""
    if isinstance(x, np.ndarray) and dtype is not None:
        x = x.astype(dtype)
    return tf.convert_to_tensor(x, dtype=dtype)


def marked(tensor, shape):
    """Set the attributes that scripts of classic Keras read: the shape, and that the learning phase changes nothing."""
    tensor._keras_shape = tuple(shape)
    tensor._uses_learning_phase = False
    return tensor

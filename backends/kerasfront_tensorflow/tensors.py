"""What a tensor is on this engine.

TensorFlow's own operators refuse graph tensors outside a graph block. Every tensor that K returns is therefore given a
class whose operators enter the tensor's graph first, so that ``2.0 * x`` works anywhere, as it does on other engines.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from kerasfront.backend.foreign import OPERATORS, refusing_foreign
from kerasfront.errors import ArgumentTypeError
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import Life, building, is_ours

F = TypeVar("F", bound=Callable[..., Any])

with tf.Graph().as_default():
    _PLAIN_TENSOR: type = type(tf.constant(0.0))
    _PLAIN_VARIABLE: type = type(tf.compat.v1.Variable(0.0, use_resource=True, collections=[]))


def graph_op(function: F) -> F:
    """Decorator: run in our graph, and let the tensors that come out be used anywhere."""

    @functools.wraps(function)
    def inside(*args: Any, **kwargs: Any) -> Any:
        with building() as state:
            try:
                result = function(*args, **kwargs)
            except Exception:
                _refuse_forgotten([*args, *kwargs.values()])
                raise
            return adopt(result, state.life())

    return inside  # type: ignore[return-value]


def adopt(result: Any, life: Life) -> Any:
    """Give our classes to the tensors in a (nested list or tuple of) result.

    The graph holds TensorFlow's own tensors. What we hand out are others that stand for the same, so that they, and the
    layers that are remembered with them, can go while the graph stays.
    """
    kind = type(result)
    if kind in (list, tuple):
        return kind(adopt(part, life) for part in result)
    if kind is _PLAIN_TENSOR:
        result = _PLAIN_TENSOR(result.op, result.value_index, result.dtype)
        result.__class__ = GraphTensor
    elif kind is _PLAIN_VARIABLE:
        result.__class__ = GraphVariable
    elif kind is not tf.SparseTensor:
        return result
    result.life = life
    life.state.made += 1
    life.state.alive.add(result)
    return result


def _refuse_forgotten(arguments: Any) -> None:
    """Say so if an operation failed because it was given something from before `reset`."""
    for x in arguments:
        if isinstance(x, (list, tuple)):
            _refuse_forgotten(x)
        elif hasattr(x, "life"):
            x.life.state.check_open()


def _without_eager(value: Any) -> Any:
    """`value`; tensors that TensorFlow computed at once, which no graph takes, as arrays."""
    return value.numpy() if isinstance(value, tf.Tensor) and hasattr(value, "numpy") else value


class _LengthlessError(ArgumentTypeError, AttributeError):
    """A tensor has no attribute `__len__`, and its `len` is a TypeError."""


class _Lengthless:
    """In the place of the method `__len__`, which TensorFlow's tensors have, so that they are not taken for lists."""

    def __get__(self, x: Any, kind: type) -> Any:
        raise _LengthlessError("A tensor has no length. K.int_shape(x)[0] is known of it, K.shape(x)[0] is a tensor.")


def _with_operators(name: str, base: type) -> type:
    # Tensors are compared by identity, and so can be keys, as on other engines; K.equal compares values.
    methods: dict[str, Any] = {name: getattr(object, name) for name in ("__eq__", "__ne__", "__hash__")}
    methods["__len__"] = _Lengthless()
    for operator in OPERATORS:
        if hasattr(base, operator):
            methods[operator] = refusing_foreign(_beside_eager(graph_op(getattr(base, operator))))
        in_place = operator.replace("__", "__i", 1)
        if hasattr(base, in_place):  # refuses; ``loss += x`` means another tensor, as on other engines
            methods[in_place] = methods[operator]
    return type(name, (base,), methods)


def _beside_eager(operator: F) -> F:
    """An operator that takes what TensorFlow computed at once, too."""

    @functools.wraps(operator)
    def beside(*operands: Any) -> Any:
        return operator(*map(_without_eager, operands))

    return beside  # type: ignore[return-value]


GraphTensor = _with_operators("GraphTensor", _PLAIN_TENSOR)
GraphVariable = _with_operators("GraphVariable", _PLAIN_VARIABLE)


class _RawCalls(tf.__internal__.dispatch.GlobalOpDispatcher):
    """What TensorFlow asks when one of its functions refuses its arguments.

    Outside of our graph they refuse our tensors. Then they are called again within it, so that
    ``tf.nn.relu(model.output)`` works anywhere.
    """

    def handle(self, op: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """The result of the function `op`, or that this is none of our business."""
        ours = any(isinstance(x, (GraphTensor, GraphVariable)) for x in tf.nest.flatten((args, kwargs)))
        if not ours or is_ours(tf.compat.v1.get_default_graph()):
            return self.NOT_SUPPORTED
        args, kwargs = tf.nest.map_structure(_without_eager, (args, kwargs))
        return graph_op(op)(*args, **kwargs)


_RawCalls().register()


def is_variable(x: Any) -> bool:
    """Whether `x` is a variable."""
    return isinstance(x, tf.Variable)


def dtype_name(x: Any) -> str:
    """Type of the elements, as NumPy names it."""
    return x.dtype.base_dtype.name


def static_shape(x: Any) -> tuple[int | None, ...]:
    """The shape as far as it is known; None for unknown sizes."""
    return tuple(x.shape.as_list())


def as_tensor(x: Any, dtype: str | None = None) -> Any:
    """A tensor of `x`; numbers and arrays become constants."""
    if isinstance(x, np.ndarray) and dtype is not None:
        x = x.astype(dtype)
    return tf.convert_to_tensor(x, dtype=dtype)


def marked(tensor, shape):
    """Give a tensor the attributes that scripts of classic Keras read: its shape, and that no phase changes it."""
    tensor._keras_shape = tuple(shape)
    tensor._uses_learning_phase = False
    return tensor

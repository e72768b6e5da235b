"""TensorFlow's own functions enter our graph when they are called with its tensors outside of it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any

from kerasfront_tensorflow.internals import GlobalOpDispatcher, make_decorator
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import is_ours
from kerasfront_tensorflow.tensors import GraphTensor, GraphVariable, graph_op, without_eager

ENTERING = (
    "Print", "arg_max", "arg_min", "assign", "assign_add", "assign_sub", "bincount", "case", "cond", "count_up_to",
    "foldl", "foldr", "gradients", "group", "guarantee_const", "hessians", "is_variable_initialized", "map_fn",
    "metrics.accuracy", "metrics.auc", "metrics.mean", "metrics.precision", "metrics.recall", "numpy_function",
    "py_func", "py_function", "reverse_sequence", "scan", "scatter_add", "scatter_div", "scatter_max",
    "scatter_min", "scatter_mul", "scatter_nd_add", "scatter_nd_sub", "scatter_nd_update", "scatter_sub",
    "scatter_update", "sparse_segment_mean", "sparse_segment_sqrt_n", "sparse_segment_sum",
    "sparse_tensor_dense_matmul", "summary.audio", "summary.histogram", "summary.image", "summary.scalar",
    "switch_case", "train.Optimizer.apply_gradients", "train.Optimizer.compute_gradients",
    "train.Optimizer.minimize", "train.cosine_decay", "train.exponential_decay", "train.inverse_time_decay",
    "train.natural_exp_decay", "train.polynomial_decay", "variables_initializer", "vectorized_map", "while_loop",
)  # fmt: skip
"""Functions of TensorFlow 1 and 2 that ask no dispatcher when they refuse tensors, or that do not refuse them."""

DECORATORS = ("custom_gradient", "grad_pass_through", "recompute_grad")
"""Decorators that return such functions."""


class _RawCalls(GlobalOpDispatcher):
    """Calls a function of TensorFlow again, within our graph, when it refuses our tensors outside of it.

    So ``tf.nn.relu(model.output)`` works anywhere.
    """

    def handle(self, op: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """The result of the function `op`, or NOT_SUPPORTED if no tensor of ours is among its arguments."""
        return _inside(op, args, kwargs) if _is_outside(args, kwargs) else self.NOT_SUPPORTED


def _is_outside(args: Any, kwargs: Any) -> bool:
    """Whether a call with these arguments has to enter our graph."""
    if is_ours(tf.compat.v1.get_default_graph()):
        return False
    leaves = tf.nest.flatten((args, kwargs))
    closed_over = (x for leaf in leaves if isinstance(leaf, FunctionType) for x in _used_by(leaf))
    return any(isinstance(x, (GraphTensor, GraphVariable)) for some in (leaves, closed_over) for x in some)


def _used_by(function: FunctionType) -> list[Any]:
    """The nonlocal and global variables that a function uses."""
    try:
        around = inspect.getclosurevars(function)
    except ValueError:  # of something that is defined later on
        return []
    return [*around.nonlocals.values(), *around.globals.values()]


def _inside(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    args, kwargs = tf.nest.map_structure(without_eager, (args, kwargs))
    return graph_op(function, reusable=False)(*args, **kwargs)


def _entering(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def entering(*args: Any, **kwargs: Any) -> Any:
        return _inside(function, args, kwargs) if _is_outside(args, kwargs) else function(*args, **kwargs)

    return make_decorator(function, entering)


def _giving_entering(decorator: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(decorator)
    def giving(*args: Any, **kwargs: Any) -> Any:
        return _entering(decorator(*args, **kwargs))

    return make_decorator(decorator, giving)


def _replace(path: str, by: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Replace a function of TensorFlow 1 and 2, where each has it."""
    *places, name = path.split(".")
    for library in (tf, tf.compat.v1):
        place: Any = functools.reduce(lambda found, part: getattr(found, part, None), places, library)
        if hasattr(place, name):
            setattr(place, name, by(getattr(place, name)))


_RawCalls().register()
for _path in ENTERING:
    _replace(_path, _entering)
for _path in DECORATORS:
    _replace(_path, _giving_entering)

"""The module that scripts of the time import as `tensorflow`: TensorFlow 1, with the names of 0.x, in K's graph."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from types import ModuleType
from typing import Any

from kerasfront_tensorflow.internals import default_graphs, python_module
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import state

AS_TODAY = {"compat", "keras"}
"""Names that are taken from today's TensorFlow, because they do not add to the graph."""

RENAMED = {
    "all_variables": "global_variables", "audio_summary": "summary.audio", "batch_matmul": "matmul",
    "complex_abs": "abs", "histogram_summary": "summary.histogram", "image_summary": "summary.image",
    "initialize_all_variables": "global_variables_initializer",
    "initialize_local_variables": "local_variables_initializer", "initialize_variables": "variables_initializer",
    "inv": "reciprocal", "merge_all_summaries": "summary.merge_all", "merge_summary": "summary.merge",
    "mul": "multiply", "neg": "negative", "pack": "stack", "scalar_summary": "summary.scalar", "select": "where",
    "sub": "subtract", "train.SummaryWriter": "summary.FileWriter", "unpack": "unstack",
}  # fmt: skip
"""Names of TensorFlow 0.x, and what they became."""

GONE = {
    "contrib": "tf.contrib ended with TensorFlow 1. Some of it is in tf.nn, tf.compat.v1.layers or packages of their "
    "own (tf_slim, tensorflow_addons).",
}


def concat(values: Any, axis: Any, name: str = "concat") -> Any:
    """Concatenate like `tf.concat`, also with the axis first, as until 0.12."""
    if isinstance(values, int):
        values, axis = axis, values
    return tf.concat(values, axis, name)


def split(*args: Any, **kwargs: Any) -> Any:
    """Split like `tf.split`, also with (axis, number, value), or split_dim and num_split, as until 0.12."""
    names = {"split_dim": "axis", "num_split": "num_or_size_splits"}
    kwargs = {names.get(name, name): value for name, value in kwargs.items()}
    if args and isinstance(args[0], int):
        kwargs |= dict(zip(("axis", "num_or_size_splits", "value"), args))
        args = ()
    return tf.compat.v1.split(*args, **kwargs)


CHANGED: dict[str, Callable[..., Any]] = {"concat": concat, "split": split}
"""Functions that took their arguments in another order."""


class ClassicTensorFlow(ModuleType):
    """A module of TensorFlow 1.

    Parameters
    ----------
    path : str
        Names of the modules that lead to it from the package, each with a dot behind it: "train.", "" for the package.
    """

    def __init__(self, path: str) -> None:
        super().__init__(f"{tf.__name__}.{path}".rstrip("."), tf.__doc__)
        self.__dict__["_path"] = path

    def __getattr__(self, name: str) -> Any:
        path = self.__dict__["_path"] + name
        if path in AS_TODAY or name.startswith("__"):
            return getattr(tf, name)
        if path == "python":  # its modules were replaced by some scripts of the time
            return python_module("")
        _stay_in_our_graph()
        if any(old.startswith(f"{path}.") for old in RENAMED):
            return ClassicTensorFlow(f"{path}.")
        return CHANGED.get(path) or _found(RENAMED.get(path, path))

    def __reduce__(self) -> tuple[Any, ...]:
        return ClassicTensorFlow, (self.__dict__["_path"],)

    def __dir__(self) -> list[str]:
        return dir(_found(self.__dict__["_path"].rstrip(".")))


_standing = ExitStack()
"""The block in which our graph is the default, until the process ends."""
atexit.register(_standing.close)


def _stay_in_our_graph() -> None:
    """Let functions add to our graph in this thread from now on; when K has begun another graph, to that.

    Within an `as_default` block of the script's own, they add to its graph.
    """
    graph, stack = state().graph, default_graphs.stack
    if not stack:
        state().executor.lend()
        _standing.enter_context(graph.as_default())
        _standing.callback(stack.__setitem__, slice(None), [graph])  # leaving checks that it is the last
    elif stack[0] is not graph and isinstance(stack[0], type(graph)):
        state().executor.lend()
        stack[0] = graph


def _found(path: str) -> Any:
    found: Any = tf.compat.v1
    for name in filter(None, path.split(".")):
        if not hasattr(found, name):
            raise AttributeError(GONE.get(path, f"TensorFlow has no {path}, nor had version 1 (tf.compat.v1)"))
        found = getattr(found, name)
    return found


module = ClassicTensorFlow("")

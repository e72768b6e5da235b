"""Private names of TensorFlow that this backend uses, each with its reason; no other file uses one.

All of them were checked on TensorFlow 2.16.1 (the lowest version in `constraints/lowest.txt`) and 2.21.0.

- `tensorflow.python.framework.ops._default_graph_stack`: to restore the default graphs after an interrupt, and to keep
  scripts of TensorFlow 1 in our graph
- `Graph._control_flow_context` and the other `BUILDING_STATE`: to restore them after an interrupt
- `Graph._control_dependencies_stack`, one of these: a variable is read anew within `tf.control_dependencies`
- `Graph._group_lock`: the same, where the interrupt came while it was taken
- `Graph._create_op_from_tf_operation`: the same, where the interrupt came between the library and its Python objects
- `Operation._get_control_flow_context`: to differentiate loops twice, their bodies have to be found
- `Operation._set_attr`: operations that call Python are marked with their order
- `Session._make_callable_from_options`: it has an eighth of the overhead of `Session.run`
- `Session._config`: `K.set_session` takes over the settings of a session for another graph
- `tensorflow.python.util._pywrap_util_port.IsMklEnabled`: no public function tells whether oneDNN is used
- `tf.__internal__.dispatch`, `tf.__internal__.decorator`: to let TensorFlow's functions enter our graph, and look as
  before to its tools
- `tf.__internal__.FuncGraph`: a graph that takes tensors of another one, to see what the step of a loop adds
- `threading._DummyThread`, `threading.RLock._is_owned`, Python's own: to know TensorFlow's threads, and who builds
- modules of `tensorflow.python`: classic `keras.backend.tensorflow_backend` had them as its attributes
"""

from __future__ import annotations

import copy
import importlib
import threading
from collections.abc import Sequence
from typing import Any

from tensorflow.python.framework import ops as _framework
from tensorflow.python.util import _pywrap_util_port as _build

from kerasfront_tensorflow.library import tf

default_graphs: Any = _framework._default_graph_stack
"""The graphs to which TensorFlow's functions add in this thread, the current one last."""

GlobalOpDispatcher: Any = tf.__internal__.dispatch.GlobalOpDispatcher
"""Base of what TensorFlow asks when one of its functions refuses its arguments."""

FuncGraph: Any = tf.__internal__.FuncGraph
"""A graph in which tensors of the default graph may be used; its `captures` tell which."""

make_decorator: Any = tf.__internal__.decorator.make_decorator
"""Mark a function as a decorated form of another."""

BUILDING_STATE = (
    "_control_flow_context", "_control_dependencies_stack", "_name_stack", "_gradient_override_map", "_attr_scope_map",
    "_default_original_op", "_colocation_stack", "_device_function_stack",
)  # fmt: skip
"""Attributes of a graph that say in what loop or branch, after which operations and under which names it is built."""


def building_state(graph: Any) -> dict[str, Any]:
    """Copy the `BUILDING_STATE` of a graph; TensorFlow changes it in place."""
    return {name: _copied(getattr(graph, name)) for name in BUILDING_STATE}


def restore_building_state(graph: Any, state: dict[str, Any]) -> None:
    """Make a graph usable after an operation was interrupted.

    Parameters
    ----------
    graph : tf.Graph
    state : dict
        What `building_state` gave before.
    """
    for name, value in state.items():
        setattr(graph, name, value)
    # What was interrupted while it acquired or released the lock would hold it for ever.
    graph._group_lock = type(graph._group_lock)(num_groups=2)
    # Python fails at an operation of which only the library knows.
    for operation in graph.new_operations():
        graph._create_op_from_tf_operation(operation, compute_device=False)


def orders_operations(graph: Any) -> bool:
    """Whether what is added to a graph now has to run after operations that are named by `tf.control_dependencies`."""
    return any(block._control_inputs_val for block in graph._control_dependencies_stack)


def control_flow_context(place: Any) -> Any:
    """The loop or branch that an operation is in, or in which a graph is being built; None outside of all."""
    return place._get_control_flow_context()


def set_attribute(operation: Any, name: str, numbers: Sequence[int]) -> None:
    """Give an operation an attribute of its own, a list of integers; the name must begin with an underscore."""
    operation._set_attr(name, tf.compat.v1.AttrValue(list=tf.compat.v1.AttrValue.ListValue(i=numbers)))


def make_callable(session: Any, options: Any) -> Any:
    """A function that runs `options`, a `CallableOptions`, in a session."""
    return session._make_callable_from_options(options)


def session_config(session: Any) -> Any:
    """The `ConfigProto` that a session was made with, or None."""
    return session._config


def has_onednn() -> bool:
    """Whether TensorFlow computes with oneDNN, by its default for this processor or by TF_ENABLE_ONEDNN_OPTS."""
    return _build.IsMklEnabled()


def is_foreign_thread() -> bool:
    """Whether this thread is not one of Python's, as TensorFlow's are, which run the Python functions in a graph."""
    return isinstance(threading.current_thread(), threading._DummyThread)


def holds(lock: Any) -> bool:
    """Whether this thread has acquired a `threading.RLock`."""
    return lock._is_owned()


def python_module(name: str) -> Any:
    """A module of `tensorflow.python`, or that package itself for an empty name."""
    return importlib.import_module(f"tensorflow.python.{name}".rstrip("."))


def _copied(value: Any) -> Any:
    return value.copy() if hasattr(value, "copy") else copy.copy(value) if isinstance(value, list) else value

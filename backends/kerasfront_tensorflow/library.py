"""TensorFlow itself, imported quietly."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def _silence() -> Iterator[None]:
    """Within the block, what native code writes to standard error is dropped.

    TensorFlow's start-up notes come before its log settings count, and would stand between the lines of every script.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "w", encoding="utf8") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def _classic_settings_hidden() -> Iterator[None]:
    """Within the block, the Keras that TensorFlow imports finds a backend that it knows.

    It reads the classic settings, `KERAS_BACKEND` and keras.json. Where they say 'theano', it would fail.
    """
    given = os.environ.get("KERAS_BACKEND")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    try:
        yield
    finally:
        os.environ.pop("KERAS_BACKEND")
        if given is not None:
            os.environ["KERAS_BACKEND"] = given


if "tensorflow" not in sys.modules:
    # At lower levels, the search for a GPU is reported as an error where there is none.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _silence(), _classic_settings_hidden(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside TensorFlow and its dependencies, not of our making
        import tensorflow as tf
else:
    import tensorflow as tf

from tensorflow.core.framework.variable_pb2 import VariableDef  # noqa: E402
from tensorflow.core.protobuf import config_pb2  # noqa: E402
from tensorflow.python.framework import ops as _framework  # noqa: E402
from tensorflow.python.util import _pywrap_util_port as _build  # noqa: E402

# The newer loops and branches must be complete before a session has run anything of their graph. Ours grow: a model
# predicts, and is given gradients later. This leaves eager code and `tf.function` as they are.
tf.compat.v1.disable_control_flow_v2()

default_graphs: Any = _framework._default_graph_stack
"""Of this thread: the graphs to which TensorFlow's functions add, the last one first."""


def with_onednn() -> bool:
    """Whether TensorFlow computes with oneDNN, by its default for this processor or by TF_ENABLE_ONEDNN_OPTS."""
    return _build.IsMklEnabled()


__all__ = ["VariableDef", "config_pb2", "default_graphs", "tf", "with_onednn"]

"""TensorFlow, imported quietly."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _silence() -> Iterator[None]:
    """Drop what native code writes to standard error within the block.

    TensorFlow prints its start-up notes before its log settings take effect.
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
    """Let the Keras that TensorFlow imports find a backend that it knows within the block.

    It reads the classic settings, `KERAS_BACKEND` and keras.json, and fails where they say 'theano'.
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

# How many threads a process may use beside others on the same machine, as `kerasfront launch` says.
if threads := os.environ.get("KERASFRONT_THREADS"):
    tf.config.threading.set_intra_op_parallelism_threads(int(threads))
    tf.config.threading.set_inter_op_parallelism_threads(int(threads))

# These two are the formats of protocol buffers that TensorFlow documents.
from tensorflow.core.framework.variable_pb2 import VariableDef  # noqa: E402
from tensorflow.core.protobuf import config_pb2  # noqa: E402

# The newer loops and branches must be complete before a session has run anything of their graph. Ours grow: a model
# predicts, and is given gradients later. This leaves eager code and `tf.function` as they are.
tf.compat.v1.disable_control_flow_v2()

__all__ = ["VariableDef", "config_pb2", "tf"]

"""Doors to TensorFlow itself, for what K does not cover."""

from __future__ import annotations

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import state

__all__ = ["engine_info", "get_session", "manual_variable_initialization", "set_session"]


def engine_info():
    threads = tf.config.threading
    return {
        "library": "tensorflow",
        "version": tf.__version__,
        "devices": [device.name for device in tf.config.list_physical_devices()],
        "threads": f"intra-op {threads.get_intra_op_parallelism_threads() or 'all cores'}, "
        f"inter-op {threads.get_inter_op_parallelism_threads() or 'all cores'}",
        "blas": "oneDNN and Eigen, built in",
    }


def get_session():
    state().lent = True
    return state().session


def set_session(session):
    state().replace_session(session)


def manual_variable_initialization(value):
    state().manual_initialization = bool(value)

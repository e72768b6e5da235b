"""What `keras.backend.tensorflow_backend` offered besides the operations of K: TensorFlow 1, and parts of it."""

from __future__ import annotations

import importlib
import os as os
import warnings as warnings
from typing import Any

import numpy as np

from kerasfront_tensorflow.function import Function as Function
from kerasfront_tensorflow.library import tf as tensorflow
from kerasfront_tensorflow.tensors import as_tensor, graph_op

__all__ = ["Function", "control_flow_ops", "ctc", "moving_averages", "np", "os", "tensor_array_ops", "tf", "warnings"]

tf = tensorflow.compat.v1
control_flow_ops = importlib.import_module("tensorflow.python.ops.control_flow_ops")
ctc = importlib.import_module("tensorflow.python.ops.ctc_ops")
moving_averages = importlib.import_module("tensorflow.python.training.moving_averages")
tensor_array_ops = importlib.import_module("tensorflow.python.ops.tensor_array_ops")
tf_major_version, tf_minor_version = (int(part) for part in tensorflow.__version__.split(".")[:2])


@graph_op
def _to_tensor(x: Any, dtype: str) -> Any:
    """A tensor of that type; scripts with losses of their own make one of `K.epsilon()`."""
    return tensorflow.cast(as_tensor(x), dtype)


def _convert_string_dtype(dtype: str) -> Any:
    """TensorFlow's own type for one of NumPy's names."""
    return tensorflow.as_dtype(dtype)

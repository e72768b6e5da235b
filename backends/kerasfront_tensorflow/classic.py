"""Names of `keras.backend.tensorflow_backend` besides the operations of K: TensorFlow 1, and parts of it."""

from __future__ import annotations

import os as os
import warnings as warnings
from typing import Any

import numpy as np

from kerasfront_tensorflow.function import Function as Function
from kerasfront_tensorflow.internals import python_module
from kerasfront_tensorflow.library import tf as tensorflow
from kerasfront_tensorflow.tensors import as_tensor, graph_op

__all__ = ["Function", "control_flow_ops", "ctc", "moving_averages", "np", "os", "tensor_array_ops", "tf", "warnings"]

tf = tensorflow.compat.v1
control_flow_ops = python_module("ops.control_flow_ops")
ctc = python_module("ops.ctc_ops")
moving_averages = python_module("training.moving_averages")
tensor_array_ops = python_module("ops.tensor_array_ops")
tf_major_version, tf_minor_version = (int(part) for part in tensorflow.__version__.split(".")[:2])


@graph_op
def _to_tensor(x: Any, dtype: str) -> Any:
    """A tensor of a type; scripts with losses of their own convert `K.epsilon()`."""
    return tensorflow.cast(as_tensor(x), dtype)


def _convert_string_dtype(dtype: str) -> Any:
    """The `tf.DType` of one of NumPy's names."""
    return tensorflow.as_dtype(dtype)

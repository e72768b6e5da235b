"""What TensorFlow multiplies matrices with."""

from __future__ import annotations


def blas() -> str:
    """In words: by default it depends on the processor, and TF_ENABLE_ONEDNN_OPTS decides."""
    from tensorflow.python.util import _pywrap_util_port

    return "oneDNN and Eigen, built in" if _pywrap_util_port.IsMklEnabled() else "Eigen, built in; oneDNN is off"

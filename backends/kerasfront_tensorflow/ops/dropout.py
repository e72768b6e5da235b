"""Dropout as one operation."""

from __future__ import annotations

from typing import Any

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled

FILE, OPERATION = "dropout", "KerasfrontDropout"


def runs(x: Any) -> bool:
    """Whether dropout of a tensor can be one operation on this machine."""
    return x.dtype == tf.float32 and compiled.load(FILE) is not None


def dropout(x: Any, level: float, seed: Any) -> Any:
    """See `K.dropout`. seed: two integers that determine the draws."""
    of_16_bits = min(round(level * 2**16), 2**16 - 1)
    threads = tf.config.threading.get_intra_op_parallelism_threads()
    key, counter = tf.raw_ops.StatelessRandomGetKeyCounter(seed=seed)
    return _applied(x, key, counter, level=of_16_bits, scale=1.0 / (1.0 - level), threads=threads)


def _applied(x, key, counter, **attributes):
    y = compiled.load(FILE).kerasfront_dropout(x, key, counter, **attributes)
    y.set_shape(x.shape)
    return y


@tf.RegisterGradient(OPERATION)
def _gradient(operation, gradient):
    attributes = {name: operation.get_attr(name) for name in ("level", "scale", "threads")}
    return _applied(gradient, *operation.inputs[1:], **attributes), None, None

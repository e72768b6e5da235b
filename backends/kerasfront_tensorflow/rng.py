"""Random tensors.

TensorFlow's stateless generators are keyed by (seed of the operation, number of the run), so a run can be repeated, and
continued from a saved number.
"""

from __future__ import annotations

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import state
from kerasfront_tensorflow.tensors import graph_op
from kerasfront_tensorflow.variables import new_variable
from kerasfront_tensorflow.walk import depends_on

__all__ = ["dropout", "random_binomial", "random_normal", "random_uniform"]


@graph_op
def random_normal(shape, mean=0.0, std=1.0, dtype=None, seed=None):
    return tf.random.stateless_normal(shape, _key(seed), mean, std, dtype)


@graph_op
def random_uniform(shape, low=0.0, high=1.0, dtype=None, seed=None):
    return tf.random.stateless_uniform(shape, _key(seed), low, high, dtype)


@graph_op
def random_binomial(shape, p=0.0, dtype=None, seed=None):
    return tf.cast(tf.random.stateless_uniform(shape, _key(seed)) < p, dtype)


@graph_op
def dropout(x, level, noise_shape=None, seed=None):
    sizes = tf.shape(x)
    if noise_shape is not None:
        sizes = tf.stack([sizes[i] if d is None else d for i, d in enumerate(noise_shape)])
    kept = tf.random.stateless_uniform(sizes, _key(seed), dtype=x.dtype.base_dtype) >= level
    return tf.where(kept, x * (1.0 / (1.0 - level)), tf.zeros_like(x))


def advances(outputs, updates):
    """The update that lets the next run draw anew, if this one draws at all."""
    draws = state().draws
    computed = [*outputs, *(tf.convert_to_tensor(new) for _, new in updates)]
    return [(draws, draws + 1)] if draws is not None and depends_on(computed, draws.handle) else []


def _key(seed):
    """What decides the numbers: the operation's seed, the run, and within loops the step."""
    if state().draws is None:
        state().draws = new_variable(0, "int64", "number_of_draws")
    key = tf.stack([tf.constant(seed, "int64"), state().draws.read_value()])
    for step in state().counters:
        key = tf.random.fold_in(key, step)
    return key

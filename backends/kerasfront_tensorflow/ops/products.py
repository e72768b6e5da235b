"""Products around zeros, where TensorFlow has no second-order gradients because it divides."""

from __future__ import annotations

from typing import Any

from kerasfront_tensorflow.library import tf


def of_zeros(x: Any, axis: Any, keepdims: bool) -> Any:
    """The product of the elements that are 0 (1 if none is), with correct gradients up to the third order.

    It is the elementary symmetric polynomial of as many elements, by Newton's identities; with more than three of them,
    all gradients up to the third order are 0.
    """
    zero = tf.equal(x, 0)
    near = tf.where(zero, x, tf.zeros_like(x))
    one, two, three = (tf.reduce_sum(power, axis, keepdims) for power in (near, near * near, near * near * near))
    polynomials = [tf.ones_like(one), one, (one * one - two) / 2, (one * one * one - 3 * one * two + 2 * three) / 6]
    count, product = tf.math.count_nonzero(zero, axis, keepdims), tf.zeros_like(one)
    for degree, polynomial in enumerate(polynomials):
        product = tf.where(tf.equal(count, degree), polynomial, product)
    return product

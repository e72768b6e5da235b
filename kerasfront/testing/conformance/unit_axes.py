"""Axes of size 1, by which backends stretch and drop axes: of operations that an adapter is likely to write itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Case, Scenario, integers, numbers
from kerasfront.testing.conformance.conv import convolve, pooling
from kerasfront.testing.conformance.gated_rnn import STEPS, gated_rnn_case
from kerasfront.testing.conformance.nn import ACTIVATIONS, binary, categorical, normalization, pick
from kerasfront.testing.conformance.reductions import weighted

AT_ONCE = 4

SHAPES = (1,), (1, 3), (3, 1), (1, 1, 1)


def _loops() -> Iterator[Case]:
    """Cases of loops over one sample, one time step or one unit."""
    for cell in STEPS:
        for sizes in ((1, 4, 2), (3, 1, 2), (3, 4, 1), (1, 1, 1)):
            yield gated_rnn_case(cell, "sigmoid", sizes=sizes)
        yield gated_rnn_case(cell, "sigmoid", "masked", sizes=(3, 1, 2))
        yield gated_rnn_case(cell, "sigmoid", "masked", sizes=(1, 1, 1))
        yield gated_rnn_case(cell, "hard_sigmoid", "scaled", sizes=(1, 1, 1))


def _convolutions() -> Iterator[Case]:
    for images, kernel in (((1, 3, 3, 1), (2, 2, 1, 1)), ((2, 1, 4, 2), (1, 3, 2, 1)), ((2, 1, 1, 1), (1, 1, 1, 2))):
        yield Case(
            "conv2d",
            (numbers(*images), numbers(*kernel, seed=1)),
            convolve,
            {"strides": (1, 1), "border_mode": "valid", "dim_ordering": "tf"},
            label=f"{images}, {kernel}",
            differentiable=True,
            unknown_shapes=False,
        )


def _losses() -> Iterator[Case]:
    for op, oracle in (("binary_crossentropy", binary), ("categorical_crossentropy", categorical)):
        for sizes in SHAPES[1:]:
            for from_logits in (False, True):
                arrays = (numbers(*sizes, low=0.1, high=0.9, seed=seed) for seed in (0, 1))
                arguments, label = {"from_logits": from_logits}, f"{sizes}{', logits' * from_logits}"
                yield Case(op, tuple(arrays), oracle, arguments, label=label, differentiable=True)


def _each(op: str, oracle: Any, count: int = 1) -> Iterator[Case]:
    """Cases for arrays of every shape."""
    for sizes in SHAPES:
        arrays = tuple(numbers(*sizes, seed=seed) for seed in range(count))
        yield Case(op, arrays, oracle, label=f"{sizes}", differentiable=True)


def _adam_step(K: Any) -> None:
    for sizes in SHAPES:
        p, m, v = (K.variable(np.full(sizes, value)) for value in (1.0, 0.0, 0.0))
        rates = [K.variable(rate) for rate in (0.1, 0.9, 0.99, 0.0)]
        K.function([], [], [K.adam_step(p, m, v, K.variable(np.full(sizes, 2.0)), *rates)])([])
        np.testing.assert_allclose(K.get_value(p), np.full(sizes, 1.0 - 0.1 * 0.2 / 0.2), rtol=1e-5)


def _dropout(K: Any) -> None:
    for sizes in SHAPES:
        x = K.placeholder(shape=sizes)
        kept = K.dropout(x, 0.5)
        values, gradients = K.function([x], [kept, *K.gradients(K.sum(kept), [x])])([np.ones(sizes)])
        assert values.shape == sizes
        np.testing.assert_array_equal(values, gradients)


CASES = [
    *_loops(),
    *_convolutions(),
    *(
        pooling("pool2d", lengths, size, (1, 1), "valid", pool_mode, dim_ordering)
        for lengths, size in (((1, 3), (1, 2)), ((1, 1), (1, 1)))
        for pool_mode in ("max", "avg")
        for dim_ordering in ("tf", "th")
    ),
    *_losses(),
    *(case for op in ("rectify", "elu") for case in _each(op, ACTIVATIONS[op])),
    *_each("squared_difference", lambda x, y: (x - y) ** 2, 2),
    *_each("weighted_mean", weighted, 2),
    Case("pick", (numbers(1, 1, 1), integers(1, 1, below=1)), pick, differentiable=True, label="one class"),
    normalization((4, 1), (0,)),
    normalization((3, 1, 2, 1), (0, 1, 2)),
    normalization((1, 1, 2), (0, 2)),
    Scenario("adam_step", _adam_step, "axes of size 1"),
    Scenario("dropout", _dropout, "axes of size 1"),
]

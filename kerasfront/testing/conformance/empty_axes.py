"""Axes of size 0: no samples, no indices, nothing to add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from kerasfront.testing.conformance import conv
from kerasfront.testing.conformance.case import Case, Scenario, integers, numbers
from kerasfront.testing.conformance.elementwise import quiet
from kerasfront.testing.conformance.gated_rnn import STEPS, gated_rnn_case
from kerasfront.testing.conformance.nn import ACTIVATIONS, binary, categorical, pick

ROWS = numbers(0, 3)
NO_CLASSES = integers(0)


def _case(op: str, oracle: Any, *inputs: np.ndarray, label: str = "", known: bool = False, **arguments: Any) -> Case:
    """With first gradients if there are floats. known: whether the shapes must be known."""
    floats, name = any(array.dtype.kind == "f" for array in inputs), f"empty {label}".strip()
    return Case(
        op, inputs, quiet(oracle), arguments, label=name, differentiable=floats, second=False, unknown_shapes=not known
    )


def _reductions() -> Iterator[Case]:
    for op, function in (("sum", np.sum), ("prod", np.prod), ("mean", lambda x, axis: x.sum(axis) / x.shape[axis])):
        for axis in (0, 1):
            yield _case(op, lambda x, axis, f=function: f(x, axis=axis), ROWS, label=f"axis={axis}", axis=axis)
    for op in ("max", "min", "var"):
        yield _case(op, lambda x, axis, op=op: getattr(np, op)(x, axis=axis), ROWS, label="rows", axis=1)
    for op in ("any", "all"):
        yield Case(op, (ROWS > 0,), lambda x, axis, op=op: getattr(np, op)(x, axis=axis), {"axis": 0}, label="empty")
    yield Case("argmax", (ROWS,), lambda x, axis: np.argmax(x, axis), {"axis": 1}, label="empty rows")


def _shapes() -> Iterator[Case]:
    def join(K: Any, *parts: Any) -> Any:
        return K.concatenate(list(parts), 0)

    yield Case("concatenate", (ROWS, numbers(2, 3)), lambda *a: np.concatenate(a, 0), build=join, label="empty part")
    yield Case("stack", (ROWS, ROWS), lambda *a: np.stack(a), build=lambda K, *x: K.stack(list(x)), label="empty")
    yield _case("reshape", lambda x, shape: x.reshape(shape), ROWS, shape=(3, 0, 2))
    yield _case("batch_flatten", lambda x: x.reshape(0, 6), numbers(0, 3, 2), known=True)
    yield _case("permute_dimensions", lambda x, pattern: x.transpose(pattern), ROWS, pattern=(1, 0))
    yield _case("reverse", lambda x, axes: np.flip(x, axes), ROWS, axes=0)
    yield _case("repeat_elements", lambda x, rep, axis: np.repeat(x, rep, axis), ROWS, rep=2, axis=1)
    yield _case("repeat_elements", lambda x, rep, axis: x[:0], numbers(2, 3), label="0 times", rep=0, axis=0)
    yield _case("tile", lambda x, n: np.tile(x, n), ROWS, n=(2, 1))
    yield _case("zero_pad", lambda x, widths: np.pad(x, widths), ROWS, widths=[(1, 0), (0, 2)])
    yield _case("one_hot", lambda x, nb_classes: np.zeros((0, nb_classes)), NO_CLASSES, nb_classes=4)


def _images() -> Iterator[Case]:
    """One convolution and one pooling of each kind, without samples."""
    seen = set()
    for case in conv.CASES:
        options = {name: case.arguments.get(name) for name in ("dim_ordering", "pool_mode", "output_shape")}
        kind = (case.op, options["dim_ordering"], options["pool_mode"])
        if kind not in seen and (options["output_shape"] or (None,))[0] is None:
            seen.add(kind)
            images, *kernels = case.inputs
            yield replace(case, inputs=(images[:0], *kernels), label=f"empty batch {case.label}", second=False)


def _products() -> Iterator[Case]:
    for left, right in (((0, 3), (3, 4)), ((3, 0), (0, 4)), ((3, 4), (4, 0)), ((2, 3, 0), (0, 4))):
        yield _case("dot", np.dot, numbers(*left), numbers(*right), label=f"{left} {right}")
    yield _case("batch_dot", lambda x, y: x @ y, numbers(0, 2, 3), numbers(0, 3, 4), label="samples")
    yield _case("gather", lambda x, i: x[i], numbers(4, 2), NO_CLASSES, label="indices")
    yield _case("pick", pick, ROWS, NO_CLASSES)


def _elements() -> Iterator[Case]:
    yield _case("square", np.square, ROWS)
    yield _case("maximum", np.maximum, ROWS, ROWS)
    yield _case("where", np.where, ROWS > 0, ROWS, ROWS)
    for op in ("softmax", "sigmoid", "rectify", "elu"):
        yield _case(op, ACTIVATIONS[op], ROWS)
    yield _case("categorical_crossentropy", categorical, ROWS, ROWS)
    yield _case("binary_crossentropy", binary, ROWS, ROWS)


def _dropout(K: Any) -> None:
    x = K.placeholder((None, 3))
    assert K.function([x], [K.dropout(x, 0.5)])([ROWS])[0].shape == (0, 3)


CASES = [
    *_elements(),
    *_reductions(),
    *_shapes(),
    *_products(),
    *_images(),
    *(gated_rnn_case(cell, "sigmoid", sizes=(0, 4, 2)) for cell in STEPS),
    Scenario("dropout", _dropout, "empty"),
]

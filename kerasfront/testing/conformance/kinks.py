"""Gradients at ties, kinks and steep places, where differences cannot tell them: the rule stands in `elementwise`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Case

inf = np.inf
AROUND_0 = (-1.0, 0.0, 4.0)
AROUND_BOUNDS = (-2.5, 0.0, 2.5)


@dataclass(frozen=True)
class Kink:
    """A function of a vector and its gradients.

    Attributes
    ----------
    op : str
        The operation that it is about.
    label : str
        What is done with it.
    function : callable
        (K, x) -> tensor.
    first : sequence of float
        The gradient of its sum at each of `places`.
    second : sequence of float, optional
        The gradient of the sum of that gradient.
    places : sequence of float
    """

    op: str
    label: str
    function: Callable[[Any, Any], Any]
    first: Sequence[float]
    second: Sequence[float] | None = None
    places: Sequence[float] = AROUND_0

    def case(self) -> Case:
        """The gradients as outputs of a case."""
        expected = [np.array(order, float) for order in (self.first, self.second) if order is not None]

        def build(K: Any, x: Any) -> list[Any]:
            found, y = [], self.function(K, x)
            for _ in expected:
                (y,) = K.gradients(K.sum(y), [x])
                found.append(y)
            return found

        label = f"gradient {self.label}" if self.label else "gradient"
        return Case(self.op, (np.array(self.places, "float32"),), lambda x: expected, build=build, label=label)


PLAIN = [
    Kink("abs", "", lambda K, x: K.abs(x), [-1, 0, 1], [0, 0, 0]),
    Kink("sqrt", "", lambda K, x: K.sqrt(x), [0, inf, 0.25], [0, -inf, -1 / 32]),
    Kink("log", "", lambda K, x: K.log(x), [-1, inf, 0.25], [-1, -inf, -1 / 16]),
    Kink("sign", "", lambda K, x: K.sign(x) + x, [1, 1, 1], [0, 0, 0]),
    Kink("round", "", lambda K, x: K.round(x) + x, [1, 1, 1], [0, 0, 0]),
    Kink("maximum", "at 0", lambda K, x: K.maximum(x, 0.0), [0, 1, 1], [0, 0, 0]),
    Kink("maximum", "of a number and x", lambda K, x: K.maximum(0.0, x), [0, 0, 1], [0, 0, 0]),
    Kink("minimum", "at 0", lambda K, x: K.minimum(x, 0.0), [1, 1, 0], [0, 0, 0]),
    Kink("clip", "on the bounds", lambda K, x: K.clip(x, 0.0, 4.0), [0, 1, 1], [0, 0, 0]),
    Kink("rectify", "", lambda K, x: K.rectify(x), [0, 0, 1], [0, 0, 0]),
    Kink("relu", "at the maximum", lambda K, x: K.relu(x, max_value=4.0), [0, 0, 1], [0, 0, 0]),
    Kink("relu", "with alpha", lambda K, x: K.relu(x, 0.3, 4.0), [0.3, 0, 1], [0, 0, 0]),
    Kink("elu", "", lambda K, x: K.elu(x, 0.3), [0.3 * np.exp(-1), 0.3, 1], [0.3 * np.exp(-1), 0, 0]),
    Kink("softsign", "", lambda K, x: K.softsign(x), [0.25, 1, 0.04]),
    Kink("hard_sigmoid", "", lambda K, x: K.hard_sigmoid(x), [0.2] * 3, [0] * 3, AROUND_BOUNDS),
    Kink("max", "of equals", lambda K, x: K.max(x) * x, [6, 3, 6], [2.5, 1, 2.5], [3, 0, 3]),
    Kink("min", "of equals", lambda K, x: K.min(x) * x, [3.5, 3.5, 1], [2.5, 2.5, 1], [1, 1, 3]),
    Kink("prod", "with a zero", lambda K, x: K.prod(x), [0, 6, 0], [3, 5, 2], [2, 0, 3]),
    Kink("prod", "with zeros", lambda K, x: K.prod(x), [0, 0, 0], [3, 3, 0], [0, 0, 3]),
    Kink("l2_normalize", "of zeros", lambda K, x: K.l2_normalize(x, 0), [1e6] * 3, [0] * 3, [0, 0, 0]),
]
"""Operations by themselves."""

COMPOSED = [
    Kink("sqrt", "square of the root", lambda K, x: K.square(K.sqrt(x)), [0, 0, 1]),
    Kink("sqrt", "its product with itself", lambda K, x: K.sqrt(x) * K.sqrt(x), [0, 0, 1]),
    Kink("sqrt", "its product with x", lambda K, x: x * K.sqrt(x), [0, 0, 3]),
    Kink("sqrt", "third power of the root", lambda K, x: K.sqrt(x) ** 3, [0, 0, 3]),
    Kink("sqrt", "of what is above 0", lambda K, x: K.sqrt(K.rectify(x)), [0, 0, 0.25]),
    Kink("log", "of what is above 0", lambda K, x: K.log(K.rectify(2.0 * x)), [0, 0, 0.25]),
    Kink("pow", "of the power 0", lambda K, x: K.pow(x, 0), [0, 0, 0]),
    Kink("pow", "of the power of an operator", lambda K, x: x**0.0 + x**1, [1, 1, 1]),
    Kink("abs", "of the absolute value", lambda K, x: K.abs(K.abs(x)), [-1, 0, 1]),
    Kink("abs", "of the root", lambda K, x: K.abs(K.sqrt(x)), [0, 0, 0.25]),
    Kink("abs", "its square", lambda K, x: K.square(K.abs(x)), [-2, 0, 8]),
    Kink("abs", "its product with x", lambda K, x: x * K.abs(x), [2, 0, 8], [-2, 0, 2]),
    Kink("rectify", "its product with x", lambda K, x: x * K.rectify(x), [0, 0, 8], [0, 0, 2]),
    Kink("maximum", "of the maximum", lambda K, x: K.maximum(K.maximum(x, 0.0), 0.0), [0, 1, 1]),
    Kink("maximum", "of x and -x", lambda K, x: K.maximum(x, -x), [-1, 1, 1]),
    Kink("maximum", "its product with x", lambda K, x: x * K.maximum(x, 0.0), [0, 0, 8], [0, 2, 2]),
    Kink("minimum", "of the maximum", lambda K, x: K.minimum(K.maximum(x, 0.0), 0.0), [0, 1, 0]),
    Kink("clip", "of the clipped", lambda K, x: K.clip(K.clip(x, 0.0, 4.0), -1.0, 4.0), [0, 1, 1]),
    Kink("clip", "its product with x", lambda K, x: x * K.clip(x, 0.0, 4.0), [0, 0, 8], [0, 2, 2]),
]
"""Gradients of compositions: the rules of their parts, one after the other."""


def _ties() -> Iterator[Case]:
    """Where two operands are equal, the gradient goes to the first; equal extremes share it."""
    x = np.array([-1.0, 0.0, 2.0], "float32")
    for op in ("maximum", "minimum"):

        def build(K: Any, x: Any, y: Any, op: str = op) -> Any:
            return K.gradients(K.sum(getattr(K, op)(x, y)), [x, y])

        yield Case(op, (x, x), lambda x, y: [np.ones(3), np.zeros(3)], build=build, label="gradient where equal")
    ties, answer = np.array([[1, 3, 3], [2, 2, 2]], "float32"), np.array([[0, 0.5, 0.5], [1 / 3] * 3])
    for op, sign in (("max", 1), ("min", -1)):

        def along_rows(K: Any, x: Any, op: str = op) -> Any:
            return K.gradients(K.sum(getattr(K, op)(x, 1)), [x])

        yield Case(op, (sign * ties,), lambda x: answer, build=along_rows, label="gradient of equals in rows")


def _windows() -> Iterator[Case]:
    """The first of the equal maxima of a window has the gradient, and the second-order gradient."""
    rows = [[1, 1, 0], [1, 1, 2], [2, 0, 2]]
    volume = [rows, [[1, 0, 2], [2, 1, 1], [0, 2, 2]]]
    for op, pixels, mode in (("pool2d", rows, "valid"), ("pool2d", rows, "same"), ("pool3d", volume, "valid")):
        x = np.array(pixels, "float32")
        for dim_ordering in ("tf", "th"):
            shape = (1, *x.shape, 1) if dim_ordering == "tf" else (1, 1, *x.shape)
            answers = [answer.reshape(shape) for answer in _of_first(x, mode)]

            def build(K: Any, x: Any, op: str = op, mode: str = mode, dim_ordering: str = dim_ordering) -> list[Any]:
                ones = (1,) * (K.ndim(x) - 2)
                pooled = getattr(K, op)(x, [2 * one for one in ones], ones, mode, dim_ordering, "max")
                (gradient,) = K.gradients(K.sum(K.square(pooled)), [x])
                return [gradient, *K.gradients(K.sum(gradient), [x])]

            label = f"gradient of equals {dim_ordering} {mode}"
            yield Case(op, (x.reshape(shape),), lambda x, answers=answers: answers, build=build, label=label)


def _of_first(x: np.ndarray, mode: str) -> list[np.ndarray]:
    """Both gradients of the sum of the squares of the maxima of windows of two elements along each axis."""
    gradients, ends = [np.zeros(x.shape), np.zeros(x.shape)], np.array(x.shape)
    for place in np.ndindex(*(ends if mode == "same" else ends - 1)):
        taps = [tuple(np.add(place, tap)) for tap in np.ndindex(*(2,) * x.ndim)]
        first = max((tap for tap in taps if (tap < ends).all()), key=lambda tap: x[tap])  # Python's is the first
        for gradient, value in zip(gradients, (2 * x[first], 2)):
            gradient[first] += value
    return gradients


CASES = [*(kink.case() for kink in PLAIN), *(kink.case() for kink in COMPOSED), *_ties(), *_windows()]

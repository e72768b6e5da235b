"""Judge cases: values, types, static shapes, gradients, and that no argument is changed."""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.specification import OPERATIONS
from kerasfront.errors import UnsupportedOperation
from kerasfront.testing.conformance.case import Case, Scenario
from kerasfront.testing.conformance.finite_differences import directional, gradients, loss, second_gradients

Findings = list[str]

MISSING = "not available on this backend"
"""The finding for an optional operation that the backend does not offer."""

AT_ONCE = 12
"""Cases in one function, unless a family says otherwise: simplifying a graph may take the square of its size."""


class BuiltCase:
    """A case, built on the active backend.

    Parameters
    ----------
    case : Case
    known : bool
        Whether the placeholders have known shapes, or only ranks.
    """

    def __init__(self, case: Case, known: bool) -> None:
        self.case = case
        self.known = known
        self.fed = [np.array(array) for array in case.inputs]
        self.placeholders = [
            K.placeholder(shape=a.shape if known else None, ndim=a.ndim, dtype=a.dtype.name) for a in case.inputs
        ]
        self.arguments = copy.deepcopy(dict(case.arguments))
        self.outputs = case.apply(K, self.placeholders, self.arguments)
        # Axes of size 1 are where a backend may take what it knows of a tensor for what it knows of its gradient.
        differentiated = known or any(1 in array.shape for array in case.inputs)
        self.floats = [i for i, array in enumerate(case.inputs) if array.dtype.kind == "f"]
        self.refusal = ""
        self.gradients = self._gradients() if differentiated and case.differentiable else []
        self.second = self._second() if self.gradients and case.second else []

    @property
    def computed(self) -> list[Any]:
        """All tensors to be evaluated."""
        return [*self.outputs, *self.gradients, *self.second]

    def _gradients(self) -> list[Any]:
        answers = self.case.expected(*self.case.inputs)
        if any(_static(K.int_shape(o), answer.shape, False) for o, answer in zip(self.outputs, answers)):
            return []  # the values will not fit either
        return K.gradients(loss(self.outputs, answers, K.sum), [self.placeholders[i] for i in self.floats])

    def _second(self) -> list[Any]:
        arrays = [self.fed[i] for i in self.floats]
        try:
            return K.gradients(directional(self.gradients, arrays, K.sum), [self.placeholders[i] for i in self.floats])
        except UnsupportedOperation as error:
            if not self.case.only_first:
                raise
            self.refusal = str(error)
            return []

    def findings(self, results: Sequence[np.ndarray] | Exception) -> Findings:
        """Return how the results differ from the answers, as sentences; raise an exception in their place."""
        if isinstance(results, Exception):
            raise results
        case = self.case
        exact = [a.astype("float64") if a.dtype.kind == "f" else a for a in case.inputs]
        answers = case.expected(*exact)
        if len(answers) != len(self.outputs):
            return [f"gives {len(self.outputs)} tensors, expected {len(answers)}"]
        found: Findings = []
        for output, result, answer in zip(self.outputs, results, answers):
            found += _values("value", result, answer, case.tolerance)
            found += _types(K.dtype(output), result, answer)
            found += _static(K.int_shape(output), result.shape, self.known)
        found += self._gradient_findings(results[len(answers) :], exact)
        if any(not np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(self.fed, case.inputs)):
            found.append("changes the arrays that it is fed with")
        if self.arguments != case.arguments:
            found.append(f"changes its arguments: {case.arguments} became {self.arguments}")
        return [f"{text} (placeholders of {'known' if self.known else 'unknown'} shape)" for text in found]

    def _gradient_findings(self, results: Sequence[np.ndarray], arrays: Sequence[np.ndarray]) -> Findings:
        found: Findings = []
        case, rest = self.case, iter(results)
        for what, tensors, differences, tolerance in (
            ("gradient", self.gradients, gradients, 10 * case.tolerance),
            ("second-order gradient", self.second, second_gradients, 100 * case.tolerance),
        ):
            for tensor, result, answer in zip(tensors, rest, differences(case.expected, arrays) if tensors else []):
                found += _values(what, result, answer, tolerance)
                found += _static(K.int_shape(tensor), result.shape, False)
        if self.refusal and case.op not in self.refusal:
            found.append(f"has no second-order gradient, and its error does not name the operation: {self.refusal}")
        return found


def check(cases: Sequence[Case | Scenario], at_once: int = AT_ONCE) -> list[Findings]:
    """Judge cases on the active backend.

    Parameters
    ----------
    cases : sequence of Case and Scenario
    at_once : int
        How many cases are compiled into one function. A few take less time than one; if the function fails, they are
        compiled into smaller ones.

    Returns
    -------
    list of lists of str
        For each case what is wrong, in sentences; an empty list if nothing is.
    """
    found: list[Findings] = [[] for _ in cases]
    built: list[tuple[Findings, BuiltCase]] = []
    for findings, case in zip(found, cases):
        if isinstance(case, Case):
            with _noted(findings, case.op):
                kinds = (True, False) if case.unknown_shapes else (True,)
                built += [(findings, BuiltCase(case, known)) for known in kinds]
    results = (result for some in _batches([one for _, one in built], at_once) for result in _computed(some))
    for (findings, one), result in zip(built, results):
        with _noted(findings, one.case.op):
            findings += one.findings(result)
    for findings, case in zip(found, cases):
        if isinstance(case, Scenario):  # last, since it may throw graphs away
            with _noted(findings, case.op):
                case.run(K)
    return found


@contextmanager
def _noted(findings: Findings, op: str) -> Generator[None]:
    """Turn an exception of the block into a finding."""
    try:
        yield
    except UnsupportedOperation as error:
        findings.append(MISSING if OPERATIONS[op].optional else _failure(error))
    except Exception as error:
        findings.append(_failure(error))


def _failure(error: Exception) -> str:
    return f"fails with {type(error).__name__}: {next(iter(str(error).strip().splitlines()), '')}"


def _batches(built: Sequence[BuiltCase], at_once: int) -> Iterator[Sequence[BuiltCase]]:
    return (built[i : i + at_once] for i in range(0, len(built), at_once))


def _computed(built: Sequence[BuiltCase]) -> list[Any]:
    """Return for each case its results, or the exception that it raises."""
    inputs = [x for one in built for x in one.placeholders]
    outputs = [x for one in built for x in one.computed]
    try:
        results = iter(K.function(inputs, outputs)([array for one in built for array in one.fed]))
    except Exception as error:
        half = len(built) // 2
        return [*_computed(built[:half]), *_computed(built[half:])] if half else [error]
    return [[next(results) for _ in one.computed] for one in built]


def _values(what: str, result: np.ndarray, answer: np.ndarray, tolerance: float) -> Findings:
    if result.shape != answer.shape:
        return [f"{what} has shape {result.shape}, expected {answer.shape}"]
    a, b = result.astype("float64"), answer.astype("float64")
    close = np.isclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True)
    if close.all():
        return []
    place = tuple(int(i) for i in np.argwhere(~close)[0])
    return [f"{what} at {place} is {result[place]}, expected {answer[place]} ({(~close).sum()} of {close.size} differ)"]


def _types(announced: str, result: np.ndarray, answer: np.ndarray) -> Findings:
    expected = K.floatx() if answer.dtype.kind == "f" else answer.dtype.name
    given = {announced, result.dtype.name} - {expected}
    return [f"has type {', '.join(sorted(given))}, expected {expected}"] if given else []


def _static(announced: Sequence[int | None], shape: tuple[int, ...], complete: bool) -> Findings:
    fits = len(announced) == len(shape) and all(a == size or a is None for a, size in zip(announced, shape))
    if not fits or (complete and None in announced):
        return [f"K.int_shape gives {tuple(announced)}, the real shape is {shape}"]
    return []

"""All cases, as tests for pytest and as a score.

A family is a module of this package with a list ``CASES``, named after a family of operations or another topic. If its
functions take long to compile, it has a number ``AT_ONCE``: how many cases one function computes.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType

from kerasfront.backend import use
from kerasfront.errors import ArgumentError, near_misses
from kerasfront.testing import conformance
from kerasfront.testing.conformance.case import Case, Scenario
from kerasfront.testing.conformance.check import AT_ONCE, MISSING, Findings, check


@dataclass(frozen=True)
class Row:
    """The score of a backend in one family.

    Attributes
    ----------
    family : str
    passed, failed, missing : int
        Numbers of cases. Missing are those of optional operations that the backend does not offer.
    findings : tuple of str
        What is wrong, one sentence for each failure.
    """

    family: str
    passed: int
    failed: int
    missing: int
    findings: tuple[str, ...]


@functools.cache
def _modules() -> dict[str, ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(conformance.__path__))
    modules = {name: importlib.import_module(f"{conformance.__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "CASES")}


@functools.cache
def families() -> dict[str, tuple[Case | Scenario, ...]]:
    """Return the cases by family."""
    return {name: tuple(module.CASES) for name, module in _modules().items()}


@functools.cache
def outcome(backend: str, family: str) -> dict[str, Findings]:
    """Run the cases of a family on a backend; return what is wrong, by the name of the case."""
    cases, at_once = families()[family], getattr(_modules()[family], "AT_ONCE", AT_ONCE)
    with use(backend):
        return {case.name: findings for case, findings in zip(cases, check(cases, at_once))}


def score(backend: str, asked: Sequence[str] = ()) -> list[Row]:
    """Run all cases on a backend, or those of some families; return a row for each family.

    Raises
    ------
    ArgumentError
        If there is no such family.
    """
    for family in asked:
        if family not in families():
            raise ArgumentError(f"There is no family {family!r} of cases. {near_misses(family, families())}")
    return [_row(family, outcome(backend, family)) for family in asked or families()]


def total(rows: Sequence[Row]) -> Row:
    """Add up rows, without their findings."""
    return Row("all", sum(r.passed for r in rows), sum(r.failed for r in rows), sum(r.missing for r in rows), ())


def _row(family: str, found: dict[str, Findings]) -> Row:
    missing = [name for name, findings in found.items() if findings == [MISSING]]
    wrong = {name: findings for name, findings in found.items() if findings and name not in missing}
    sentences = tuple(f"{name}: {'; '.join(findings)}" for name, findings in wrong.items())
    return Row(family, len(found) - len(wrong) - len(missing), len(wrong), len(missing), sentences)


def make_test(backend: str) -> Callable[[str, str], None]:
    """Make a pytest function that runs every case on a backend.

    Parameters
    ----------
    backend : str
        Name of an installed backend.

    Returns
    -------
    callable
        A test with a parameter for each case.

    Examples
    --------
    >>> test_conformance = make_test("mybackend")
    """
    import pytest

    names = [(family, case.name) for family, cases in families().items() for case in cases]

    @pytest.mark.parametrize(("family", "name"), names, ids=[f"{family}-{name}" for family, name in names])
    def test(family: str, name: str) -> None:
        findings = [text for text in outcome(backend, family)[name] if text != MISSING]
        assert not findings, "\n".join([f"K.{name} on backend {backend!r}:", *findings])

    return test

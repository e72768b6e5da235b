"""All cases, as tests for pytest and as a score.

A family is a module of this package with a list ``CASES``, called as the family of operations that it is about.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from kerasfront.backend import use
from kerasfront.testing import conformance
from kerasfront.testing.conformance.case import Case, Scenario
from kerasfront.testing.conformance.check import MISSING, Findings, check


@dataclass(frozen=True)
class Row:
    """How a backend does in one family.

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
def families() -> dict[str, tuple[Case | Scenario, ...]]:
    """The cases by family."""
    names = sorted(module.name for module in pkgutil.iter_modules(conformance.__path__))
    modules = {name: importlib.import_module(f"{conformance.__name__}.{name}") for name in names}
    return {name: tuple(module.CASES) for name, module in modules.items() if hasattr(module, "CASES")}


@functools.cache
def outcome(backend: str, family: str) -> dict[str, Findings]:
    """What is wrong with the cases of a family on a backend, by the name of the case."""
    cases = families()[family]
    with use(backend):
        return {case.name: findings for case, findings in zip(cases, check(cases))}


def score(backend: str) -> list[Row]:
    """How a backend does, family by family."""
    return [_row(family, outcome(backend, family)) for family in families()]


def _row(family: str, found: dict[str, Findings]) -> Row:
    missing = [name for name, findings in found.items() if findings == [MISSING]]
    wrong = {name: findings for name, findings in found.items() if findings and name not in missing}
    sentences = tuple(f"{name}: {'; '.join(findings)}" for name, findings in wrong.items())
    return Row(family, len(found) - len(wrong) - len(missing), len(wrong), len(missing), sentences)


def make_test(backend: str) -> Callable[[str, str], None]:
    """A pytest function that runs every case on a backend.

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

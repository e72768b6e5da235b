"""The conformance suite on JAX, in part: one case of each operation. `run.py test --full` runs all of it."""

import pytest

from kerasfront.testing.conformance import suite
from kerasfront.testing.conformance.check import MISSING, check

LEFT_TO_THEANO = {"ctc", "empty_axes", "variables"}
"""Families with sparse tensors, or with sizes that depend on data or are 0 in loops."""
IN_ORDER = {"call_host"}
"""Operations that are left to Theano, too: it calls Python in a fixed order, which XLA does not promise."""
SLOW = {"control_flow", "interrupted", "nn", "unit_axes"}
FAMILIES = [
    pytest.param(family, marks=[pytest.mark.slow] if family in SLOW else [])
    for family in sorted(suite.families().keys() - LEFT_TO_THEANO)
]


def first_cases(family):
    """One case of each operation."""
    cases = {case.op: case for case in reversed(suite.families()[family]) if case.op not in IN_ORDER}
    return list(cases.values())


@pytest.mark.parametrize("family", FAMILIES)
def test_operations_conform(family, theano_on_jax):
    cases = first_cases(family)
    for case, findings in zip(cases, check(cases)):
        assert findings in ([], [MISSING]), f"{case.name}: {findings}"

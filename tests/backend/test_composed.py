"""Operations that K composes of others, where our backends bring their own: both do the same."""

import pytest

from kerasfront.backend import selection
from kerasfront.backend.specification import OPERATIONS
from kerasfront.testing.conformance import suite
from kerasfront.testing.conformance.check import AT_ONCE, check

COMPOSED = [name for name, operation in OPERATIONS.items() if operation.default is not None]
COARSE = "has_gradient", "is_sparse", "to_dense"
"""Their bodies say less: that any gradient may be there, and that no tensor is sparse."""


def own(backend):
    """The composed operations that a backend brings."""
    operations = selection.load_backend(backend).operations
    return [name for name in COMPOSED if operations[name] is not OPERATIONS[name].default]


@pytest.mark.slow
@pytest.mark.parametrize("name", COMPOSED)
def test_body_passes_the_cases_of_the_operation(name, backends, monkeypatch):
    for backend in backends:
        if name not in own(backend) or name in COARSE:
            continue
        with selection.use(backend):
            monkeypatch.setitem(selection.current().operations, name, OPERATIONS[name].default)
            cases = [case for family in suite.families().values() for case in family if case.op == name]
            found = dict(zip((case.name for case in cases), check(cases, AT_ONCE)))
            assert {label: findings for label, findings in found.items() if findings} == {}
        break  # on one of them: the body calls nothing but other operations

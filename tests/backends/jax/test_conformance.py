"""The backend does what the specification of K says."""

import pytest

from kerasfront.testing.conformance import suite


@pytest.mark.slow
@pytest.mark.parametrize("family", suite.families())
def test_conformance(family):
    (row,) = suite.score("jax", [family])
    assert not row.findings, "\n".join(row.findings)

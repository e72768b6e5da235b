"""The backend does what the specification of K says."""

import pytest

from kerasfront.testing.conformance.suite import make_test

test_conformance = pytest.mark.slow(make_test("jax"))

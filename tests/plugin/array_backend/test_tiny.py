"""The backend does what the specification of K says."""

from kerasfront.testing.conformance.suite import make_test

test_conformance = make_test("tiny")

"""Our backends conform; and a backend that does something wrong is found out."""

import itertools

import numpy as np
import pytest

from kerasfront.backend.specification import OPERATIONS
from kerasfront.errors import UnsupportedOperation
from kerasfront.testing.conformance import suite
from kerasfront.testing.conformance.case import Case, Scenario, numbers
from kerasfront.testing.conformance.check import MISSING, check

SQUARE = Case("square", (numbers(2, 3),), np.square, differentiable=True)
JOINED = Case(
    "concatenate",
    (numbers(2, 3), numbers(2, 3, seed=1)),
    lambda *arrays, axes: np.concatenate(arrays, axes[0]),
    {"axes": [1]},
    build=lambda K, *tensors, axes: K.concatenate(axes and list(tensors), axes.pop()),
)


@pytest.mark.parametrize("family", suite.families())
def test_backend_conforms(family, backend):
    """A family in one test: its cases are computed together, and would be in each process that has one of them."""
    (row,) = suite.score(backend, [family])
    assert not row.findings, "\n".join(row.findings)


def test_every_operation_has_a_case():
    covered = {case.op for cases in suite.families().values() for case in cases}
    assert sorted(OPERATIONS.keys() - covered) == []


def test_names_are_different():
    names = [case.name for cases in suite.families().values() for case in cases]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_score_counts(backend):
    asked = ["values", "native"]
    rows = suite.score(backend, asked)
    assert [row.family for row in rows] == asked
    assert suite.total(rows).passed + suite.total(rows).missing == sum(len(suite.families()[name]) for name in asked)


def findings(case):
    return "\n".join(check([case])[0])


def test_right_backend_has_no_findings(backend):
    assert check([SQUARE]) == [[]]


def test_wrong_value_is_found(replace):
    replace("square", lambda square, x: square(x) + 0.01)
    assert "value at (0, 0) is" in findings(SQUARE)


def test_wrong_shape_is_found(replace, K):
    replace("square", lambda square, x: K.transpose(square(x)))
    assert "value has shape (3, 2), expected (2, 3)" in findings(SQUARE)


def test_wrong_type_is_found(replace, K):
    replace("square", lambda square, x: K.cast(square(x), "float64"))
    assert "has type float64, expected float32" in findings(SQUARE)


def test_unknown_static_shape_is_found(replace):
    replace("int_shape", lambda int_shape, x: (None, *int_shape(x)[1:]))
    assert "K.int_shape gives (None, 3), the real shape is (2, 3) (placeholders of known shape)" in findings(SQUARE)


def test_wrong_static_shape_is_found(replace):
    replace("int_shape", lambda int_shape, x: (5, *int_shape(x)[1:]))
    assert "K.int_shape gives (5, None), the real shape is (2, 3) (placeholders of unknown shape)" in findings(SQUARE)


def test_wrong_gradient_is_found(replace, K):
    replace("square", lambda square, x: x * K.stop_gradient(x))
    assert "gradient at (0, 0) is" in findings(SQUARE)
    assert "value" not in findings(SQUARE)


def test_wrong_second_gradient_is_found(replace, K):
    replace("square", lambda square, x: 2.0 * x * K.stop_gradient(x) - K.stop_gradient(square(x)))
    found = findings(SQUARE)
    assert "second-order gradient at (0, 0) is" in found
    assert "gradient at" not in found.replace("second-order gradient at", "") and "value" not in found


LOOP = Case("square", (numbers(2, 3),), np.square, differentiable=True, only_first="a loop")


@pytest.mark.parametrize(
    ("case", "message", "expected"),
    [
        (SQUARE, "K.square: no second gradients", "fails with UnsupportedOperation: K.square: no second gradients"),
        (LOOP, "no second gradients", "has no second-order gradient, and its error does not name the operation: no"),
        (LOOP, "K.square: no second gradients; use x * x", ""),
    ],
    ids=["not declared", "nameless", "declared"],
)
def test_second_gradients_may_be_refused_where_that_is_declared(case, message, expected, replace):
    first = itertools.cycle([True, False])

    def gradients(gradients, loss, variables):
        if next(first):
            return gradients(loss, variables)
        raise UnsupportedOperation(message)

    replace("gradients", gradients)
    found = findings(case)
    assert found.startswith(expected) and bool(found) == bool(expected)


def test_changed_argument_is_found(backend):
    assert "changes its arguments: {'axes': [1]} became {'axes': []}" in findings(JOINED)


def test_changed_array_is_found(replace):
    def function(function, inputs, outputs, updates=(), **kwargs):
        run = function(inputs, outputs, updates, **kwargs)

        def changing(values):
            results = run(values)
            values[0][:] = 0
            return results

        return changing

    replace("function", function)
    assert "changes the arrays that it is fed with" in findings(SQUARE)


def test_wrong_number_of_outputs_is_found(replace):
    replace("square", lambda square, x: [square(x), x])
    assert "gives 2 tensors, expected 1" in findings(Case("square", (numbers(2),), np.square))


@pytest.mark.parametrize("moment", ["building", "running"])
def test_one_failure_leaves_the_others_alone(moment, replace, K):
    def failing(square, x):
        if moment == "building":
            raise RuntimeError("out of order")
        return K.reshape(square(x), (K.shape(x)[0] * 0 + 5, 2))

    replace("square", failing)
    wrong, right = check([SQUARE, Case("abs", (numbers(2, 3),), np.abs)])
    assert wrong[0].startswith("fails with")
    assert right == []


def test_missing_optional_operation_is_told_apart(replace, monkeypatch):
    def unsupported(square, x):
        raise UnsupportedOperation("no squares")

    replace("square", unsupported)
    assert findings(SQUARE).startswith("fails with UnsupportedOperation: no squares")
    optional = OPERATIONS["square"].__class__(**{**vars(OPERATIONS["square"]), "optional": True})
    monkeypatch.setitem(OPERATIONS, "square", optional)
    assert findings(SQUARE) == MISSING


def test_scenario_tells_what_fails(backend):
    def untrue(K):
        assert K.ndim(K.placeholder(ndim=2)) == 3, "the rank is lost"

    assert findings(Scenario("ndim", untrue)).startswith("fails with AssertionError: the rank is lost")


def test_third_party_test(backend):
    test = suite.make_test(backend)
    (mark,) = test.pytestmark
    cases = [(family, case.name) for family, cases in suite.families().items() for case in cases]
    assert mark.args[1] == cases
    test(*next(case for case in cases if case[0] == "values"))

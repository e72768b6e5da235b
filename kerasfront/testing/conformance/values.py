"""Numbers in and out of variables."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError
from kerasfront.testing.conformance.case import Scenario


def _one(K: Any) -> None:
    variable = K.variable([1.0, 2.0])
    taken = K.get_value(variable)
    taken[:] = 0
    assert K.get_value(variable).tolist() == [1.0, 2.0], "a value that was taken out is not a copy"
    K.set_value(variable, [3, 4])
    assert K.get_value(variable).tolist() == [3.0, 4.0] and K.get_value(variable).dtype == K.floatx()
    assert K.eval(variable * 2.0).tolist() == K.get_value(variable * 2.0).tolist() == [6.0, 8.0]


def _several(K: Any) -> None:
    a, b = K.variable([1.0, 2.0]), K.variable(3, dtype="int32")
    K.batch_set_value([(a, [5.0, 6.0]), (b, 7)])
    first, second = K.batch_get_value([a, b])
    assert first.tolist() == [5.0, 6.0] and second == 7 and np.asarray(second).dtype == "int32"
    K.batch_set_value([])
    assert K.batch_get_value([]) == []
    assert K.batch_get_value(a).tolist() == [5.0, 6.0]
    assert [value.tolist() for value in K.batch_get_value([a * 2.0, b])] == [[10.0, 12.0], 7]


def _all_or_none(K: Any) -> None:
    a, b = K.variable([1.0, 2.0]), K.variable(3.0)
    try:
        K.batch_set_value([(a, [5.0, 6.0]), (b, [1.0, 2.0])])
    except ArgumentError:
        assert K.get_value(a).tolist() == [1.0, 2.0], "some values were set although one does not fit"
    else:
        raise AssertionError("a value of another shape is taken")


def _printed(K: Any) -> None:
    """Only that it is the same tensor: computing it would print."""
    tensor = K.placeholder(shape=(None, 3))
    printed = K.print_tensor(tensor, "value: ")
    assert K.int_shape(printed) == (None, 3) and K.dtype(printed) == K.floatx()


CASES = [
    *(Scenario(op, _one) for op in ("get_value", "set_value")),
    *(Scenario(op, _several) for op in ("batch_get_value", "batch_set_value")),
    Scenario("batch_set_value", _all_or_none, "all or none"),
    Scenario("print_tensor", _printed),
]

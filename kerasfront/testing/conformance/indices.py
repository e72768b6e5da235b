"""An index out of range is an error, also below 0, wherever it occurs; and what was to be updated is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError
from kerasfront.testing.conformance.case import Scenario, numbers

ROWS = numbers(4, 2)
WRONG = ([0, 4], [-1, 0])


def _refused(op: str, label: str, build: Callable[[Any, Any, Any], Any]) -> Scenario:
    """build: (K, rows (4, 2), indices (2,)) -> tensor that takes rows or elements of rows by the indices."""

    def run(K: Any) -> None:
        rows, indices, count = K.placeholder((4, 2)), K.placeholder((None,), dtype="int32"), K.variable(0.0)
        taken = build(K, rows, indices)
        outputs = [taken, *K.gradients(K.sum(K.square(taken)), [rows])]
        function = K.function([rows, indices], outputs, [K.update_add(count, 1.0)])
        function([ROWS, [3, 0]])
        for wrong in WRONG:
            try:
                function([ROWS, wrong])
            except ArgumentError as error:
                assert "axis of size 4" in str(error), f"the message does not tell the size of the axis: {error}"
            else:
                raise AssertionError(f"the indices {wrong} are taken")
        assert K.get_value(count) == 1.0, "a function that fails updates a variable"
        np.testing.assert_allclose(function([ROWS, [3, 0]])[0], function([ROWS, [3, 0]])[0])

    return Scenario(op, run, label)


def _in_batches(K: Any) -> None:
    """With several batches in one call, the error is that of the batch with the index."""
    rows, indices = K.variable(ROWS), K.placeholder((None,), dtype="int32")
    many = K.over_batches(K.function([indices], [K.gather(rows, indices)]))
    [[first], [second]] = many([[3, 0, 1]], [2, 1])
    np.testing.assert_array_equal(np.concatenate([first, second]), ROWS[[3, 0, 1]])
    for wrong in WRONG:
        try:
            many([[1, 2, *wrong]], [2, 2])
        except ArgumentError as error:
            assert "axis of size 4" in str(error), f"the message does not tell the size of the axis: {error}"
        else:
            raise AssertionError(f"the indices {wrong} are taken")


def _chosen(K: Any, rows: Any, indices: Any) -> Any:
    return K.switch(K.variable(1.0), lambda: K.gather(rows, indices), lambda: rows[:2])


def _in_a_loop(K: Any, rows: Any, indices: Any) -> Any:
    return K.map_fn(lambda column: K.gather(column, indices), K.transpose(rows))


CASES = [
    _refused("gather", "out of range", lambda K, rows, indices: K.gather(rows, indices)),
    _refused("gather", "out of range, of a vector", lambda K, rows, indices: K.gather(rows[:, 0], indices)),
    _refused("gather", "out of range, chosen", _chosen),
    _refused("gather", "out of range, in a loop", _in_a_loop),
    _refused("pick", "out of range", lambda K, rows, indices: K.pick(K.transpose(rows), indices)),
    Scenario("over_batches", _in_batches, "an index out of range"),
]

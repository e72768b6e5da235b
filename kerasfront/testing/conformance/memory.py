"""What is fed to a function, and what it gave, is kept by nobody."""

from __future__ import annotations

import ctypes
import gc
import mmap
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Scenario

ROWS, COLUMNS = 2000, 500
MEGABYTES = ROWS * COLUMNS * 4 / 1e6
"""Megabytes of the arrays that go in, and of those that come out, in each call."""

CALLS = 30
ALLOWED = 0.5
"""By which share of all bytes that went through the process may have grown, since libraries keep memory for later."""


def _in_use() -> float:
    """Memory of this process in MB, where the system tells it as Linux does; elsewhere 0."""
    pages = Path("/proc/self/statm")
    if not pages.exists():
        return 0.0
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)  # arrays that are kept could else lie in memory that was free before, and not be seen
    return int(pages.read_text().split()[1]) * mmap.PAGESIZE / 1e6


def _given_up(prepare: Callable[[Any, Any], Callable[[np.ndarray], Any]]) -> Callable[[Any], None]:
    """Scenario: many calls leave nothing of their arrays.

    prepare: (K, function on one input) -> what gives, for an array, the outputs of each batch.
    """

    def run(K: Any) -> None:
        x = K.placeholder((None, COLUMNS))
        function = K.function([x], [x * 2.0, K.sum(x, axis=1)])
        call, fed = prepare(K, function), []

        def once(value: int) -> None:
            array = np.full((ROWS, COLUMNS), value, "float32")
            fed.append(weakref.ref(array))
            results = call(array)
            np.testing.assert_array_equal(results[-1][0][-1], np.full(COLUMNS, 2 * value))

        for value in range(3):
            once(value)
        before = _in_use()
        for value in range(CALLS):
            once(value)
        gc.collect()
        grown = _in_use() - before
        assert sum(reference() is not None for reference in fed) <= 1, "arrays that were fed are kept"
        assert grown < ALLOWED * CALLS * MEGABYTES, f"{CALLS} calls with {MEGABYTES:.0f} MB each leave {grown:.0f} MB"

    return run


def _one_batch(K: Any, function: Any) -> Any:
    return lambda array: [function([array])]


def _in_chunks(K: Any, function: Any) -> Any:
    many = K.over_batches(function)
    return lambda array: many([array], [ROWS // 10] * 10)


CASES = [
    Scenario("function", _given_up(_one_batch), "memory of many calls"),
    Scenario("over_batches", _given_up(_in_chunks), "memory of many calls"),
]

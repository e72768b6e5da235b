"""Doors to the backend itself."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.testing.conformance.case import Scenario


def _info(K: Any) -> None:
    info = K.backend_info()
    assert info.keys() >= {"library", "version", "devices", "threads", "blas"}
    assert isinstance(info["devices"], list) and all(isinstance(info[key], str) for key in info.keys() - {"devices"})


def _options(K: Any) -> None:
    """Nothing that a backend does not know is taken in silence."""
    assert K.function_options({}) == {}
    with suppress(ArgumentError):
        assert K.function_options({"no_such_option": 1}) == {}


def _session(K: Any) -> None:
    K.set_session(K.get_session())
    assert K.eval(K.variable(2.0) * 3.0) == 6.0


def _initialization(K: Any) -> None:
    K.manual_variable_initialization(True)
    K.manual_variable_initialization(False)
    assert K.eval(K.variable(2.0)) == 2.0


def _stranger(K: Any) -> None:
    try:
        K.optimizer_step("adam", [K.variable(2.0)], [K.variable(1.0)])
    except ArgumentTypeError as error:
        assert "optimizer" in str(error)
    else:
        raise AssertionError("a text was taken for an optimizer of the backend")


def _program(K: Any) -> None:
    """What was written computes what K computes, for any number of samples."""

    def build() -> Any:
        x, factor = K.placeholder((None, 2), name="x"), K.variable([1.0, 3.0])
        return {"x": x}, {"y": K.in_train_phase(x, x * factor), "z": K.sum(x)}

    with tempfile.TemporaryDirectory() as folder:
        y, z = K.write_program(build, folder, [np.ones((3, 2), "float32")])
    np.testing.assert_array_equal(y, [[1.0, 3.0]] * 3)
    assert z == 6.0


CASES = [
    Scenario("backend_info", _info),
    Scenario("function_options", _options),
    *(Scenario(op, _session) for op in ("get_session", "set_session")),
    Scenario("manual_variable_initialization", _initialization),
    Scenario("optimizer_step", _stranger),
    Scenario("write_program", _program),
]

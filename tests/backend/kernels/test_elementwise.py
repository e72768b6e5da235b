"""Elementwise programs compute what NumPy does, to the bit, interpreted and compiled."""

import ctypes
from pathlib import Path

import numpy as np
import pytest

from kerasfront.backend.kernels import elementwise, instructions, shared_library
from kerasfront.backend.kernels.elementwise import OPERATIONS, ElementwiseProgram

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, np.inf, -np.inf, np.nan, 1e-3, 7.25]
ORACLES = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "maximum": lambda x, y: np.where(x < y, y, x),
    "minimum": lambda x, y: np.where(y < x, y, x),
    "squared_difference": lambda x, y: (x - y) * (x - y),
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "less": np.less,
    "less_equal": np.less_equal,
    "equal": np.equal,
    "not_equal": np.not_equal,
    "complement": lambda x: 1 - x,
    "square": np.square,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "negative": np.negative,
    "sign": np.sign,
    "select": lambda x, y, z: np.where(x != 0, y, z),
}
ARGUMENTS = {
    name: oracle.nin if isinstance(oracle, np.ufunc) else oracle.__code__.co_argcount
    for name, oracle in ORACLES.items()
}


@pytest.fixture(scope="module")
def variants():
    """The interpreter for each kind of instructions that this processor has."""
    source = Path(__file__).with_name("elementwise.cc")
    with pytest.MonkeyPatch.context() as patch:
        made = []
        for name in ["native", *instructions.known()]:
            patch.setenv("KERASFRONT_INSTRUCTIONS", name)
            made.append(ctypes.CDLL(str(shared_library.build(source, ["-ldl"], "tests"))))
    return made


def run(library, program, sources, path=""):
    """The results of a program."""
    dtype = sources[0].dtype
    size = max(x.size for x in sources)
    targets = [np.full(size, 99, dtype) for _ in program.results]
    code = np.array(program.code(), np.intp)
    singles = np.array(program.singles, bool)
    pointers = [(ctypes.c_void_p * len(some))(*(x.ctypes.data for x in some)) for some in (sources, targets)]
    function = library.run_float if dtype == "float32" else library.run_double
    counts = ctypes.c_ssize_t(len(sources)), ctypes.c_ssize_t(size)
    function(
        code.ctypes.data_as(ctypes.c_void_p), ctypes.c_ssize_t(len(targets)), path.encode(), *counts,
        singles.ctypes.data_as(ctypes.c_void_p), *pointers,
    )  # fmt: skip
    return targets


def inputs(dtype, size, singles):
    """Arrays in which all pairs of special values meet; numbers of their own for what is single."""
    random = np.random.default_rng(0)
    return [np.array([0.3]) if single else random.choice(SPECIAL, size) for single in singles]


def test_all_operations_are_known_here():
    assert list(ORACLES) == list(OPERATIONS)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_operations(variants, name, dtype):
    count = ARGUMENTS[name]
    for number in range(2**count):
        singles = [bool(number >> i & 1) for i in range(count)]
        for size in (1, 2, 600):
            sources = [x.astype(dtype) for x in inputs(dtype, size, singles)]
            program = ElementwiseProgram(singles, [(name, range(count))], [count])
            with np.errstate(all="ignore"):
                expected = np.broadcast_to(ORACLES[name](*sources), max(x.size for x in sources)).astype(dtype)
            for library in variants:
                np.testing.assert_array_equal(run(library, program, sources)[0], expected, str((singles, size)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_compiler_makes_the_same_of_a_program(variants, dtype):
    """In place, too: the first source is the first result."""
    count = max(ARGUMENTS.values())
    steps = [(name, [0, 1, 2][: ARGUMENTS[name]]) for name in OPERATIONS]
    steps += [("add", [0, 0]), ("multiply", [count, len(steps)])]
    program = ElementwiseProgram([False, True, False], steps, [len(steps) + 2, *range(count, count + len(steps))])
    sources = [x.astype(dtype) for x in inputs(dtype, 700, program.singles)]
    path = elementwise.compiled(program.source({"float32": "float", "float64": "double"}[dtype]))
    assert path and path == elementwise.compiled(program.source({"float32": "float", "float64": "double"}[dtype]))
    for library in variants:
        for one, other in zip(run(library, program, sources), run(library, program, sources, path)):
            np.testing.assert_array_equal(one, other)


def test_without_a_compiler_programs_are_interpreted(monkeypatch):
    monkeypatch.setenv("CXX", "no-such-compiler")
    assert elementwise.compiled(ElementwiseProgram([False], [("square", [0])], [1]).source("float")) == ""

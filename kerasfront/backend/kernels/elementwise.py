"""Elementwise programs, as numbers for the interpreter in elementwise.h and as C++ for the compiler."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kerasfront.backend.kernels import shared_library

__all__ = ["OPERATIONS", "WORTH_COMPILING", "ElementwiseProgram", "compiled"]

OPERATIONS = {
    "add": "{} + {}",
    "subtract": "{} - {}",
    "multiply": "{} * {}",
    "divide": "{} / {}",
    "maximum": "{0} < {1} ? {1} : {0}",
    "minimum": "{1} < {0} ? {1} : {0}",
    "squared_difference": "({0} - {1}) * ({0} - {1})",
    "greater": "{} > {} ? 1 : 0",
    "greater_equal": "{} >= {} ? 1 : 0",
    "less": "{} < {} ? 1 : 0",
    "less_equal": "{} <= {} ? 1 : 0",
    "equal": "{} == {} ? 1 : 0",
    "not_equal": "{} != {} ? 1 : 0",
    "complement": "1 - {}",
    "square": "{0} * {0}",
    "sqrt": "std::sqrt({})",
    "abs": "std::fabs({})",
    "negative": "-{}",
    "sign": "{0} > 0 ? 1 : {0} < 0 ? -1 : {0}",
    "select": "{} != 0 ? {} : {}",
}
"""The operations in C++, in the order of elementwise.h."""

WORTH_COMPILING = 1 << 14
"""Number of elements from which on a program is compiled, which makes it some times faster."""

SOURCE = """#include <cmath>
#include <cstddef>

extern "C" void run(std::ptrdiff_t count, const {real}* const* sources, {real}* const* targets) {{
    {opened}
#pragma GCC ivdep
    for (std::ptrdiff_t i = 0; i < count; ++i) {{
        {steps}
        {results}
    }}
}}
"""


@dataclass(frozen=True)
class ElementwiseProgram:
    """New values of some arrays from old ones.

    Attributes
    ----------
    singles : sequence of bool
        For each source, whether it is one number for all elements. Sources have the first registers.
    steps : sequence of (str, sequence of int)
        An operation, and the registers it reads; its result has the next register.
    results : sequence of int
        The registers of the new values.
    """

    singles: Sequence[bool]
    steps: Sequence[tuple[str, Sequence[int]]]
    results: Sequence[int]

    def code(self) -> list[int]:
        """The steps and results as numbers, see `Step` in elementwise.h, after the number of steps."""
        order = list(OPERATIONS)
        steps = [[order.index(operation), *inputs, *(0,) * (3 - len(inputs))] for operation, inputs in self.steps]
        return [len(steps), *itertools.chain(*steps), *self.results]

    def source(self, real: str) -> str:
        """The program in C++; real: its type of floats there."""
        opened = [f"const {real}* a{i} = sources[{i}];" for i in range(len(self.singles))]
        opened += [f"{real}* t{i} = targets[{i}];" for i in range(len(self.results))]
        opened += [f"const {real} x{i} = *a{i};" for i, single in enumerate(self.singles) if single]
        steps = [f"const {real} x{i} = a{i}[i];" for i, single in enumerate(self.singles) if not single]
        for i, (operation, inputs) in enumerate(self.steps, len(self.singles)):
            steps.append(f"const {real} x{i} = {OPERATIONS[operation].format(*(f'x{x}' for x in inputs))};")
        results = [f"t{i}[i] = x{result};" for i, result in enumerate(self.results)]
        lines = {"opened": opened, "steps": steps, "results": results}
        return SOURCE.format(real=real, **{name: "\n        ".join(some) for name, some in lines.items()})


def compiled(source: str) -> str:
    """The path of a library with the function `run` of a program in C++; "" if it cannot be compiled.

    It computes the same bits as the interpreter: products and sums are rounded one by one.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "elementwise.cc")
        file.write_text(source, "utf-8")
        return str(shared_library.build(file, ["-ffp-contract=off"], "") or "")

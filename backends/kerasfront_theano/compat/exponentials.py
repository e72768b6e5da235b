"""Exponentials, hyperbolic tangents and sigmoids of single precision, many at a time.

The loops that Theano writes call the C library for each number. Without the calls compilers make vectors of them:
655,360 hyperbolic tangents take 0.5 ms of processor time instead of 13, exponentials and sigmoids 0.3 instead of 1.6,
on a processor with AVX-512.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from theano.scalar.basic import Exp, Tanh, float32
from theano.tensor.nnet.sigm import ScalarSigmoid

CODE = Path(__file__).with_suffix(".h").read_text()
FUNCTIONS = {Exp: "kerasfront_exp", Tanh: "kerasfront_tanh", ScalarSigmoid: "kerasfront_sigmoid"}


def compute_many_at_a_time() -> None:
    """Replace the C code of these operations on float32."""
    for kind, function in FUNCTIONS.items():
        _replace(kind, function)


def _replace(kind: type, function: str) -> None:
    theirs = kind.c_code  # type: ignore[attr-defined]

    def c_code(self: Any, node: Any, name: str, inputs: Any, outputs: Any, sub: Any) -> str:
        if node.inputs[0].type != float32:
            return theirs(self, node, name, inputs, outputs, sub)
        return f"{outputs[0]} = {function}({inputs[0]});"

    kind.c_code = c_code  # type: ignore[attr-defined]
    kind.c_support_code = lambda self, **kwargs: CODE  # type: ignore[attr-defined]

"""Every case of the conformance suite with other types, ranks, sizes and arguments: all backends must say the same.

Only graphs are built, nothing is compiled. Results must have one shape and type; what is refused must be refused before
a backend sees it, by one of our errors with one message.
"""

import copy
import random
import re

import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentError
from kerasfront.testing.conformance import suite
from kerasfront.testing.conformance.case import Case

pytestmark = pytest.mark.slow

SHARE = 6
"""One of so many variants is tried, always the same ones."""

DTYPES = ("float64", "float16", "int32", "int64", "uint8", "bool")
ARGUMENTS = (None, "nonsense", -9, 9, 0, -1, 2.5, (1,), (0, 1), [], True)

OWN_OPERATORS = {
    r"switch": "adds a fraction to its operand",
    r"scan": "multiplies operands and adds fractions to them",
    r"rnn": "multiplies operands and fractions in its step",
    r"map_fn$": "multiplies its operand by a fraction",
    r"fold[lr]": "multiplies operands and fractions",
    r"stop_gradient": "multiplies its operands",
    r"\w+\[gradient": "composes the operation with operators",
    r"gated_rnn\[.*\([\d, ]+\)": "cuts its operands",
    r"ctc_label_dense_to_sparse": "reshapes a sparse tensor, of which backends may know no sizes",
    r"(reshape|arange)\[.*symbolic": "takes single elements out of shapes, or of the shapes of shapes",
}
"""Cases whose inputs are not varied, and why: operators of a backend's own tensors keep the rules of that backend."""


def variants(case):
    """(label, (shape, type) of each placeholder, arguments) that differ from the case in one respect."""
    plain = [(array.shape, array.dtype.name) for array in case.inputs]
    arguments = dict(case.arguments)
    yield "as it is", plain, arguments
    yield "unknown sizes", [((None,) * len(shape), dtype) for shape, dtype in plain], arguments
    for dtype in DTYPES:
        yield f"all of {dtype}", [(shape, dtype) for shape, _ in plain], arguments
    for i, (shape, dtype) in enumerate(plain):
        others = [(shape, other) for other in DTYPES]
        others += [(other, dtype) for other in ((), (1, *shape), shape[1:], longer(shape, 0), longer(shape, -1))]
        for other in others:
            yield f"input {i} as {other}", [*plain[:i], other, *plain[i + 1 :]], arguments
    for name in arguments:
        for value in ARGUMENTS:
            yield f"{name}={value!r}", plain, {**arguments, name: value}


def longer(shape, axis):
    sizes = list(shape)
    if sizes:
        sizes[axis] += 1
    return tuple(sizes)


def sample(family):
    """(case, variant) of a family, without the inputs that a case does not hand to K alone."""
    found = [
        (case, variant)
        for case in suite.families()[family]
        if isinstance(case, Case)
        for variant in variants(case)
        if variant[1] == [(array.shape, array.dtype.name) for array in case.inputs] or not leaves_operators(case)
    ]
    return random.Random(family).sample(found, len(found) // SHARE)


def leaves_operators(case):
    return any(re.match(pattern, case.name) for pattern in OWN_OPERATORS)


def answer(backend, case, placeholders, arguments):
    """Shapes and types of what comes out, or the error."""
    with K.use(backend):
        try:
            tensors = [K.placeholder(shape=shape, dtype=dtype) for shape, dtype in placeholders]
            outputs = case.apply(K, tensors, copy.deepcopy(arguments))
            return [(K.int_shape(output), K.dtype(output)) for output in outputs]
        except (ArgumentError, UserWarning) as error:
            return f"{type(error).__name__}: {error}"
        except Exception as error:  # what a backend says itself is never the same
            return f"{backend}: {type(error).__name__}: {error}"


FAMILIES = [name for name, cases in suite.families().items() if any(isinstance(case, Case) for case in cases)]


@pytest.mark.parametrize("family", FAMILIES)
def test_backends_agree_on_what_they_build_and_on_what_they_refuse(family, backends):
    differing = {}
    for case, (label, placeholders, arguments) in sample(family):
        found = [answer(backend, case, placeholders, arguments) for backend in backends]
        if any(other != found[0] for other in found) or str(found[0]).startswith(backends[0]):
            differing[f"{case.name}, {label}"] = found
    assert not differing


@pytest.mark.parametrize("pattern", OWN_OPERATORS)
def test_no_exception_is_left_over(pattern):
    assert any(re.match(pattern, case.name) for cases in suite.families().values() for case in cases)

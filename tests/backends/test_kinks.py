"""Gradients at ties, kinks and steep places, in every composition of two functions, are those of one rule.

Theano simplifies the graphs as for training, but computes them by NumPy: to compile hundreds of them takes minutes.
"""

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront_theano.library import theano

FUNCTIONS = [
    "abs(y)", "relu(y)", "relu(y, max_value=1.)", "maximum(y, 0.)", "clip(y, 0., 1.)", "sqrt(y)", "log(y)", "square(y)",
    "y * y", "y**0", "y**0.5", "y**2", "1. / y", "softsign(y)",
]  # fmt: skip
PLACES = np.array([-1.0, 0.0, 0.5, 1.0, 4.0], "float32")
AT_ONCE = 20
"""So many compositions in one function."""

FILE = Path(__file__).parents[1] / "data" / "kinks.json"
TABLE = json.loads(FILE.read_text())
"""For each reason: what differs (value, first- or second-order gradient), and in which compositions."""


def composition(outer, inner):
    calls = [re.fullmatch(r"\w+\(.*\)", text) for text in (outer, inner)]
    return outer.replace("y", inner if any(calls) else f"({inner})")


COMPOSITIONS = FUNCTIONS + [composition(*pair) for pair in itertools.product(FUNCTIONS, FUNCTIONS)]


def computed(backend):
    """For each composition its values, first- and second-order gradients at `PLACES`."""
    options = {}
    if backend == "theano":
        options["mode"] = theano.Mode(linker="py", optimizer="fast_run").excluding("fusion", "inplace")
    found = []
    with K.use(backend), np.errstate(all="ignore"):
        x = K.placeholder(PLACES.shape)
        names = {name: getattr(K, name) for name in re.findall(r"(\w+)\(", " ".join(FUNCTIONS))}
        for i in range(0, len(COMPOSITIONS), AT_ONCE):
            built = [eval(text, {**names, "y": x}) for text in COMPOSITIONS[i : i + AT_ONCE]]
            first = [K.gradients(K.sum(tensor), [x])[0] for tensor in built]
            second = [K.gradients(K.sum(tensor), [x])[0] for tensor in first]
            results = K.function([x], [*built, *first, *second], **options)([PLACES])
            found += np.reshape(results, (3, len(built), len(PLACES))).swapaxes(0, 1).tolist()
        K.clear_session()
    return found


@pytest.mark.slow
def test_backends_agree_in_all_compositions_but_those_listed(backends):
    both = [computed(backend) for backend in backends]
    differing = {
        f"{what} of {text}"
        for text, one, other in zip(COMPOSITIONS, *both)
        for what, a, b in zip(("value", "first derivative", "second derivative"), one, other)
        if not np.allclose(a, b, rtol=1e-3, atol=1e-4, equal_nan=True)
    }
    assert differing == {case for cases in TABLE.values() for case in cases}


def test_what_differs_is_said_in_the_documentation():
    text = (Path(__file__).parents[2] / "docs" / "differences.md").read_text()
    missing = [part for reason, cases in TABLE.items() for part in (reason, *cases) if part not in text]
    assert not missing

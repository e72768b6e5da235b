"""Layers against the real Keras 1.2.2: configurations, shapes, outputs, masks, gradients, steps of training."""

from itertools import groupby

import pytest

from tests.conftest import BACKENDS
from tests.recorded_models import check, model_cases

EXCEPTIONS = dict.fromkeys(
    ("merge/merge_cos_axes1", "merge/merge_cos_nd"),
    "classic Keras declared one shape and gave another, with an axis of size 1 more, and divided by the wrong norms; "
    "ours gives the cosine in the declared shape (see docs/differences.md, and test_merge.py for its values)",
)
"""Cases that do not hold, with the reason."""

EACH = 1
"""How many cases of each class the other backends compute: one compiles for seconds what the first builds at once."""


def richness(case):
    """Cases with training, then those with gradients, then those with most weights; names decide the rest."""
    return ("losses" not in case, "input_grad_0" not in case, -len(case.arrays("weights_after")), case.name)


CASES = [case for case in model_cases("layers") if case.name not in EXCEPTIONS]


def item(case):
    return case.value("item")


FEW = [case for _, group in groupby(sorted(CASES, key=item), item) for case in sorted(group, key=richness)[:EACH]]
RUNS = [(backend, case) for backend in BACKENDS for case in (CASES if backend == BACKENDS[0] else FEW)]


@pytest.mark.slow
@pytest.mark.parametrize(("backend", "case"), RUNS, ids=repr, indirect=["backend"])
def test_layers_do_what_they_did(backend, case):
    check(case)


def test_exceptions_are_cases():
    assert set(EXCEPTIONS) < {case.name for case in model_cases("layers")}

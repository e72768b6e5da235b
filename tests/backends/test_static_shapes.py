"""What adapters know of shapes when sizes are unknown is what the rules of the symbolic graph know.

Where all sizes are known, the conformance suite compares with the real shapes. The rules are those of `reference`.
"""

import copy
import functools
import itertools

import pytest

from kerasfront import backend as K
from kerasfront.testing.conformance import suite
from kerasfront.testing.conformance.case import Case

LESS = {
    "gated_rnn": "where it is compiled, the number of samples is that of the inputs, not that of the states",
    "scan": "TensorFlow takes the number of steps from the first sequence only",
}
"""Operations of which an adapter may know less."""

MORE = {
    "ctc_decode": "TensorFlow also knows the samples of the probabilities from those of the lengths",
    "split": "an own one has the sizes that are asked for; the composed one slices, and the axis may be shorter",
}
"""Operations of which an adapter may know more."""


def unknown_samples(position, shape):
    return shape if position or not shape else (None, *shape[1:])


def unknown_sizes(position, shape):
    return (None,) * len(shape)


CASES = {
    (family, case.name): case
    for family, cases in suite.families().items()
    for case in cases
    if isinstance(case, Case) and case.unknown_shapes and case.inputs
}


def shapes(case, hide):
    placeholders = [K.placeholder(hide(i, x.shape), dtype=x.dtype.name) for i, x in enumerate(case.inputs)]
    return [K.int_shape(y) for y in case.apply(K, placeholders, copy.deepcopy(dict(case.arguments)))]


@functools.cache
def by_the_rules(name, hide):
    with K.use("reference"):
        return shapes(CASES[name], hide)


def agree(op, size, rule):
    """Whether an adapter may say of an axis that it has this size."""
    if size is None:
        return rule in (None, 0) or op in LESS  # from a size of 0, TensorFlow concludes nothing
    return size == rule or (rule is None and op in MORE)


@pytest.mark.slow
@pytest.mark.parametrize("hide", [unknown_samples, unknown_sizes])
@pytest.mark.parametrize("family", dict.fromkeys(family for family, _ in CASES))
def test_static_shapes_follow_the_rules(family, hide, backend):
    for name, case in CASES.items():
        if name[0] == family:
            found, rules = shapes(case, hide), by_the_rules(name, hide)
            pairs = zip(itertools.chain(*found), itertools.chain(*rules), strict=True)
            assert list(map(len, found)) == list(map(len, rules)), name
            assert all(agree(case.op, size, rule) for size, rule in pairs), f"{name}: {found} for {rules}"

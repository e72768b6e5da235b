"""Loops of recurrent layers as one operation: over vectors, and over images."""

import pytest

from kerasfront.testing.conformance.check import check
from kerasfront.testing.conformance.gated_rnn import GATED_CASES, gated_rnn_case
from kerasfront_theano.control_flow import runs

IMAGES = gated_rnn_case("gru", "sigmoid", "scaled", sizes=(2, 3, 2), image=(3, 2), window=(1, 3))


def _conforms(cases):
    for case, findings in zip(cases, check(cases)):
        assert findings == [], case.name


def test_images_conform(theano_on_jax):
    x = theano_on_jax.placeholder((2, 3, 3, 2, 6))
    assert runs(x)
    _conforms([IMAGES])


@pytest.mark.slow
def test_all_cells_conform(theano_on_jax):
    _conforms(GATED_CASES)

"""Every module of Keras 1.2.2 has its place here, with the same names, signatures, methods and properties."""

import inspect

import pytest

from kerasfront import backend as K

from . import classic_api
from .classic_names import RECORD, missing_members, missing_names


@pytest.mark.parametrize("module", classic_api.CLASSIC)
def test_module(module):
    assert [finding for finding in classic_api.findings(module) if not classic_api.excused(finding[0])] == []


@pytest.fixture
def recorded_on():
    """The record was made on TensorFlow: names of that library are there."""
    with K.use("tensorflow"):
        yield


@pytest.mark.parametrize("module", RECORD["modules"])
def test_names_of_a_module(recorded_on, module):
    assert [name for name in missing_names(module) if not classic_api.excused(name)] == []


@pytest.mark.parametrize("kind", RECORD["classes"])
def test_members_of_a_class(recorded_on, kind):
    assert [name for name in missing_members(kind) if not classic_api.excused(name)] == []


def test_every_exception_is_needed(recorded_on):
    found = [name for module in classic_api.CLASSIC for name, _ in classic_api.findings(module)]
    found += [name for module in RECORD["modules"] for name in missing_names(module)]
    found += [name for kind in RECORD["classes"] for name in missing_members(kind)]
    for exception, reason in classic_api.EXCEPTIONS.items():
        assert reason
        assert any(classic_api.stands_for(exception, name) for name in found), exception


@pytest.mark.parametrize(
    ("ours", "fits"),
    [
        (lambda x, mask=None: 0, True),
        (lambda x, mask=None, more=1, **kwargs: 0, True),
        (lambda x=0, mask=None: 0, True),
        (lambda x: 0, False),
        (lambda y, mask=None: 0, False),
        (lambda x, mask=0: 0, False),
        (lambda x, mask, more: 0, False),
        (lambda mask, x=None: 0, False),
    ],
)
def test_what_fits_a_signature(ours, fits):
    assert classic_api.takes(inspect.signature(ours), "(x, mask=None)", by_name=True) is fits

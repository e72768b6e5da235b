"""Every module of Keras 1.2.2 has its place here, with the same names, signatures, methods and properties."""

import inspect

import pytest

from . import classic_api


@pytest.mark.parametrize("module", classic_api.CLASSIC)
def test_module(module):
    assert [finding for finding in classic_api.findings(module) if not classic_api.excused(finding[0])] == []


def test_every_exception_is_needed():
    found = [name for module in classic_api.CLASSIC for name, _ in classic_api.findings(module)]
    for exception, reason in classic_api.EXCEPTIONS.items():
        assert reason
        assert any(f"{name}.".startswith(f"{exception}.") for name in found), exception


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

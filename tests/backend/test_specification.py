"""The specification of K is complete: types everywhere, and the sections of each docstring."""

import inspect

import pytest

from kerasfront.backend.selection import load_backend
from kerasfront.backend.specification import OPERATIONS


def untyped(function):
    """The parameters of a function that have no annotation, and 'return' if the result has none."""
    signature = inspect.signature(function)
    annotations = {parameter.name: parameter.annotation for parameter in signature.parameters.values()}
    annotations["return"] = signature.return_annotation
    return [name for name, annotation in annotations.items() if annotation is inspect.Signature.empty]


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_is_typed(name):
    assert not untyped(OPERATIONS[name].dispatch)


def test_adapters_are_typed(backends):
    for backend in backends:
        adapter = vars(load_backend(backend).module)
        missing = {name: untyped(adapter[name]) for name in OPERATIONS if name in adapter}
        assert not {name: parameters for name, parameters in missing.items() if parameters}, backend

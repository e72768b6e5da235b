"""The specification of K is complete and true: types everywhere, all sections of each docstring, examples that run."""

import doctest
import inspect
import re

import numpy as np
import pytest

import kerasfront.backend
from kerasfront.backend.selection import load_backend
from kerasfront.backend.specification import OPERATIONS
from kerasfront.errors import UnsupportedOperation

FUNCTIONS = [name for name, thing in vars(kerasfront.backend).items() if inspect.isfunction(thing) and name[0] != "_"]
"""The operations, the settings, and the choice of the backend."""

SECTION = re.compile(r"\n\n(\w+)\n-{3,}\n")


def untyped(function):
    """The parameters of a function that have no annotation, and 'return' if the result has none."""
    signature = inspect.signature(function)
    annotations = {parameter.name: parameter.annotation for parameter in signature.parameters.values()}
    annotations["return"] = signature.return_annotation
    return [name for name, annotation in annotations.items() if annotation is inspect.Signature.empty]


def sections(name):
    """The sections of a docstring by their headings; what stands before them is called ''."""
    summary, *parts = SECTION.split(inspect.getdoc(getattr(kerasfront.backend, name)))
    return {"": summary, **dict(zip(parts[::2], parts[1::2], strict=True))}


def documented(section):
    """The names at the beginning of the entries of a section."""
    entries = re.findall(r"^([\w*, ]+?)(?: : .*)?$", section, re.MULTILINE)
    return [name.lstrip("*") for entry in entries if not entry.startswith(" ") for name in entry.split(", ")]


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_is_typed(name):
    assert not untyped(OPERATIONS[name].dispatch)


def test_adapters_are_typed(backends):
    for backend in backends:
        adapter = vars(load_backend(backend).module)
        missing = {name: untyped(adapter[name]) for name in OPERATIONS if name in adapter}
        assert not {name: parameters for name, parameters in missing.items() if parameters}, backend


@pytest.mark.parametrize("name", FUNCTIONS)
def test_docstring_has_all_sections(name):
    signature, found = inspect.signature(getattr(kerasfront.backend, name)), sections(name)
    assert "\n" not in found[""].partition("\n\n")[0], "The summary is one line."
    assert documented(found.get("Parameters", "")) == list(signature.parameters)
    assert ("Returns" in found or "Yields" in found) == (signature.return_annotation != "None")
    order = ["", "Parameters", "Returns", "Yields", "Raises", "Warns", "Notes", "References", "Examples"]
    assert list(found) == [heading for heading in order if heading in found]
    assert ">>> " in found.get("Examples", "")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_examples_print_what_they_say(K, name):
    if name in OPERATIONS and not K.current().supports(name):
        with pytest.raises(UnsupportedOperation, match=f"K.{name} is not available"):
            K.current().operation(name)
        return
    examples = doctest.DocTestParser().get_doctest(sections(name)["Examples"], {"K": K, "np": np}, name, None, None)
    told = []
    doctest.DocTestRunner(verbose=False).run(examples, out=told.append)
    assert not told, "".join(told)

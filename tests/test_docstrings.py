"""The examples in docstrings of layers and optimizers are run, on each backend."""

import doctest
import importlib
import pkgutil

import pytest

import kerasfront.layers
import kerasfront.optimizers


def examples(package):
    """The docstrings with examples of the modules of a package."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        yield from (test for test in doctest.DocTestFinder().find(module) if test.examples)


EXAMPLES = {test.name: test for package in (kerasfront.layers, kerasfront.optimizers) for test in examples(package)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(backend, name):
    told = []
    doctest.DocTestRunner(verbose=False).run(EXAMPLES[name], out=told.append, clear_globs=False)
    assert not told, "".join(told)


def test_layers_and_optimizers_have_examples():
    rooms = {name.split(".")[1] for name in EXAMPLES}
    assert rooms == {"layers", "optimizers"}

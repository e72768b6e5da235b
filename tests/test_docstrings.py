"""The examples in docstrings of layers, optimizers and the registry are run, on each backend."""

import doctest
import importlib
import pkgutil

import pytest

import kerasfront.layers
import kerasfront.optimizers
import kerasfront.registry

ROOMS = (kerasfront.layers, kerasfront.optimizers, kerasfront.registry)


def examples(room):
    """The docstrings with examples of a module, or of the modules of a package."""
    names = [found.name for found in pkgutil.walk_packages(getattr(room, "__path__", ()), f"{room.__name__}.")]
    for name in [room.__name__, *names]:
        yield from (test for test in doctest.DocTestFinder().find(importlib.import_module(name)) if test.examples)


EXAMPLES = {test.name: test for room in ROOMS for test in examples(room)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(backend, name):
    told = []
    doctest.DocTestRunner(verbose=False).run(EXAMPLES[name], out=told.append, clear_globs=False)
    assert not told, "".join(told)


def test_each_room_has_examples():
    assert {".".join(name.split(".")[:2]) for name in EXAMPLES} == {room.__name__ for room in ROOMS}

"""The examples in docstrings of layers, models, optimizers and the registry are run, on each backend."""

import doctest
import importlib
import pkgutil

import pytest

import kerasfront.engine.topology
import kerasfront.layers
import kerasfront.models
import kerasfront.optimizers
import kerasfront.registry

ROOMS = (
    kerasfront.engine.topology,
    kerasfront.layers,
    kerasfront.models,
    kerasfront.optimizers,
    kerasfront.registry,
)


NOT_MADE_BY_USERS = {"Accumulation", "ConvRecurrent2D", "Optimizer", "TFOptimizer", "Wrapper"}
"""Bases, and what `compile` makes."""


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


@pytest.mark.parametrize("room", [kerasfront.layers, kerasfront.optimizers], ids=lambda room: room.__name__)
def test_each_layer_and_optimizer_has_an_example(room):
    classes = [x for x in vars(room).values() if isinstance(x, type) and x.__module__.startswith(room.__name__)]
    assert {x.__name__ for x in classes if ">>> " not in x.__doc__} == NOT_MADE_BY_USERS & {x.__name__ for x in classes}


def test_each_room_has_examples():
    assert {room for room in ROOMS if not any(name.startswith(room.__name__) for name in EXAMPLES)} == set()

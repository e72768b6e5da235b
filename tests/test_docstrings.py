"""The examples in docstrings are run, on each backend."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import kerasfront.callbacks
import kerasfront.engine.topology
import kerasfront.layers
import kerasfront.models
import kerasfront.objectives
import kerasfront.optimizers
import kerasfront.registry

ROOMS = (
    kerasfront.callbacks,
    kerasfront.engine.topology,
    kerasfront.layers,
    kerasfront.models,
    kerasfront.objectives,
    kerasfront.optimizers,
    kerasfront.registry,
)


NOT_MADE_BY_USERS = {
    *("Accumulation", "ConvRecurrent2D", "Optimizer", "TFOptimizer", "Wrapper"),
    *("BaseLogger", "CallbackList", "ProgbarLogger"),
}
"""Bases, and what `compile` and `fit` make."""


def examples(room):
    """The docstrings with examples of a module, or of the modules of a package."""
    names = [found.name for found in pkgutil.walk_packages(getattr(room, "__path__", ()), f"{room.__name__}.")]
    for name in [room.__name__, *names]:
        yield from (test for test in doctest.DocTestFinder().find(importlib.import_module(name)) if test.examples)


EXAMPLES = {test.name: test for room in ROOMS for test in examples(room)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(backend, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = []
    doctest.DocTestRunner(verbose=False).run(EXAMPLES[name], out=told.append, clear_globs=False)
    assert not told, "".join(told)


@pytest.mark.parametrize(
    "room", [kerasfront.callbacks, kerasfront.layers, kerasfront.optimizers], ids=lambda room: room.__name__
)
def test_each_layer_optimizer_and_callback_has_an_example(room):
    classes = [x for x in vars(room).values() if isinstance(x, type) and x.__module__.startswith(room.__name__)]
    assert {x.__name__ for x in classes if ">>> " not in x.__doc__} == NOT_MADE_BY_USERS & {x.__name__ for x in classes}


def test_each_objective_has_an_example():
    objectives = [x for x in vars(kerasfront.objectives).values() if inspect.isfunction(x)]
    ours = {x.__name__: x.__doc__ for x in objectives if [*inspect.signature(x).parameters] == ["y_true", "y_pred"]}
    assert ours and all(">>> " in said for said in ours.values())


def test_each_room_has_examples():
    assert {room for room in ROOMS if not any(name.startswith(room.__name__) for name in EXAMPLES)} == set()

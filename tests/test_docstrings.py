"""The examples in docstrings are run, on each backend."""

import doctest
import importlib
import inspect
import pkgutil
import re

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

BASES = {"ConvRecurrent2D", "Layer", "Recurrent", "Wrapper"}
COMPUTE_NOTHING = {"InputLayer"}

FORMULA = re.compile(r"``[^`]*[=(*>][^`]*``|::\n\n    ")
"""In the line, or in a block of its own."""


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


@pytest.mark.parametrize("room", [kerasfront.callbacks, kerasfront.optimizers], ids=lambda room: room.__name__)
def test_each_optimizer_and_callback_has_an_example(room):
    classes = [x for x in vars(room).values() if isinstance(x, type) and x.__module__.startswith(room.__name__)]
    assert {x.__name__ for x in classes if ">>> " not in x.__doc__} == NOT_MADE_BY_USERS & {x.__name__ for x in classes}


def layers():
    """The classes of layers by all their names."""
    kind = kerasfront.layers.Layer
    return {name: x for name, x in vars(kerasfront.layers).items() if isinstance(x, type) and issubclass(x, kind)}


def introduction(thing):
    """What a docstring says before its first section."""
    return re.split(r"\n[A-Z]\w+\n---", inspect.getdoc(thing))[0]


@pytest.mark.parametrize("name", sorted(layers().keys() - BASES))
def test_each_layer_has_an_equation_its_shapes_and_an_example(name):
    layer = layers()[name]
    said = inspect.getdoc(layer)
    assert name in COMPUTE_NOTHING or FORMULA.search(introduction(layer)), "no equation"
    assert re.search(r"^Notes\n-----\n(?:.+\n)*?.*(?:Output|Input and output):\s", said, re.MULTILINE), "no shapes"
    assert layer.__name__ in said.partition("Examples\n---")[2], "no example"


def test_each_optimizer_has_an_equation():
    classes = [x for x in vars(kerasfront.optimizers).values() if isinstance(x, type)]
    optimizers = [x for x in classes if x.__module__.startswith("kerasfront.optimizers.rules.")]
    assert optimizers
    assert [x.__name__ for x in optimizers if not FORMULA.search(introduction(x))] == []


def test_each_objective_has_an_equation_and_an_example():
    objectives = [x for x in vars(kerasfront.objectives).values() if inspect.isfunction(x)]
    ours = {x.__name__: x for x in objectives if [*inspect.signature(x).parameters] == ["y_true", "y_pred"]}
    assert ours
    for name, objective in {**ours, "joint": kerasfront.objectives.joint}.items():
        assert FORMULA.search(introduction(objective)), name
        assert f"{name}(" in objective.__doc__ or f"@{name}" in objective.__doc__, name
    assert "Unless stated otherwise, both have the shape (samples, ..., n)" in kerasfront.objectives.__doc__


def test_each_room_has_examples():
    assert {room for room in ROOMS if not any(name.startswith(room.__name__) for name in EXAMPLES)} == set()

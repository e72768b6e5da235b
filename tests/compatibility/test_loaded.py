"""A script finds in `sys.modules` what it imported; libraries find the modules of today."""

import sys
from types import ModuleType
from unittest import mock

import pytest

import kerasfront.layers
from kerasfront.compatibility import import_mapping, loaded


@pytest.fixture
def system(monkeypatch):
    """`sys` as a script has it, beside a Keras of today."""
    for name in ("keras", "keras.layers", "keras.src"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    mapping = loaded.system()
    with import_mapping.active(import_mapping.keras("1.2"), mapping):
        yield mapping.facade()


def test_modules_are_those_that_are_imported(system):
    modules = system.modules
    assert modules["keras"].__version__ == modules.get("keras").__version__ == "1.2.2"
    assert modules["keras.layers"] is kerasfront.layers
    assert modules["sys"] is sys and modules["pytest"] is pytest
    assert "keras" in modules and "keras.src" not in modules and 3 not in modules
    with pytest.raises(KeyError):
        modules["keras.src"]


def test_libraries_keep_theirs(system):
    before = {name: sys.modules[name] for name in ("keras", "keras.layers", "keras.src")}
    assert before["keras"] is not system.modules["keras"] and not before.keys() & set(system.modules)
    for name in before:
        del system.modules[name]
    assert before == {name: sys.modules[name] for name in before}


def test_changes_reach_python(system):
    system.modules["new_module"] = system
    assert sys.modules["new_module"] is system
    del system.modules["new_module"]
    assert "new_module" not in sys.modules
    system.new_attribute = 1
    assert sys.new_attribute == system.new_attribute == 1
    del system.new_attribute
    assert not hasattr(sys, "new_attribute")


def test_it_can_be_patched_as_the_dictionary_is(system):
    all_before = dict(sys.modules)
    with mock.patch.dict(system.modules, {"pytest": system}):
        assert sys.modules["pytest"] is system
    assert sys.modules == all_before


def test_every_public_name_is_imported_by_a_star(system):
    names = {}
    exec("from sys import *", {"__name__": "__main__"}, names)
    assert names["modules"] is system.modules and names["path"] is sys.path

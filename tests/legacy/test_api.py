"""Every module of Keras 0.3.3 has its place under kerasfront.legacy, with the same names and signatures."""

import importlib
import json
import sys

import pytest

import kerasfront.activations
import kerasfront.legacy
from tests import classic_api

API = json.loads((classic_api.FOLDER / "keras-0.3.3.json").read_text())
EXCEPTIONS = json.loads((classic_api.FOLDER / "exceptions-0.3.3.json").read_text())


NAMES = json.loads((classic_api.FOLDER / "names-0.3.3.json").read_text())
"""By module, all public names, also those that it merely imported."""


def findings(module):
    return list(classic_api.findings(module, API, "kerasfront.legacy"))


def missing_names(module):
    name = module.replace("keras", "kerasfront.legacy", 1)
    offered = importlib.import_module(name)
    return [f"{name}.{known}" for known in NAMES[module] if not hasattr(offered, known)]


@pytest.mark.parametrize("module", API)
def test_module(module):
    left = [found for found in findings(module) if not classic_api.excused(found[0], EXCEPTIONS)]
    assert left == []


@pytest.mark.parametrize("module", NAMES)
def test_names_of_a_module(module):
    assert [name for name in missing_names(module) if not classic_api.excused(name, EXCEPTIONS)] == []


def test_every_exception_is_needed():
    found = [name for module in API for name, _ in findings(module)]
    found += [name for module in NAMES for name in missing_names(module)]
    for exception, reason in EXCEPTIONS.items():
        assert reason
        assert any(classic_api.stands_for(exception, name) for name in found), exception


def test_modules_that_are_the_same_are_one():
    assert importlib.import_module("kerasfront.legacy.activations") is kerasfront.activations
    assert importlib.import_module("kerasfront.legacy.utils.np_utils") is sys.modules["kerasfront.utils.np_utils"]
    assert kerasfront.legacy.activations is kerasfront.activations
    assert kerasfront.activations.__spec__.name == "kerasfront.activations"


def test_modules_that_exist_nowhere():
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("kerasfront.legacy.nowhere.at_all")
    with pytest.raises(AttributeError, match="nowhere"):
        kerasfront.legacy.nowhere  # noqa: B018

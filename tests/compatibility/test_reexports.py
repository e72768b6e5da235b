"""Classic modules offer what they once imported, and nothing is loaded before somebody asks."""

import importlib
import inspect
import subprocess
import sys

import numpy as np
import pytest

import kerasfront
from kerasfront.compatibility.reexports import names, names_0_3, resolve
from tests import classic_api


def starred(module):
    namespace = {}
    exec(f"from {module} import *", namespace)
    return namespace


@pytest.mark.parametrize(
    ("module", "name", "home"),
    [
        ("kerasfront.layers.convolutional", "MaxPooling2D", "kerasfront.layers.pooling"),
        ("kerasfront.layers.core", "Merge", "kerasfront.engine.topology"),
        ("kerasfront.layers.recurrent", "Layer", "kerasfront.engine.topology"),
        ("kerasfront.engine", "Model", "kerasfront.models"),
        ("kerasfront.engine.training", "Model", "kerasfront.models"),
        ("kerasfront.engine.training", "collect_trainable_weights", "kerasfront.utils.layer_utils"),
        ("kerasfront.utils.layer_utils", "Dense", "kerasfront.layers"),
    ],
)
def test_a_name_is_the_thing_of_its_home(module, name, home):
    assert getattr(importlib.import_module(module), name) is getattr(importlib.import_module(home), name)


def test_modules_have_the_names_that_other_modules_gave_them():
    topology = importlib.import_module("kerasfront.engine.topology")
    assert topology.np is np
    assert topology.K is importlib.import_module("kerasfront.backend")
    assert importlib.import_module("kerasfront.engine.training").cbks is importlib.import_module("kerasfront.callbacks")


def test_import_star_gives_what_scripts_relied_on():
    core = starred("kerasfront.layers.core")
    assert {"Dense", "Layer", "K", "np", "activations"} <= set(core)
    models = starred("kerasfront.models")
    assert {"Sequential", "K", "np", "Layer", "json"} <= set(models)
    assert not {"model", "sequential"} & set(models), "files of ours are nothing that a script asks for"


def test_import_star_respects_a_list_of_public_names():
    given = set(starred("kerasfront.utils.generic_utils"))
    assert {"Progbar", "np"} <= given
    assert "Mapping" not in given


def test_import_star_leaves_out_what_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    given = set(starred("kerasfront.preprocessing.image"))
    assert "ImageDataGenerator" in given and "pil_image" not in given


def test_what_is_not_installed_is_no_attribute_and_says_why(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    image = importlib.import_module("kerasfront.preprocessing.image")
    assert not hasattr(image, "pil_image")
    with pytest.raises(AttributeError, match="cannot offer 'pil_image'.*PIL"):
        image.pil_image  # noqa: B018


def test_the_package_can_be_looked_through():
    members = dict(inspect.getmembers(kerasfront))
    assert inspect.ismodule(members["layers"]) and inspect.ismodule(members["wrappers"])
    assert "preprocessing" in dir(kerasfront)
    assert not hasattr(kerasfront, "nowhere")


def test_unknown_names_stay_unknown():
    with pytest.raises(ImportError, match="MaxPooling9D"):
        exec("from kerasfront.layers.convolutional import MaxPooling9D")
    assert importlib.import_module("kerasfront.layers.convolutional").__name__ == "kerasfront.layers.convolutional"


def test_modules_keep_their_own_loaders_and_can_be_loaded_again():
    module = importlib.import_module("kerasfront.layers.noise")
    assert module.__loader__ is module.__spec__.loader
    assert type(module.__loader__) is type(importlib.import_module("kerasfront.errors").__loader__)
    assert importlib.import_module("kerasfront.layers.noise").K is kerasfront.backend


@pytest.mark.parametrize("table", [names, names_0_3])
def test_a_name_has_one_home(table):
    at_home = [name for listed in table.HOMES.values() for name in listed.split()]
    assert len(at_home) == len(set(at_home))
    assert not set(at_home) & set(table.MODULES)


def test_an_entry_may_say_where_a_name_comes_from():
    assert resolve("kerasfront.nowhere", "maths=math") is importlib.import_module("math")
    assert resolve("kerasfront.nowhere", "root=math:sqrt") is importlib.import_module("math").sqrt


@pytest.mark.parametrize("table", [names, names_0_3])
def test_every_entry_of_a_module_that_exists_resolves(table):
    broken = []
    for module, row in table.REEXPORTS.items():
        try:
            offered = importlib.import_module(module)
        except ModuleNotFoundError:
            continue  # tests/test_classic_api.py knows which modules must be there
        listed = [entry.partition("=")[0] for entry in row.split()]
        broken += [f"{module}.{name}" for name in listed if not hasattr(offered, name)]
    assert [name for name in broken if not classic_api.excused(name)] == []


def test_looking_through_a_module_loads_no_backend():
    code = (
        "import sys, kerasfront.layers as L; from kerasfront.layers import *; dir(L); "
        "assert not {'tensorflow', 'theano'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_table_of_custom_objects_has_its_old_name():
    utils = importlib.import_module("kerasfront.utils.generic_utils")
    assert utils._GLOBAL_CUSTOM_OBJECTS is utils.get_custom_objects()

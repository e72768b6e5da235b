"""Each rule finds what it forbids and lets pass what it allows."""

import pytest

from . import rules

OTHERS = tuple(
    rules.parse("", name)
    for name in (
        "kerasfront.errors",
        "kerasfront.config",
        "kerasfront.metrics",
        "kerasfront.objectives",
        "kerasfront.engine.topology.layer",
        "kerasfront.engine.training.loops",
        "kerasfront.saving.hdf5",
        "kerasfront.models",
        "kerasfront.legacy.graph",
    )
)


def findings(rule, source, name, is_package=False):
    return rule([rules.parse(source, name, is_package), *OTHERS])


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("kerasfront.backend.op", "from kerasfront.objectives import mse"),
        ("kerasfront.layers.core", "def build():\n    from kerasfront.models import Model"),
        ("kerasfront.layers.core", "from ..models import Model"),
        ("kerasfront.layers.core", "from kerasfront import __version__"),
        ("kerasfront.layers.core", "from kerasfront.engine import Layer"),
        ("kerasfront.layers.core", "import importlib\nimportlib.import_module('kerasfront.models')"),
        ("kerasfront.engine.topology.node", "from ..training import loops"),
        ("kerasfront.engine.training.fit", "from kerasfront.saving import hdf5"),
        ("kerasfront.saving.yaml", "from kerasfront.engine.training.loops import fit"),
    ],
)
def test_upward_import_is_found(name, source):
    assert len(findings(rules.upward_imports, source, name)) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("kerasfront.registry", "from kerasfront.errors import ArgumentError"),
        ("kerasfront.objectives", "from . import metrics"),
        ("kerasfront.models", "import kerasfront.saving.hdf5\nfrom .engine.training.loops import fit"),
        ("kerasfront.cli.bench", "from kerasfront import models"),
    ],
)
def test_downward_import_passes(name, source):
    assert findings(rules.upward_imports, source, name) == []


def test_module_without_room_is_found():
    assert len(findings(rules.homeless, "", "kerasfront.misc")) == 1
    assert findings(rules.homeless, "", "kerasfront.layers.new_family") == []


@pytest.mark.parametrize(
    "source",
    [
        "import theano.tensor",
        "def f():\n    from tensorflow import nn",
        "from kerasfront_theano import conv",
        "if K.backend() == other: pass",
        "if backend() in others: pass",
        "match K.backend():\n    case other: pass",
        "if backend == 'tensorflow': pass",
        "match name:\n    case 'theano': pass",
        "def theano_only(): pass",
        "raise ValueError(f'{x} needs the Theano backend')",
    ],
)
def test_backend_knowledge_is_found(source):
    assert findings(rules.backend_knowledge, source, "kerasfront.layers.core")


def test_backend_in_a_docstring_or_an_adapter_passes():
    source = '"""Runs on Theano too."""\nordering = "tf"'
    assert findings(rules.backend_knowledge, source, "kerasfront.layers.core") == []
    assert findings(rules.backend_knowledge, "import theano", "kerasfront_theano.nn") == []


@pytest.mark.parametrize("source", ["x._keras_shape", "setattr(x, '_keras_history', 1)", "x._uses_learning_phase = 1"])
@pytest.mark.parametrize("name", ["kerasfront.layers.core", "kerasfront_theano.nn"])
def test_metadata_outside_its_file_is_found(source, name):
    assert len(findings(rules.raw_tensor_access, source, name)) == 1
    assert findings(rules.raw_tensor_access, source, rules.METADATA_FILE) == []


def test_attribute_of_raw_tensor_is_found():
    assert len(findings(rules.raw_tensor_access, "x.get_shape()", "kerasfront.layers.core")) == 1
    assert findings(rules.raw_tensor_access, "x.set_shape((1, None))", "kerasfront_tensorflow.shaping") == []


@pytest.mark.parametrize(
    "source", ["import tensorflow", "import kerasfront_tensorflow", "from kerasfront import config", "import pandas"]
)
def test_foreign_import_of_an_adapter_is_found(source):
    assert len(findings(rules.adapter_imports, source, "kerasfront_theano.nn")) == 1


def test_library_of_one_folder_is_found_elsewhere():
    source = "import jax.numpy as jnp"
    assert findings(rules.adapter_imports, source, "kerasfront_theano.linker.shapes") == []
    assert len(findings(rules.adapter_imports, source, "kerasfront_theano.function")) == 1


def test_proper_import_of_an_adapter_passes():
    source = (
        "import os\nimport numpy as np\nimport theano.tensor as T\nfrom . import conv\n"
        "from kerasfront.backend.types import Tensor\nfrom kerasfront.errors import BackendError"
    )
    assert findings(rules.adapter_imports, source, "kerasfront_theano.nn") == []


@pytest.mark.parametrize(
    "source",
    ["session._config", "tf.__internal__.dispatch", "from tensorflow.python.framework import ops", "self.graph._names"],
)
def test_private_name_of_a_library_is_found(source):
    assert len(findings(rules.private_names, source, "kerasfront_tensorflow.state")) == 1
    assert findings(rules.private_names, source, "kerasfront_tensorflow.internals") == []


@pytest.mark.parametrize("source", ["self._config", "x._keras_shape", "x.__dict__", "import tensorflow"])
def test_name_of_our_own_passes(source):
    assert findings(rules.private_names, source, "kerasfront_tensorflow.state") == []


def test_unequal_adapters_are_found():
    equal = [rules.parse("", f"{adapter}.nn") for adapter in rules.ADAPTERS]
    assert rules.unequal_adapters(equal) == []
    assert rules.unequal_adapters([*equal, rules.parse("", "kerasfront_theano.compat.flags")]) == []
    assert rules.unequal_adapters([*equal, rules.parse("", "kerasfront_theano.blas")]) == [
        "kerasfront_tensorflow lacks blas.py"
    ]


def test_import_of_legacy_is_found():
    source = "from kerasfront.legacy.graph import Graph"
    assert len(findings(rules.imports_of_legacy, source, "kerasfront.cli.bench")) == 1
    assert findings(rules.imports_of_legacy, source, "kerasfront.legacy.models") == []


def test_repeated_class_is_found():
    def named(module, name):
        return rules.parse(f"class {name}: pass", module)

    one, other = named("kerasfront.layers.a", "Graph"), named("kerasfront.saving.a", "Graph")
    assert rules.repeated_classes([one, other]) == [
        "kerasfront/layers/a.py:1 and kerasfront/saving/a.py:1 name a class Graph"
    ]
    assert rules.repeated_classes([one, named("kerasfront.legacy.a", "Graph")]) == []
    adapters = [named(f"{adapter}.function", "Function") for adapter in rules.ADAPTERS]
    assert rules.repeated_classes(adapters) == []


def test_cycle_is_found():
    a = rules.parse("from .b import f", "kerasfront.layers.a")
    b = rules.parse("def f():\n    from .c import g", "kerasfront.layers.b")
    c = rules.parse("import kerasfront.layers.a", "kerasfront.layers.c")
    assert rules.cycles([a, b, c]) == ["kerasfront.layers.a <-> kerasfront.layers.b <-> kerasfront.layers.c"]
    assert rules.cycles([a, b]) == []


def test_package_gathers_files_that_do_not_lean_on_it():
    package = rules.parse("from .a import f\nfrom .b import g", "kerasfront.layers", is_package=True)
    b = rules.parse("", "kerasfront.layers.b")
    for source in ("from .b import g", "import kerasfront.layers.b as b"):
        assert rules.cycles([package, rules.parse(source, "kerasfront.layers.a"), b]) == []
    through_the_package = rules.parse("from . import b", "kerasfront.layers.a")
    assert rules.cycles([package, through_the_package, b]) == ["kerasfront.layers <-> kerasfront.layers.a"]

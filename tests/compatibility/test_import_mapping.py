"""What scripts import as `keras`, and what libraries beside them go on to get."""

import importlib
import json
import pickle
import subprocess
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

import kerasfront
import kerasfront.layers.core
import kerasfront.models
import kerasfront.preprocessing.text
from kerasfront.compatibility import import_mapping, importers


def run(code, importer="__main__"):
    """The namespace after `code` stood in the module `importer`."""
    namespace = {"__name__": importer}
    exec(code, namespace)
    return namespace


@pytest.fixture
def mapped():
    with import_mapping.active(import_mapping.keras("1.2")):
        yield


@pytest.fixture
def real(monkeypatch):
    """A Keras of today that is loaded already."""
    for name in [name for name in sys.modules if name == "keras" or name.startswith("keras.")]:
        monkeypatch.delitem(sys.modules, name)
    module = ModuleType("keras")
    monkeypatch.setitem(sys.modules, "keras", module)
    return module


@pytest.mark.parametrize(
    ("statement", "name", "expected"),
    [
        ("from keras.models import Sequential", "Sequential", kerasfront.models.Sequential),
        ("import keras.layers.core as core", "core", kerasfront.layers.core),
        ("from keras import backend as K", "K", kerasfront.backend),
        ("from keras import models, layers", "layers", kerasfront.layers),
        ("from keras.layers import *", "Dense", kerasfront.layers.core.Dense),
    ],
)
def test_every_form_of_import(mapped, statement, name, expected):
    assert run(statement)[name] is expected


def test_the_package_itself(mapped):
    found = run("import keras.layers.core; import keras")["keras"]
    assert found.__version__ == "1.2.2" and found.layers.core is kerasfront.layers.core
    assert {"models", "layers"} <= set(dir(found)) and found.__file__ == kerasfront.__file__
    assert run("from keras import __version__")["__version__"] == "1.2.2"


def test_modules_asked_for_by_name(mapped, real):
    layers = kerasfront.layers
    for code in ("from importlib import import_module; x = import_module('keras.layers')",
                 "import importlib; x = importlib.import_module(name='.layers', package='kerasfront')",
                 "x = __import__('keras.layers', fromlist=['Dense'])",
                 "x = __import__('keras.layers').layers"):  # fmt: skip
        assert run(code)["x"] is layers
    assert run("import importlib; x = importlib.import_module('keras')")["x"].__version__ == "1.2.2"
    for code in ("import importlib; x = importlib.import_module('keras')", "x = __import__('keras')"):
        assert run(code, "keras.src.layers")["x"] is real
    with pytest.raises(ImportError, match="nothing"):
        run("import importlib; importlib.import_module('keras.nothing')")


def test_specs(mapped, real):
    real.__spec__ = ModuleSpec("keras", None)
    for name, expected in (("keras", kerasfront), ("keras.layers", kerasfront.layers)):
        assert run(f"import importlib.util; x = importlib.util.find_spec({name!r})")["x"] is expected.__spec__
    assert run("import importlib.util; x = importlib.util.find_spec('keras.nothing')")["x"] is None
    code = "import importlib.util; x = importlib.util.find_spec('keras')"
    assert run(code, "keras.src.layers")["x"] is real.__spec__


def test_reloading_reaches_the_original(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "original.py").write_text("x = 0")
    original = importlib.import_module("original")
    original.x = 1
    with import_mapping.active():
        facade = import_mapping.Facade("classic", original)
        import_mapping.install(import_mapping.ImportMapping("classic", "original", lambda: facade, importers.is_script))
        assert importlib.reload(facade) is facade and facade.x == 0
        original.x = 1
        assert importlib.reload(original) is original and original.x == 0
    del sys.modules["original"]


def test_what_is_not_there_is_an_import_error(mapped):
    for statement in ("import keras.nothing", "from keras import nothing", "from keras.layers import nothing"):
        with pytest.raises(ImportError, match="nothing"):
            run(statement)


def test_pickles_of_the_time_name_classic_modules(mapped, monkeypatch):
    monkeypatch.setitem(sys.modules, "keras.preprocessing.text", None)
    del sys.modules["keras.preprocessing.text"]
    data = b"ckeras.preprocessing.text\nTokenizer\n."
    found = run("import pickle; found = pickle.loads(data)".replace("data", repr(data)))["found"]
    assert found is kerasfront.preprocessing.text.Tokenizer


def test_real_keras_stays_what_it_is(mapped, real):
    assert run("import keras", "keras.src.layers")["keras"] is real
    assert run("import keras")["keras"] is not real
    assert sys.modules["keras"] is real


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a package that requires something."""

    def install(package, requirement):
        folder = tmp_path / f"{package}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n{requirement}\n")
        (folder / "top_level.txt").write_text(package)

    monkeypatch.syspath_prepend(str(tmp_path))
    for function in (importers.needs_real_keras, importers._distributions):
        function.cache_clear()
    yield install
    for function in (importers.needs_real_keras, importers._distributions):
        function.cache_clear()


def test_libraries_get_the_keras_that_they_require(installed):
    installed("of_today", "Requires-Dist: keras>=3.12.0")
    installed("of_yesterday", "Requires-Dist: keras>=1.0.7")
    installed("whichever", "Requires-Dist: keras")
    installed("another", "Requires-Dist: numpy>=2")
    needing = [name for name in ("of_today", "of_yesterday", "whichever", "another", "__main__", "keras")
               if importers.needs_real_keras(name)]  # fmt: skip
    assert needing == ["of_today", "keras"]


def test_another_package_in_the_place_of_one():
    stand_in = import_mapping.Facade("stand_in", json)
    mapping = import_mapping.ImportMapping("json", "json", lambda: stand_in, importers.is_script)
    with import_mapping.active(mapping):
        assert run("import json")["json"] is stand_in is run("import json.decoder")["json"]
        assert run("from json import decoder")["decoder"] is sys.modules["json.decoder"]
        assert run("import json", "another")["json"] is sys.modules["json"]
    assert run("import json")["json"] is sys.modules["json"]


def test_what_stands_for_a_library_can_be_sent_to_another_process():
    modules = [mapping.facade() for mapping in import_mapping.plugged_in()]
    stand_ins = [module for module in modules if type(module) is not ModuleType]  # others are sent by name
    assert stand_ins
    for module in stand_ins:
        assert pickle.loads(pickle.dumps(module)).__name__ == module.__name__


def test_scripts_and_what_lies_beside_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with importers.beside(tmp_path):
        beside = [{"__name__": "__mp_main__"}, {"__name__": "a", "__file__": str(tmp_path / "in" / "a.py")}]
        ours = [{"__name__": name, "__file__": str(tmp_path / "a.py")} for name in ("kerasfront.a", "kerasfront_b")]
        others = [*ours, {}, {"__name__": "text"}, {"__name__": "a", "__file__": None},
                  {"__name__": "a", "__file__": str(tmp_path)[:-1]},
                  {"__name__": "a", "__file__": str(tmp_path / "venv/lib/site-packages/a.py")}]  # fmt: skip
        assert all(map(importers.is_script, beside)) and not any(map(importers.is_script, others))
    assert not importers.is_script(beside[1])


def test_from_within_a_script(tmp_path):
    code = "import kerasfront.as_keras, keras; from keras.layers import Dense; print(keras.__version__, Dense)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.startswith("1.2.2 <class 'kerasfront.layers.core")

"""Scripts of yesterday run."""

import json
import os
import sys

import pytest

from kerasfront import config
from kerasfront.cli import main


@pytest.fixture
def ran(tmp_path, capsys, monkeypatch):
    """Write files, run the first, and give status, output and errors."""
    monkeypatch.delenv("KERASFRONT_BACKEND", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(files, *arguments, options=()):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        status = main(["run", *options, str(tmp_path / next(iter(files))), *arguments])
        return status, *capsys.readouterr()

    yield run
    for name in [n for n, m in sys.modules.items() if str(getattr(m, "__file__", "")).startswith(str(tmp_path))]:
        del sys.modules[name]
    os.environ.pop("KERASFRONT_BACKEND", None)
    config.reset()


def test_a_classic_script_as_it_is(backend, ran):
    script = (
        "import sys\nimport numpy as np\nfrom keras.models import Sequential\nfrom keras.layers.core import Dense\n"
        "from keras import backend as K\n"
        "if __name__ == '__main__':\n"
        "    model = Sequential([Dense(2, input_dim=3)])\n    model.compile('sgd', 'mse')\n"
        "    model.fit(np.ones((4, 3)), np.ones((4, 2)), nb_epoch=1, verbose=0)\n"
        "    print(K.backend(), sys.argv[1:], model.predict(np.ones((1, 3))).shape)\n"
    )
    status, out, err = ran({"a.py": script}, "--x", "1", options=["--backend", backend])
    assert (status, out, err) == (0, f"{backend} ['--x', '1'] (1, 2)\n", "")
    assert os.environ["KERASFRONT_BACKEND"] == backend and sys.modules["__main__"].__dict__.get("model") is None


def test_numbers_print_as_they_did(ran):
    script = "import numpy as np\nprint([np.float32(0.5), np.int64(3)], {'a': np.float64(0.25)})\n"
    assert ran({"a.py": script})[:2] == (0, "[0.5, 3] {'a': 0.25}\n")


def test_python_2_in_script_and_helper(ran):
    files = {
        "a.py": "import helper, inside.b\nprint 'half', helper.half(7), inside.b.x\n",
        "helper.py": "def half(n):\n    print n\n    return n / 2\n",
        "inside/__init__.py": "",
        "inside/b.py": "x = map(int, [7.5])[0] / 2\n",
    }
    status, out, err = ran(files)
    assert (status, out) == (0, "7\nhalf 3 3\n")
    assert "taken for Python 2" in err and "helper.py, line 3: 7 / 2 is 3, as in Python 2" in err
    assert not os.path.exists("__pycache__")


def test_modules_within_packages_import_each_other_without_dots(ran):
    files = {
        "a.py": "from package import one\nprint(one.two.x, one.y)\n",
        "package/__init__.py": "",
        "package/one.py": "import two\nfrom two import y\n",
        "package/two.py": "x, y = 1, 2\n",
    }
    assert ran(files) == (0, "1 2\n", "")
    status, _, err = ran({"b.py": "import other.one", "other/one.py": "import nothing"})
    assert status == 1 and "import_mapping" not in err and "No module named 'nothing'" in err


def test_what_is_said_can_be_left_out(ran):
    assert ran({"a.py": "print 'a'\n"}, options=["--quiet"]) == (0, "a\n", "")


def test_an_error_ends_in_the_script_and_is_met(ran):
    status, out, err = ran({"a.py": "import helper\nhelper.f()\n", "helper.py": "def f():\n    return range(2 / 2)\n"})
    lines = err.splitlines()
    assert status == 1 and lines[0].startswith("Traceback") and 'a.py", line 2' in lines[1]
    assert "import_mapping" not in err and lines[-1].startswith("kerasfront: in Python 3 `/` gives a float")
    status, _, err = ran({"b.py": "import keras.nothing\n"})
    assert status == 1 and "import_mapping" not in err and 'b.py", line 1' in err
    status, _, err = ran({"c.py": "x = 1\nx y\n"})
    assert status == 1 and 'c.py", line 2' in err and "SyntaxError" in err


def test_an_error_beside_the_library_of_another_backend(ran):
    script = "import theano.tensor as T\nfrom keras.layers import Input\nT.sum(Input((2,)))\n"
    status, _, err = ran({"a.py": script}, options=["--backend", "tensorflow"])
    assert status == 1 and err.splitlines()[-1].endswith("run it with --backend theano")


def test_a_script_sees_its_modules(ran):
    script = (
        "import sys, keras, helper\nreload(sys)\nsys.setdefaultencoding('utf8')\n"
        "print sys.modules['keras'] is keras, sys.modules['keras'].__version__, helper.found\n"
    )
    helper = "from sys import modules\nfound = modules['keras'].__version__\n"
    assert ran({"a.py": script, "helper.py": helper}, options=["--quiet"]) == (0, "True 1.2.2 1.2.2\n", "")


def test_exits_of_the_script_are_its_own(ran):
    with pytest.raises(SystemExit) as found:
        ran({"a.py": "import sys; sys.exit(3)"})
    assert found.value.code == 3 and "a.py" not in str(sys.argv)


def test_notebooks(ran):
    cells = [
        {"cell_type": "code", "source": ["%matplotlib inline\n", "from keras.layers import Dense\n", "x = 7"]},
        {"cell_type": "code", "source": ["print 'a'\n", "x / 2"]},
        {"cell_type": "code", "source": ["x.nothing"]},
    ]
    status, out, err = ran({"n.ipynb": json.dumps({"cells": cells})})
    assert (status, out) == (1, "a\n3\n") and 'n.ipynb, cell 3", line 1' in err and "AttributeError" in err


def test_options(ran, capsys):
    script = {"a.py": "from keras import backend as K\nprint(K.image_dim_ordering())\n"}
    assert ran(script, options=["--dim-ordering", "th"])[1] == "th\n"
    assert ran(script, options=["--backend", "nothing"])[0] == 2
    assert main(["run", "missing.py"]) == 2 and "missing.py" in capsys.readouterr().err

"""Scripts are written out for the Python of today."""

import json

import pytest

from kerasfront.cli import main

SCRIPT = '''#!/usr/bin/env python
"""What it is."""
from __future__ import print_function
a = map(int, ["1"])
print(7 / 2 / (len(a) / 3), "é", 1 / 2., x.shape[0] / 2)
b = c / 2
b /= 2
print("%s" % (8  # here
              / 3))
'''
PORTED = '''#!/usr/bin/env python
"""What it is."""
from __future__ import print_function
import kerasfront.as_keras  # before any import of keras
a = list(map(int, ["1"]))
print(7 // 2 // (len(a) // 3), "é", 1 / 2., x.shape[0] // 2)
b = c / 2
b /= 2
print("%s" % (8  # here
              / 3))
'''


@pytest.fixture
def ported(tmp_path, capsys):
    def port(text, *options, name="a.py"):
        (tmp_path / name).write_text(text)
        status = main(["port", str(tmp_path / name), *options])
        return status, *capsys.readouterr()

    return port


def test_python_2_with_its_division(ported):
    status, out, err = ported(SCRIPT, "--python", "2")
    assert (status, out) == (0, PORTED)
    assert err.splitlines() == [
        f"kerasfront: line {line} keeps {what}: write // if both sides are integers"
        for line, what in ((7, "c / 2"), (8, "b /= 2"), (9, "8 / 3"))
    ]


def test_imports_that_no_longer_work_are_listed(ported):
    _, out, err = ported("from sklearn.cross_validation import KFold\nimport cPickle\nprint 1\n")
    assert "from sklearn.cross_validation import KFold\n" in out
    (line,) = [line for line in err.splitlines() if "no longer exists" in line]
    assert line == "kerasfront: sklearn.cross_validation no longer exists: replace it, or use kerasfront run"


def test_the_future_of_division_is_now(ported):
    assert ported("from __future__ import division\nprint 7 / 2\n")[1] == (
        "from __future__ import division\nimport kerasfront.as_keras  # before any import of keras\nprint(7 / 2)\n"
    )


def test_python_3_is_left_alone(ported):
    assert ported("# x\nprint(7 / 2)") == (
        0, "# x\nimport kerasfront.as_keras  # before any import of keras\nprint(7 / 2)\n", "",
    )  # fmt: skip


def test_the_api_of_old(ported):
    _, out, err = ported("from keras.models import Graph\n")
    assert out.startswith("import kerasfront.legacy.as_keras") and "taken for a script of Keras 0.3" in err
    assert ported("import keras", "--api", "0.3")[1].startswith("import kerasfront.legacy.as_keras")


def test_a_notebook_becomes_a_script(ported):
    cells = [{"cell_type": "code", "source": source} for source in ("%time x = 1", "print x", "x")]
    _, out, _ = ported(json.dumps({"cells": cells}), name="n.ipynb")
    assert out == "import kerasfront.as_keras  # before any import of keras\npass  # %time x = 1\n\nprint(x)\n\nx\n"


def test_files_that_are_there_stay(ported, tmp_path):
    target = tmp_path / "b.py"
    assert ported("print 'a'", "-o", str(target))[:2] == (0, "") and "print('a')" in target.read_text()
    status, _, err = ported("print 'b'", "-o", str(target))
    assert status == 2 and "the file exists already" in err and "print('a')" in target.read_text()


@pytest.mark.parametrize("source", ["def f(:\n", "x = 1\x00\n"])
def test_what_is_no_python_is_named(tmp_path, capsys, source):
    (tmp_path / "broken.py").write_text(source)
    assert main(["port", str(tmp_path / "broken.py")]) != 0
    out, errors = capsys.readouterr()
    assert out == "" and "broken.py cannot be ported" in errors and "Traceback" not in errors

"""What a script needs is said before it runs."""

from pathlib import Path

import pytest

from kerasfront import config
from kerasfront.cli import main


@pytest.fixture
def said(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "300")

    def ask(text, **beside):
        (tmp_path / "a.py").write_text(text)
        for name, content in beside.items():
            (tmp_path / f"{name}.py").write_text(content)
        status = main(["doctor", str(tmp_path / "a.py")])
        return status, " ".join(capsys.readouterr().out.replace("│", "").split())

    yield ask
    config.reset()


def test_a_script_that_runs(said):
    status, text = said("import numpy as np\nfrom keras.models import Sequential\nfrom keras.layers import *\n")
    assert status == 0 and text.endswith("a.py") and "Run it: kerasfront run" in text
    for fact in ("contains script", "API of Keras 1.2", "Python 3", "dim_ordering any", "libraries of backends -"):
        assert fact in text


def test_the_command_can_be_typed_as_it_stands(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("my net.py").write_text("import keras\n")
    assert main(["doctor", "my net.py"]) == 0
    assert "Run it: kerasfront run 'my net.py'" in capsys.readouterr().out


def test_python_2_and_what_lies_beside(said):
    status, text = said("import helper, theano\nprint 'a'\n", helper="from keras.models import Model\n")
    assert status == 0 and "API of Keras 1.2 (Model (helper.py, line 1))" in text
    assert "Python 2 (Missing parentheses in call to 'print', line 2 of a.py); translated on the fly" in text
    assert "files next to it helper.py" in text and "libraries of backends theano" in text
    assert "Run it: kerasfront run --backend theano" in text


def test_packages(said):
    status, text = said("import skimage_of_nobody, os.path\nfrom cv2_of_nobody import x\nfrom . import y\n")
    assert status == 1 and "packages are missing: pip install cv2_of_nobody skimage_of_nobody" in text
    status, text = said("from sklearn.grid_search import GridSearchCV\nfrom scipy.misc import imread\n")
    assert status == 0 and "replaced sklearn.grid_search, scipy.misc.imread" in text


def test_names_that_are_not_there(said):
    status, text = said("from keras.layers import Dense, Nothing\nfrom keras.nothing import x\nfrom keras import no")
    assert status == 1 and "a.py, line 1: kerasfront.layers has no Nothing" in text
    assert "line 2: kerasfront.nothing has no x" in text and "line 3: kerasfront has no no" in text


def test_keras_2(said):
    status, text = said("from keras.layers import Dense, Input\nInput(dtype='int32')\nDense(units=3)\nm.fit(epochs=2)")
    assert status == 1 and "it is written for Keras 2" in text and "dtype" not in text
    assert "a.py, line 3: units= is output_dim=; a.py, line 4: epochs= is nb_epoch=" in text


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [("(3, 32, 32)", "th"), ("(32, 32, 1)", None), ("(n, 3)", None), ("(3, 3, 3)", None), ("shape", None)],
)
def test_dim_ordering(said, shape, wanted):
    status, text = said(f"import keras\nConvolution2D(3, 3, 3, input_shape={shape})")
    assert status == (wanted is not None)
    assert wanted is None or f"run it with --dim-ordering {wanted}" in text and "channels first" in text
    text = f"import keras\nConvolution2D(3, 3, 3, input_shape={shape}, dim_ordering='th')"
    assert said(text)[0] == 0


def test_the_setting_counts(said):
    config.put("image_dim_ordering", "th")
    assert said("import keras\nConvolution2D(3, 3, 3, input_shape=(3, 32, 32))")[0] == 0
    assert "--dim-ordering tf" in said("import keras\nConvolution2D(3, 3, 3, input_shape=(32, 32, 3))")[1]


def test_neither_of_both_pythons(said):
    status, text = said("x y z")
    assert status == 1 and "neither valid Python 3 nor Python 2" in text

"""Scripts of Keras 0.3 run as they are."""

import subprocess
import sys

import pytest

from kerasfront.cli import main

SCRIPT = "import keras\nfrom keras.models import Graph\nprint(keras.__version__, Graph.__module__)\n"


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "a.py"
    path.write_text(SCRIPT)
    return str(path)


def test_the_api_is_guessed_and_said(script, capsys):
    assert main(["run", script]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("0.3.3 kerasfront.legacy") and "Keras 0.3: Graph (a.py, line 2); --api 1.2" in err


@pytest.mark.parametrize("options", [["--api", "0.3"], ["--quiet"]])
def test_nothing_is_said_of_what_was_asked_for(script, capsys, options):
    assert main(["run", *options, script]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("0.3.3") and err == ""


def test_what_it_needs(script, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    assert main(["doctor", script]) == 0
    assert "0.3 (Graph (a.py, line 2))" in capsys.readouterr().out


def test_from_within_a_script(tmp_path):
    code = f"import kerasfront.legacy.as_keras\n{SCRIPT}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.startswith("0.3.3 kerasfront.legacy")

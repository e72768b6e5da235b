"""The wheel is tried with every supported combination of Python, backend and versions that can be tried here."""

import configparser
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from checks import wheel

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tried(monkeypatch):
    """What is tried, without doing it: extra, versions and Python."""
    found = []
    monkeypatch.setattr(wheel, "create_environment", lambda *_: None)
    monkeypatch.setattr(wheel, "must", lambda command: None)
    monkeypatch.setattr(wheel, "build_archives", lambda venv, folder: Path("a.whl"))
    monkeypatch.setattr(wheel, "find_python", lambda version: None if version == "3.13" else f"python{version}")
    monkeypatch.setattr(wheel, "try_wheel", lambda _, folder, *what: found.append(what) or int("3.12" in what[-1]))
    return found


def test_every_cell_whose_python_is_there_is_tried(tried, capsys):
    assert wheel.check_matrix() == 1
    said = capsys.readouterr().out
    assert len(tried) == len([cell for cell in wheel.matrix() if cell.python != "3.13"])
    assert ("theano", "lowest", "python3.10") in tried
    assert "== Python 3.13, tensorflow, newest versions: NOT CHECKED (no such Python)" in said
    assert "== failed: 3.12 tensorflow newest\n" in said


def test_words_select(tried, capsys):
    assert wheel.check_matrix(["theano", "3.11"]) == 0
    assert tried == [("theano", "newest", "python3.11"), ("theano", "lowest", "python3.11")]
    with pytest.raises(SystemExit, match="has all of: theano 3.12"):
        wheel.check_matrix(["theano", "3.12"])


def test_the_wheel_is_tried_with_both_ends_of_the_ranges(tried):
    assert wheel.check_wheel(Path("venv")) == 0
    assert tried == [("all", "newest"), ("all", "lowest")]


@pytest.mark.parametrize("extra", ["all", "theano"])
def test_nothing_but_the_wheel_is_found_there(monkeypatch, tmp_path, extra):
    commands = []
    monkeypatch.setattr(wheel, "create_environment", lambda venv, python: commands.append(python))
    monkeypatch.setattr(wheel, "run", lambda *call: bool(commands.append(call)))
    assert wheel.try_wheel(Path("a.whl"), tmp_path / "cell", extra, "lowest", "python3.10") == 0
    python, (install, *_), (test, folder, variables) = commands
    assert python == "python3.10" and f"a.whl[{extra}]" in install and str(wheel.LOWEST) in install
    assert test[-1] == str(folder) and ROOT not in folder.parents and variables["PYTHONPATH"] == ""
    assert variables.get("SMOKE_BACKENDS", "all") == extra and not (tmp_path / "cell").exists()


def test_a_python_is_found_by_its_version(monkeypatch, tmp_path):
    version = ".".join(map(str, sys.version_info[:2]))
    monkeypatch.setattr(wheel, "PYENV", tmp_path)
    monkeypatch.setattr(wheel.shutil, "which", lambda name: None)
    assert wheel.find_python(version) is None
    (tmp_path / f"{version}.1" / "bin").mkdir(parents=True)
    (tmp_path / f"{version}.1" / "bin" / "python").symlink_to(sys.executable)
    assert wheel.find_python(version) == str(tmp_path / f"{version}.1" / "bin" / "python")
    monkeypatch.setattr(wheel.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, "2.7\n"))
    assert wheel.find_python(version) is None


def test_every_python_that_is_claimed_is_in_the_matrix():
    file = configparser.ConfigParser()
    file.read(ROOT / "setup.cfg")
    claimed = {line.rpartition(" ")[2] for line in file["metadata"]["classifiers"].splitlines() if ":: 3." in line}
    assert claimed == {cell.python for cell in wheel.matrix()}
    assert {cell.backend for cell in wheel.matrix()} < set(file["options.extras_require"])


def test_the_workflow_runs_what_is_run_by_hand():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text())["jobs"]
    commands = {name: " ".join(step["run"] for step in job["steps"] if "run" in step) for name, job in jobs.items()}
    assert commands["checks"] == ".ci/run" and (ROOT / ".ci" / "run").is_file()
    assert str(wheel.MATRIX.relative_to(ROOT)) in commands["cells"]
    words = " ".join(f"${{{{ matrix.{field} }}}}" for field in wheel.Cell._fields)
    assert commands["wheel"] == f"python run.py test --matrix {words}"


def test_the_lint_before_a_commit_is_that_of_the_tests():
    (hooks, _) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert f"ruff=={hooks['rev'].removeprefix('v')}\n" in (ROOT / "setup.cfg").read_text()

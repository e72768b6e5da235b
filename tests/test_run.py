"""The set-up script says clearly what is missing."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_command_it_explains_itself():
    result = subprocess.run([sys.executable, ROOT / "run.py"], capture_output=True, text=True)
    assert result.returncode == 2
    assert "run.py bench" in result.stdout


def test_old_python_is_refused(script, monkeypatch):
    monkeypatch.setattr(script.sys, "version_info", (3, 9, 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.10 or later, this is 3\.9"):
        script.check_machine()


def test_new_python_gets_one_engine(script, monkeypatch, capsys):
    monkeypatch.setattr(script.sys, "version_info", (3, 13, 0))
    script.check_machine()
    assert "Theano cannot be installed" in capsys.readouterr().out


def test_missing_compiler_and_headers_are_named(script, monkeypatch, tmp_path):
    monkeypatch.setattr(script.sys, "version_info", (3, 11, 0))
    monkeypatch.setattr(shutil, "which", lambda program: None)
    monkeypatch.setattr(script.sysconfig, "get_path", lambda name: str(tmp_path))
    with pytest.raises(SystemExit, match=r"g\+\+ .* and the headers of Python .*python3\.11-dev"):
        script.check_machine()


@pytest.mark.parametrize(
    ("arguments", "extras", "started"),
    [
        (["info", "-v"], "all", ["kerasfront", "info", "-v"]),
        (["test", "-k", "gru"], "all,dev", ["python", "-m", "pytest", "-k", "gru"]),
    ],
)
def test_options_are_passed_on(script, monkeypatch, arguments, extras, started):
    prepared, commands = [], []
    monkeypatch.setattr(script, "set_up", lambda venv, extras: prepared.append(extras))
    monkeypatch.setattr(
        subprocess, "run", lambda command, cwd: commands.append(command) or subprocess.CompletedProcess(command, 7)
    )
    assert script.main(arguments) == 7
    assert prepared == [extras]
    assert commands == [[str(ROOT / ".venv" / "bin" / started[0]), *started[1:]]]


def test_a_failed_check_does_not_hide_the_others(script, monkeypatch, capsys):
    monkeypatch.setattr(script, "check_wheel", lambda: 0)
    monkeypatch.setattr(script, "run", lambda command, folder: int(bool({"pyright", "slow and not full"} & {*command})))
    assert script.test_everything() == 1
    assert capsys.readouterr().out.endswith("== failed: types, slow tests\n")


def test_full_tests_are_added_when_asked_for(script, monkeypatch):
    commands = []
    monkeypatch.setattr(script, "set_up", lambda venv, extras: None)
    monkeypatch.setattr(script, "check_wheel", lambda: 0)
    monkeypatch.setattr(script, "PROGRAMS", {})
    monkeypatch.setattr(script, "run", lambda command, folder: bool(commands.append(command)))
    assert script.main(["test"]) == script.main(["test", "--full"]) == 0
    half = len(commands) // 2
    assert commands[half:] == [*commands[:half], [*commands[-1][:-1], "full"]]
    assert commands[-1][-3:] == ["pytest", "-m", "full"]


def test_full_tests_do_not_begin_without_their_programs(script, monkeypatch):
    monkeypatch.setattr(script, "set_up", lambda venv, extras: None)
    monkeypatch.setattr(script, "PROGRAMS", {"no-such-program": "the package of it"})
    with pytest.raises(SystemExit, match="no-such-program: the package of it"):
        script.main(["test", "--full"])


def test_second_set_up_does_nothing(script, monkeypatch, tmp_path):
    commands = []
    monkeypatch.setattr(script, "create_environment", commands.append)
    monkeypatch.setattr(script, "must", commands.append)
    script.set_up(tmp_path, "all,dev")
    assert commands[-1][-1] == f"{ROOT}[all,dev]"
    del commands[:]
    script.set_up(tmp_path, "all,dev")
    assert commands == []
    monkeypatch.setattr(script, "fingerprint", lambda: "another setup.cfg")
    script.set_up(tmp_path, "all,dev")
    assert commands


def test_foreign_environment_is_left_alone(script, tmp_path):
    (tmp_path / "pyvenv.cfg").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").write_text("#!/bin/sh\necho 3.9\n")
    (tmp_path / "bin" / "python").chmod(0o755)
    with pytest.raises(SystemExit, match="made by another Python"):
        script.create_environment(tmp_path)
    assert (tmp_path / "pyvenv.cfg").exists()

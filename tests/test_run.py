"""The set-up script says clearly what is missing."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


MKDOCS = ["mkdocs", "build", "--quiet", "--strict"]


@pytest.fixture
def script(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "FAILED_TESTS", tmp_path / "lastfailed")
    return module


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["-h"], 0), (["--help"], 0)])
def test_without_command_it_explains_itself(arguments, status):
    result = subprocess.run([sys.executable, ROOT / "run.py", *arguments], capture_output=True, text=True)
    assert result.returncode == status
    assert "run.py bench" in result.stdout


def test_an_interrupt_is_a_status(script, monkeypatch):
    def press_ctrl_c(venv, extras):
        raise KeyboardInterrupt

    monkeypatch.setattr(script, "set_up", press_ctrl_c)
    assert script.main(["info"]) == 130


def test_old_python_is_refused(script, monkeypatch):
    monkeypatch.setattr(script.sys, "version_info", (3, 9, 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.10 or later, this is 3\.9"):
        script.check_machine()


def test_new_python_gets_one_backend(script, monkeypatch, capsys):
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
        (["docs", "--site-dir", "x"], "all,docs", ["python", "-m", *MKDOCS, "--site-dir", "x"]),
        (["test", "-k", "gru"], "all,dev", ["python", "-m", "pytest", "-k", "gru"]),
    ],
)
def test_options_are_passed_on(script, monkeypatch, arguments, extras, started):
    prepared, commands = [], []
    monkeypatch.setattr(script, "set_up", lambda venv, extras: prepared.append(extras))
    monkeypatch.setattr(
        subprocess, "run", lambda command, cwd, env: commands.append(command) or subprocess.CompletedProcess(command, 7)
    )
    assert script.main(arguments) == 7
    assert prepared == [extras]
    assert commands == [[str(ROOT / ".venv" / "bin" / started[0]), *started[1:]]]


def test_types_are_checked_by_the_numpy_that_they_are_written_for(script, monkeypatch, capsys):
    monkeypatch.setattr(script, "run", lambda command, folder: 1)
    monkeypatch.setattr(script.sys, "version_info", (3, 10, 4))
    assert script.check_types() == script.NOT_CHECKED
    assert "types were NOT CHECKED" in capsys.readouterr().out
    monkeypatch.setattr(script.sys, "version_info", (3, 11, 0))
    assert script.check_types() == 1


def test_a_failed_check_does_not_hide_the_others(script, monkeypatch, capsys):
    monkeypatch.setattr(script, "TYPED", (3, 0))
    monkeypatch.setattr(script, "check_wheel", lambda venv: 0)
    monkeypatch.setattr(script, "run", lambda command, folder: int(bool({"pyright", "slow and not full"} & {*command})))
    assert script.test_everything() == 1
    assert capsys.readouterr().out.endswith("== failed: types, slow tests\n")


def test_failed_tests_are_named_at_the_end(script, monkeypatch, capsys):
    monkeypatch.setattr(script, "check_wheel", lambda venv: 0)

    def run(command, folder):
        if "slow and not full" in command:
            script.FAILED_TESTS.write_text('{"tests/test_b.py": true, "tests/test_a.py::test_c[tensorflow]": true}')
        return int("slow and not full" in command)

    monkeypatch.setattr(script, "run", run)
    assert script.test_everything() == 1
    *_, first, second, verdict = capsys.readouterr().out.splitlines()
    assert [first, second] == ["== slow tests: tests/test_a.py::test_c[tensorflow]", "== slow tests: tests/test_b.py"]
    assert verdict == "== failed: slow tests"


def test_full_tests_are_added_when_asked_for(script, monkeypatch):
    commands = []
    monkeypatch.setattr(script, "set_up", lambda venv, extras: None)
    monkeypatch.setattr(script, "check_wheel", lambda venv: 0)
    monkeypatch.setattr(script, "check_vulnerabilities", lambda: 0)
    monkeypatch.setattr(script, "PROGRAMS", {})
    monkeypatch.setattr(script, "MODULES", {})
    monkeypatch.setattr(script, "check_processor", lambda: None)
    monkeypatch.setattr(script, "run", lambda *arguments: bool(commands.append(arguments)))
    assert script.main(["test"]) == 0
    usual = len(commands)
    assert script.main(["test", "--full"]) == 0
    assert commands[usual : 2 * usual] == commands[:usual]
    (full, _), *again, on_jax = commands[2 * usual :]
    assert full[-3:] == ["pytest", "-m", "full"]
    assert on_jax[-1] == {"KERASFRONT_THEANO_LINKER": "jax"}
    variables = [variables for *_, variables in again]
    assert [x["KERASFRONT_INSTRUCTIONS"] for x in variables] == ["avx512", "avx2", "sse2"]
    assert {x["TF_ENABLE_ONEDNN_OPTS"] for x in variables} == {"0", "1"}


def test_full_tests_do_not_begin_without_their_programs(script, monkeypatch):
    monkeypatch.setattr(script, "set_up", lambda venv, extras: None)
    monkeypatch.setattr(script, "PROGRAMS", {"no-such-program": "the package of it"})
    monkeypatch.setattr(script, "MODULES", {"no_such_module": "where it is"})
    monkeypatch.setattr(script, "program", lambda venv, name: sys.executable)
    with pytest.raises(SystemExit, match="no-such-program: the package of it\nno_such_module: where it is"):
        script.main(["test", "--full"])


def test_full_tests_do_not_begin_without_the_instructions(script, monkeypatch, tmp_path):
    monkeypatch.setattr(script, "program", lambda venv, name: sys.executable)
    monkeypatch.setattr(script, "PROCESSORS", {"sse2": "0", "mmx3": "1"})
    with pytest.raises(SystemExit, match="needs a processor with mmx3, which"):
        script.check_processor()


def test_second_set_up_does_nothing(script, monkeypatch, tmp_path):
    commands = []
    monkeypatch.setattr(script, "create_environment", commands.append)
    monkeypatch.setattr(script, "must", commands.append)
    script.set_up(tmp_path, "all,dev")
    assert commands[-1][-2] == "--editable"
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


@pytest.fixture
def commands(script, monkeypatch):
    """What is run, on a machine that hashes are kept for."""
    found = []
    monkeypatch.setattr(script, "must", found.append)
    monkeypatch.setattr(script.sys, "version_info", (3, 11, 0))
    monkeypatch.setattr(script.platform, "system", lambda: "Linux")
    monkeypatch.setattr(script.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(script.platform, "libc_ver", lambda: ("glibc", "2.36"))
    return found


@pytest.mark.parametrize("extras", ["all", "all,dev"])
def test_hashes_are_required_of_all_but_the_checkout(script, commands, capsys, tmp_path, extras):
    script.install(tmp_path, extras)
    *hashed, checkout = commands
    files = [ROOT / "constraints" / "locked" / name for name in ("build.txt", f"{extras.replace(',', '-')}-3.11.txt")]
    assert [command[-3:] for command in hashed] == [["--require-hashes", "--requirement", str(file)] for file in files]
    assert checkout[-2:] == ["--editable", str(ROOT)]
    for command in commands:
        assert {"--no-deps", "--no-build-isolation"} < {*command}
    for line in "".join(file.read_text() for file in files).splitlines():
        assert line.startswith("#") or "==" in line and " --hash=sha256:" in line
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("system", "Darwin", "Python 3.11 on Darwin x86_64 glibc"),
        ("machine", "aarch64", "Python 3.11 on Linux aarch64 glibc"),
        ("libc_ver", ("", ""), "Python 3.11 on Linux x86_64:"),
        ("version", (3, 13, 1), "Python 3.13 on Linux"),
    ],
)
def test_elsewhere_it_says_that_there_are_no_hashes(script, commands, monkeypatch, capsys, tmp_path, name, value, said):
    if name == "version":
        monkeypatch.setattr(script.sys, "version_info", value)
    else:
        monkeypatch.setattr(script.platform, name, lambda: value)
    script.install(tmp_path, "all")
    assert [command[-2:] for command in commands] == [["--editable", f"{ROOT}[all]"]]
    assert f"no hashes are kept for {said}" in capsys.readouterr().out


def test_other_hashes_are_another_environment(script, monkeypatch, tmp_path):
    before = script.fingerprint()
    monkeypatch.setattr(script, "LOCKED", tmp_path)
    assert script.fingerprint() != before


def test_another_version_is_another_environment(script, monkeypatch, tmp_path):
    for name in ("setup.cfg", "setup.py", "pyproject.toml", "kerasfront/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(script, "ROOT", tmp_path)
    before = script.fingerprint()
    (tmp_path / "kerasfront" / "__init__.py").write_text('__version__ = "9.0.0"\n')
    assert script.fingerprint() != before


GOOD = {"name": "numpy", "version": "2.0", "vulns": []}
BAD = {"name": "pillow", "version": "9.0", "vulns": [{"id": "CVE-1", "fix_versions": ["9.1"]}]}
SKIPPED = {"name": "six", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([GOOD], 0, ""),
        ([GOOD, {"name": "kerasfront", "skip_reason": "editable"}], 0, ""),
        ([GOOD, BAD], 1, "pillow 9.0 has CVE-1; versions without it: 9.1"),
        ([GOOD, SKIPPED], 3, "NOT CHECKED for 1 of 2 packages"),
        ([BAD, SKIPPED], 1, "NOT CHECKED for 1 of 2 packages"),
        (None, 3, "NOT CHECKED: no network"),
    ],
)
def test_vulnerabilities(script, monkeypatch, capsys, packages, status, said):
    answer = json.dumps({"dependencies": packages}) if packages else ""
    result = subprocess.CompletedProcess([], 1, answer, "Traceback\nno network\n")
    monkeypatch.setattr(subprocess, "run", lambda command, **options: result)
    assert script.check_vulnerabilities() == status
    assert said in capsys.readouterr().out


def test_what_was_not_checked_is_said_last(script, monkeypatch, capsys):
    monkeypatch.setattr(script, "check_wheel", lambda venv: 0)
    monkeypatch.setattr(script, "check_vulnerabilities", lambda: script.NOT_CHECKED)
    monkeypatch.setattr(script, "TYPED", (3, 0))
    monkeypatch.setattr(script, "run", lambda *_: 0)
    assert script.test_everything(full=True) == 0
    assert capsys.readouterr().out.endswith("== every check passed, but NOT CHECKED: vulnerabilities\n")
    monkeypatch.setattr(script, "run", lambda command, *_: int("ruff" in command))
    assert script.test_everything(full=True) == 1
    assert capsys.readouterr().out.endswith("== failed: lint, but NOT CHECKED: vulnerabilities\n")

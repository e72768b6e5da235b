"""Each command is found, described, and ends with a status instead of a traceback."""

import os
import subprocess
import sys

import pytest

import kerasfront
from kerasfront.cli.main import COMMANDS, main


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as found:
        main(["--help"])
    printed = capsys.readouterr().out
    assert found.value.code == 0 and all(name in printed for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_describes_itself(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    with pytest.raises(SystemExit) as found:
        main([name, "--help"])
    printed = capsys.readouterr().out
    assert found.value.code == 0 and COMMANDS[name].__doc__.split("\n")[0] in printed


def test_without_a_command_all_are_listed(capsys):
    assert main([]) == 2
    printed = capsys.readouterr().err
    assert all(name in printed for name in COMMANDS)


@pytest.mark.parametrize("name", ["run", "launch"])
def test_only_what_is_missing_is_called_missing(name, capsys):
    with pytest.raises(SystemExit):
        main([name])
    assert capsys.readouterr().err.endswith("the following arguments are required: script\n")


@pytest.mark.parametrize("arguments", [["nothing"], ["info", "--nothing"]])
def test_a_wrong_command_line_is_told(arguments, capsys):
    with pytest.raises(SystemExit) as found:
        main(arguments)
    assert found.value.code == 2 and "usage: kerasfront" in capsys.readouterr().err


def test_an_error_of_ours_is_a_line_and_a_status(capsys):
    assert main(["doctor", "no_such_file.h5"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("kerasfront: ") and "no_such_file.h5" in line


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_version(option, capsys):
    with pytest.raises(SystemExit):
        main([option])
    assert capsys.readouterr().out == f"kerasfront {kerasfront.__version__}\n"


HELP = """
import sys
from kerasfront.cli.main import COMMANDS, main
for words in ([], *([name] for name in COMMANDS)):
    try:
        main([*words, "--help"])
    except SystemExit:
        pass
print({"tensorflow", "theano", "jax", "autograd", "matplotlib", "argcomplete"} & {*sys.modules})
"""


def test_help_imports_no_backend():
    printed = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1] == "set()"


def test_package_runs_as_the_command():
    asked = [sys.executable, "-m", "kerasfront", "-V"]
    printed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert printed == f"kerasfront {kerasfront.__version__}\n"


@pytest.mark.parametrize("words", [["completion", "bash"], ["doctor", __file__]])
def test_a_pipe_that_nobody_reads_is_no_error(words):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-m", "kerasfront", *words], stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_an_interrupt_is_a_line_but_for_scripts(monkeypatch, capsys, tmp_path):
    def press_ctrl_c(options):
        raise KeyboardInterrupt

    monkeypatch.setattr(COMMANDS["bench"], "run", press_ctrl_c)
    assert main(["bench"]) == 130 and capsys.readouterr().err == "kerasfront: interrupted\n"
    (tmp_path / "script.py").write_text("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        main(["run", str(tmp_path / "script.py")])


def test_a_broken_pipe_elsewhere_is_an_error(monkeypatch, capfd):
    def fail(options):
        raise BrokenPipeError("the server")

    monkeypatch.setattr(COMMANDS["info"], "run", fail)
    assert main(["info"]) == 2 and capfd.readouterr().err == "kerasfront: the server\n"

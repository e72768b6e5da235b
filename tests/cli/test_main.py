"""Each command is found, described, and ends with a status instead of a traceback."""

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


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["info", "--nothing"]])
def test_a_wrong_command_line_is_told(arguments, capsys):
    with pytest.raises(SystemExit) as found:
        main(arguments)
    assert found.value.code == 2 and "usage: kerasfront" in capsys.readouterr().err


def test_an_error_of_ours_is_a_line_and_a_status(capsys):
    assert main(["doctor", "no_such_file.h5"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("kerasfront: ") and "no_such_file.h5" in line


def test_version(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"kerasfront {kerasfront.__version__}\n"

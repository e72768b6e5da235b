"""Shells complete the command line."""

import subprocess
import sys

import pytest

from kerasfront.cli import main
from kerasfront.cli.completion import SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_code_for_a_shell_asks_the_command(shell, capsys):
    assert main(["completion", shell]) == 0
    printed = capsys.readouterr().out
    assert "kerasfront" in printed and "_ARGCOMPLETE" in printed


def test_bash_takes_the_code(capsys):
    main(["completion", "bash"])
    assert subprocess.run(["bash", "-n"], input=capsys.readouterr().out, text=True).returncode == 0


ASK = """
import io, os, sys
from functools import partial
import argcomplete
from kerasfront.cli import main
os.environ |= {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "|"}
autocomplete = argcomplete.autocomplete
for line in sys.argv[1:]:
    os.environ |= {"COMP_LINE": line, "COMP_POINT": str(len(line))}
    answer = io.StringIO()
    argcomplete.autocomplete = partial(autocomplete, exit_method=sys.exit, output_stream=answer)
    try:
        main([])
    except SystemExit:
        print(answer.getvalue())
"""


def test_words_are_completed(tmp_path):
    """In another process, as the library takes file descriptors for its own."""
    (tmp_path / "file.h5").touch()
    expected = {
        "kerasfront inf": "info ",
        "kerasfront bench --par": "--parity ",
        "kerasfront conformance refer": "reference ",
        "kerasfront run --backend ten": "tensorflow ",
        "kerasfront doctor fil": "file.h5 ",
        "kerasfront completion ": "-h|--help|bash|zsh|fish",
    }
    asked = [sys.executable, "-c", ASK, *expected]
    printed = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert printed.splitlines() == list(expected.values())

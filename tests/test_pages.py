"""The code on the pages runs as it stands, from the first block to the last, and prints what they say."""

import re
import shlex
from pathlib import Path

import pytest

from kerasfront.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
BLOCKS = re.compile(r"```python\n(.*?)```(?:\n+```text\n(.*?)```)?", re.DOTALL)
GRAPHVIZ = pytest.param("pictures", marks=pytest.mark.full)

TERMINAL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\.venv/bin/|srun -n \d )?kerasfront (.*)$", re.MULTILINE)


@pytest.mark.parametrize("page", ["index", "start", "models", "writing", "compare", "faq", GRAPHVIZ])
def test_code(page, backend, backends, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    pair = repr((backends * 2)[:2])
    names = {"__name__": "__main__"}
    for code, said in BLOCKS.findall((DOCS / f"{page}.md").read_text(encoding="utf8")):
        exec(compile(code.replace('("tensorflow", "theano")', pair), f"{page}.md", "exec"), names)
        printed = capsys.readouterr().out
        assert not said or printed == said


def commands():
    """What the pages tell to type after `kerasfront`."""
    for page in [ROOT / "README.md", *DOCS.glob("*.md")]:
        for block in TERMINAL.findall(page.read_text(encoding="utf8")):
            yield from COMMAND.findall(block)


@pytest.mark.parametrize("command", dict.fromkeys(commands()))
def test_commands_are_those_that_there_are(command, monkeypatch):
    words = shlex.split(command, comments=True)
    monkeypatch.setattr(COMMANDS[words[0]], "run", lambda options: 0)
    assert main(words) == 0

"""The code on the pages runs as it stands, from the first block to the last, and prints what they say."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
BLOCKS = re.compile(r"```python\n(.*?)```(?:\n+```text\n(.*?)```)?", re.DOTALL)


@pytest.mark.parametrize("page", ["index", "start", "models", "writing", "compare", "faq"])
def test_code(page, backend, backends, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    pair = repr((backends * 2)[:2])
    names = {"__name__": "__main__"}
    for code, said in BLOCKS.findall((DOCS / f"{page}.md").read_text(encoding="utf8")):
        exec(compile(code.replace('("tensorflow", "theano")', pair), f"{page}.md", "exec"), names)
        printed = capsys.readouterr().out
        assert not said or printed == said

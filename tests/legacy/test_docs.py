"""The page on Keras 0.3 can be followed."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "legacy.md"


def test_examples_run(backend, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for example in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL):
        exec(compile(example, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == "(2, 1)\n(4, 2)\n"
    assert (tmp_path / "graph.h5").exists()

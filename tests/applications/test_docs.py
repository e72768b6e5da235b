"""The example of docs/applications.md runs as it stands."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "applications.md"


@pytest.mark.slow
def test_example(backend, capsys):
    exec(re.search(r"```python\n(.*?)```", DOCS.read_text(encoding="utf8"), re.DOTALL).group(1), {})
    assert capsys.readouterr().out == "(4, 2)\n"

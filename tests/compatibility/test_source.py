"""Scripts and notebooks are read."""

import json

import pytest

from kerasfront.compatibility.source import read, without_magics
from kerasfront.errors import FileError


def notebook(path, **content):
    path.write_text(json.dumps(content))
    return [cell.text for cell in read(path).cells]


def test_a_script_in_any_encoding(tmp_path):
    (tmp_path / "a.py").write_bytes("# é\r\nx = 'é'\n".encode("latin-1"))
    assert read(tmp_path / "a.py").cells[0].text == "# é\nx = 'é'\n"
    (tmp_path / "b.py").write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    assert "'é'" in read(tmp_path / "b.py").cells[0].text


def test_notebooks_of_both_formats(tmp_path):
    cells = [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": ["a = 1\n", "a"]}]
    assert notebook(tmp_path / "4.ipynb", cells=cells, nbformat=4) == ["a = 1\na"]
    old = [{"cell_type": "code", "input": "b"}]
    assert notebook(tmp_path / "3.ipynb", worksheets=[{"cells": old}], nbformat=3) == ["b"]
    assert read(tmp_path / "3.ipynb").is_notebook


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"cells": [{}]}', '{"cells": 3}'])
def test_damaged_notebooks(tmp_path, content):
    (tmp_path / "a.ipynb").write_text(content)
    with pytest.raises(FileError, match=r"a\.ipynb is no notebook"):
        read(tmp_path / "a.ipynb")


def test_lines_of_ipython_are_left_out():
    assert without_magics("%matplotlib inline\nif x:\n    !ls\ny = 5 %3") == (
        "pass  # %matplotlib inline\nif x:\n    pass  # !ls\ny = 5 %3"
    )
    assert without_magics("%%bash\nls\n") == "# %%bash\n# ls\n# "
    assert without_magics("%%time\nx = 1") == "pass  # %%time\nx = 1"

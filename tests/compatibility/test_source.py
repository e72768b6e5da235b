"""Scripts and notebooks are read."""

import json

import pytest

from kerasfront.compatibility.examined import examine
from kerasfront.compatibility.source import read, without_magics
from kerasfront.errors import FileError, PathError


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
    with pytest.raises(FileError, match=r"a\.ipynb is not a notebook"):
        read(tmp_path / "a.ipynb")


@pytest.mark.parametrize("name", ["a.py", "a.ipynb", "a.h5"])
def test_what_is_no_text(tmp_path, name):
    (tmp_path / name).write_bytes(b"\x89HDF\r\n\x1a\n\0")
    with pytest.raises(FileError, match="is not a script.*kerasfront doctor"):
        read(tmp_path / name)


@pytest.mark.parametrize("name", ["a.py", "a.ipynb"])
def test_what_is_not_there(tmp_path, name):
    with pytest.raises(PathError, match=rf"{name} cannot be read: there is no such file or folder\."):
        read(tmp_path / name)


def test_lines_of_ipython_are_left_out():
    assert without_magics("%matplotlib inline\nif x:\n    !ls\ny = 5 %3") == (
        "pass  # %matplotlib inline\nif x:\n    pass  # !ls\ny = 5 %3"
    )
    assert without_magics("Model?\n?Model.fit\nx = 'is it?'") == "pass  # Model?\npass  # ?Model.fit\nx = 'is it?'"
    assert without_magics("%%bash\nls\n") == "# %%bash\n# ls\n# "
    assert without_magics("%%time\nx = 1") == "pass  # %%time\nx = 1"


def test_the_output_of_a_command_is_a_list_of_lines():
    names = {"word": "two"}
    exec(without_magics("lines = !echo one; echo {word} $word {nothing}\nrest = lines[1:]"), names)
    assert (names["lines"], names["rest"]) == (["one", "two two {nothing}"], ["two two {nothing}"])


def test_a_notebook_says_its_python(tmp_path):
    cells = [{"cell_type": "code", "source": "print(1, 2)"}]
    notebook(tmp_path / "2.ipynb", cells=cells, metadata={"language_info": {"version": "2.7.11"}})
    found = examine(tmp_path / "2.ipynb")
    assert found.is_python2
    assert found.guesses == ("taken for Python 2: kernel 2.7.11 of 2.ipynb; --python 3 if it is not",)
    notebook(tmp_path / "3.ipynb", cells=cells, metadata={"language_info": {"version": "3.5.2"}})
    assert not examine(tmp_path / "3.ipynb").is_python2

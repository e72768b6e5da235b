"""The tutorials run from their first cell to the last, and print, show and draw where their files do."""

import importlib
import os
from itertools import groupby
from pathlib import Path

import nbclient
import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
pytestmark = pytest.mark.slow


def kinds(notebook):
    """What each cell has put out: kinds of outputs, of pictures and of tables. A text may come in several parts."""
    return [
        [kind for kind, _ in groupby((output.output_type, *sorted(output.get("data", ()))) for output in cell.outputs)]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook(path, monkeypatch, backends):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "backends")]))
    stored, notebook = (nbformat.read(path, as_version=4) for _ in range(2))
    for cell in notebook.cells:
        cell.source = cell.source.replace('("tensorflow", "theano")', repr((backends * 2)[:2]))
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    assert kinds(notebook) == kinds(stored)


def test_each_is_a_page_of_the_site(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs" / "site")
    assert sorted(importlib.import_module("notebooks").TUTORIALS) == [path.stem for path in NOTEBOOKS]
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert path.stat().st_size < 300_000

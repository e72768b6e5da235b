"""Each example runs on both backends, with less to do, and ends with what it says."""

import re
import runpy
import sys
from pathlib import Path

import pytest

import kerasfront.backend
from kerasfront.errors import ArgumentError
from kerasfront.export import to_onnx
from kerasfront.legacy.models import Graph
from kerasfront.models import Model

FOLDER = Path(__file__).parents[2] / "examples"

OUTCOMES = {
    "addition": (4, lambda accuracy: accuracy > 0.4),
    "augmentation": (4, lambda straight, crooked: crooked > 0.4),
    "cnn": (5, lambda accuracy: accuracy > 0.85),
    "ctc_ocr": (5, lambda right: right > 0.3),
    "deep_dream": (3, lambda before, after: after > before + 0.3),
    "gan": (300, lambda before, after, real: after < 0.8 * before),
    "graph": (4, lambda which, odd: which > 0.85 and odd > 0.8),
    "imdb_lstm": (3, lambda accuracy: accuracy > 0.8),
    "mlp": (4, lambda accuracy: accuracy > 0.9),
    "serving": (5, lambda right: right == 1.0),
    "siamese": (2, lambda accuracy: accuracy > 0.8),
    "sklearn_search": (3, lambda accuracy: accuracy > 0.7),
    "stateful_lstm": (6, lambda stateful, without: stateful > without + 0.05),
    "text_generation": (4, lambda known: known > 0.5),
    "transfer_learning": (15, lambda accuracy: accuracy > 0.5),
    "variational_autoencoder": (4, lambda before, after: after < before - 10),
}
"""What each is told, and what the numbers in its last line have to be."""

SLOW = {"addition", "ctc_ocr", "gan", "imdb_lstm", "stateful_lstm", "text_generation", "transfer_learning"}
"""Loops take Theano a while to compile."""

HELPERS = {"digits"}


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in OUTCOMES])
def test_example(K, name, monkeypatch, capsys):
    argument, holds = OUTCOMES[name]
    monkeypatch.syspath_prepend(FOLDER)
    monkeypatch.setattr(sys, "argv", [f"{name}.py", str(argument)])
    runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert holds(*map(float, re.findall(r"\d+\.\d+", last))), last


@pytest.mark.full
@pytest.mark.parametrize("name", OUTCOMES)
def test_models_of_examples_are_exported_or_refused_by_name(name, backends, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(FOLDER)
    monkeypatch.setattr(sys, "argv", [f"{name}.py", "1"])
    models = {}

    def noting(compile_):
        return lambda model, *args, **options: compile_(models.setdefault(id(model), model), *args, **options)

    for kind in (Model, Graph):
        monkeypatch.setattr(kind, "compile", noting(kind.compile))
    with kerasfront.backend.use(backends[0]):
        made = runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
        models |= {id(value): value for value in made.values() if isinstance(value, Model)}
        assert models
        for model in models.values():
            try:
                to_onnx(model, tmp_path / "model.onnx")
            except ArgumentError as refused:
                assert " cannot be written to ONNX: " in str(refused)
        kerasfront.backend.clear_session()


def test_every_example_is_listed_and_says_what_to_expect():
    names = {path.stem for path in FOLDER.glob("*.py")} - HELPERS
    table = (FOLDER / "README.md").read_text(encoding="utf8")
    pictures = {path.stem for path in (FOLDER.parent / "docs" / "gallery").glob("*.png")}
    assert names == pictures == set(OUTCOMES) == set(re.findall(r"\((\w+)\.py\)", table)) - HELPERS
    for name in names:
        text = (FOLDER / f"{name}.py").read_text(encoding="utf8").split('"""')[1]
        assert "xpect" in text and f"python examples/{name}.py" in text

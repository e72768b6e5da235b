"""Whole numbers divided as Python 2 did."""

import ast

import numpy as np
import pytest

from kerasfront.compatibility import division, notices


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch):
    monkeypatch.setattr(notices, "_told", set())


def run(text, **names):
    tree = division.replaced(ast.parse(text))
    namespace = {**division.PRELUDE, **names}
    exec(compile(tree, "old.py", "exec"), namespace)
    return namespace


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("7 / 2", 3), ("-7 / 2", -4), ("7 / 2.0", 3.5), ("8 / 2 / 3", 1), ("True / 2", 0), ("(1 + 2 / 3) / 2.", 0.5)],
)
def test_numbers(expression, expected):
    found = run(f"x = {expression}")["x"]
    assert found == expected and type(found) is type(expected)


def test_arrays():
    whole, half = np.array([5, 6]), np.array([5.0, 6.0])
    found = run("a = x / 2; b = y / 2; c = x[0] / 2", x=whole, y=half)
    assert found["a"].tolist() == [2, 3] and found["b"].tolist() == [2.5, 3.0] and found["c"] == 2


def test_in_place():
    array, whole = np.array([5.0]), np.array([5])
    found = run("n /= 2; a /= 2; w /= 2; d['x'] /= 2; f()[0] /= 2", n=7, a=array, w=whole, d={"x": 5}, f=lambda: [4])
    assert found["n"] == 3 and found["d"] == {"x": 2}
    assert found["a"] is array and array.tolist() == [2.5] and found["w"] is whole and whole.tolist() == [2]


def test_it_is_told_once_for_a_line(capsys):
    run("for i in range(3):\n    x = 7 / 2\n    y = 8 / 2\n")
    assert capsys.readouterr().err == "kerasfront: old.py, line 2: 7 / 2 is 3, as in Python 2\n"
    run("x = a / 2", a=np.array([5]))
    assert "integers give integers" in capsys.readouterr().err


def test_the_future_counts(capsys):
    assert run("from __future__ import division\nx = 7 / 2")["x"] == 3.5
    assert not capsys.readouterr().err
    with pytest.raises(ZeroDivisionError):
        run("x = 1 / 0")

"""Progress in a terminal, in a notebook and in a file."""

import io
import sys
from contextlib import contextmanager, redirect_stdout
from types import ModuleType, SimpleNamespace

import pytest
import tqdm.notebook

from kerasfront.utils import progress
from kerasfront.utils.progress import Progbar, say, values_text


class Terminal(io.StringIO):
    """Standard output that is a terminal."""

    encoding = "utf8"

    def isatty(self):
        return True


@contextmanager
def terminal():
    """Within the block, standard output is a terminal; what is shown can be read from it."""
    with redirect_stdout(Terminal()) as out:
        yield out


@pytest.fixture
def cell(monkeypatch):
    """A cell of a notebook."""
    ipython = ModuleType("IPython")
    ipython.get_ipython = lambda: SimpleNamespace(config={"IPKernelApp": {}})
    monkeypatch.setitem(sys.modules, "IPython", ipython)


def test_bar_in_a_terminal():
    with terminal() as shown:
        bar = Progbar(10, width=20, interval=0.0, label="Epoch 1/2")
        bar.update(4, [("loss", 2.0)])
        bar.update(10, [("loss", 1.0)])
    text = shown.getvalue()
    assert "\r" in text and text.endswith("\n")
    last = text.split("\r")[-1]
    assert last.startswith("Epoch 1/2: 100%|" + "█" * 20 + "| 10/10 [")
    assert "samples/s" in last and "loss: 1.4000" in last


def test_lines_in_a_file(capsys):
    bar = Progbar(10, label="Epoch 1/2")
    bar.update(4, [("loss", 2.0)])
    bar.update(10, [("loss", 1.0)])
    out = capsys.readouterr().out
    assert out.startswith("Epoch 1/2 - 0.0s - loss: 1.4000\n")
    assert out[:-1].isprintable()


def test_long_work_gives_lines_now_and_then(capsys, monkeypatch):
    clock = iter(range(0, 1000, 12))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    bar = Progbar(100)
    for done in range(10, 101, 10):
        bar.update(done)
    lines = capsys.readouterr().out.splitlines()
    assert 2 <= len(lines) < 10
    assert lines[0].endswith("/100") and "100/100" not in lines[-1]


def test_one_line(capsys):
    bar = Progbar(10, verbose=2, label="Epoch 2/2")
    bar.update(5)
    assert capsys.readouterr().out == ""
    bar.add(5, [("acc", 0.5), ("loss", 1e-4)])
    assert capsys.readouterr().out.endswith(" - acc: 0.5000 - loss: 1.0000e-04\n")


def test_nothing(capsys):
    bar = Progbar(10, verbose=0)
    bar.add(10)
    bar.end([("loss", 1.0)])
    assert capsys.readouterr().out == ""


def test_unknown_target():
    with terminal() as shown:
        bar = Progbar(-1, interval=0.0)
        bar.add(3)
        bar.add(4)
        bar.end()
    assert "7 samples [" in shown.getvalue()


def test_end_shows_values_as_they_are(capsys):
    bar = Progbar(10)
    bar.update(4, [("loss", 2.0)])
    bar.end([("loss", 7.0)], current=10)
    bar.update(11)
    bar.end()
    assert capsys.readouterr().out.count("loss: 7.0000") == 1
    assert bar.seen_so_far == 11


def test_notebook_without_widgets(cell, monkeypatch, capsys):
    monkeypatch.setattr(tqdm.notebook, "IProgress", None)
    Progbar(10).add(10)
    assert "100%|" in capsys.readouterr().out


def test_notebook(cell, monkeypatch):
    made = []

    class Widget:
        def __init__(self, **options):
            self.n, self.options, self.closed = 0, options, False
            made.append(self)

        def set_postfix_str(self, text, refresh):
            self.text = text

        def update(self, n):
            self.n += n

        def refresh(self):
            pass

        def close(self):
            self.closed = True

    monkeypatch.setattr(tqdm.notebook, "IProgress", object)
    monkeypatch.setattr(tqdm.notebook, "tqdm", Widget)
    Progbar(10, label="Epoch 1/1").update(10, [("loss", 1.0)])
    (bar,) = made
    assert (bar.n, bar.text, bar.closed) == (10, "loss: 1.0000", True)
    assert bar.options["total"] == 10 and bar.options["desc"] == "Epoch 1/1"


def test_say_leaves_the_bar_in_place():
    with terminal() as shown:
        bar = Progbar(10, interval=100.0)
        bar.update(5, force=True)
        say("hello")
        bar.end()
    assert "\rhello\n" in shown.getvalue()
    assert " 50%|" in shown.getvalue().split("hello")[1]


def test_values_text():
    assert values_text([("loss", 0.5), ("lr", 1e-5)]) == "loss: 0.5000 - lr: 1.0000e-05"

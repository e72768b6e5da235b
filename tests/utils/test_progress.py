"""Progress in a terminal, in a notebook, in a file and for programs."""

import fcntl
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from types import ModuleType, SimpleNamespace

import pytest
import tqdm.notebook

from kerasfront.utils import progress
from kerasfront.utils.displays import duration, values_text
from kerasfront.utils.progress import Progbar, say

from ..terminal import terminal


@pytest.fixture
def cell(monkeypatch):
    """A cell of a notebook."""
    ipython = ModuleType("IPython")
    ipython.get_ipython = lambda: SimpleNamespace(config={"IPKernelApp": {}})
    monkeypatch.setitem(sys.modules, "IPython", ipython)


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    """Of the terminal."""
    monkeypatch.setenv("TERM", "xterm")


def test_a_terminal_that_cannot_go_back_in_a_line_has_no_bar(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    with terminal() as shown:
        bar = Progbar(10, label="Epoch 1/2")
        bar.update(4)
        bar.end()
    assert "\r" not in shown.getvalue() and shown.getvalue().startswith("Epoch 1/2 - ")


def test_bar_in_a_terminal():
    with terminal() as shown:
        bar = Progbar(10, width=20, interval=0.0, label="Epoch 1/2")
        bar.update(4, [("loss", 2.0)])
        bar.update(10, [("loss", 1.0)])
    text = shown.getvalue()
    assert "\r" in text and text.endswith("\n")
    last = text.split("\r")[-1]
    assert last.startswith("Epoch 1/2 - loss: 1.4000 100% |" + "█" * 20 + "| 10/10 [")
    assert "samples/s" in last


def test_a_terminal_without_a_size_has_bars_too(monkeypatch):
    monkeypatch.setattr(shutil, "get_terminal_size", lambda fallback: os.terminal_size((0, 0)))
    with terminal() as shown:
        Progbar(10, label="Epoch 1/2", interval=0.0).update(5, [("loss", 1.0)])
    last = shown.getvalue().split("\r")[-1]
    assert last.startswith("Epoch 1/2 - loss: 1.0000  50% |") and 80 < len(last) <= 120


TRAIN = """
import os, signal, sys, time
from kerasfront.utils.progress import Progbar
bar = Progbar(1600, label="Epoch 1/2", interval=0.0)
for done in range(100, 1700, 100):
    time.sleep(0.01)
    if done == 1600:
        bar.end([("loss", 0.25), ("acc", 0.5), ("val_loss", 0.125), ("val_acc", 0.75)], done)
    else:
        bar.update(done, [("loss", 0.25), ("acc", 0.5)])
    if done == 800:
        print("@", end="", flush=True)
        sys.stdin.readline()
"""


def in_terminal(columns, later):
    """What a program writes to a pseudo-terminal that is made narrower or wider midway, before and after that."""
    ours, theirs = pty.openpty()
    resize(theirs, columns)
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    with subprocess.Popen([sys.executable, "-c", TRAIN], stdin=theirs, stdout=theirs, env=environment) as process:
        os.close(theirs)
        before = read_until(ours, b"@")
        resize(ours, later)
        os.write(ours, b"\n")
        after = read_until(ours, None)
        assert process.wait(30) == 0
    os.close(ours)
    return before.decode(), after.decode()


def resize(terminal, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def read_until(terminal, mark):
    found = b""
    while not (mark and mark in found):
        try:
            found += os.read(terminal, 4096)
        except OSError:  # the program has ended
            break
    return found


@pytest.mark.parametrize(("columns", "later"), [(40, 40), (80, 80), (120, 120), (200, 200), (120, 40), (40, 200)])
def test_values_come_first_however_wide_the_terminal_is(columns, later):
    for width, text in zip((columns, later), in_terminal(columns, later)):
        *lines, last = [line.rstrip() for line in re.split(r"[\r\n@]+", text) if line.strip()]
        for line in [*lines, last][1:-1]:
            assert len(line) <= width and line.startswith("Epoch 1/2 - loss: 0.2500 - acc: 0.5000"[:width])
            assert ("█" in line) == ("samples/s" in line) == (width >= 120)
    assert last.startswith("Epoch 1/2 - loss: 0.2500 - acc: 0.5000 - val_loss: 0.1250 - val_acc: 0.7500 100% |████")
    assert "| 1600/1600 [" in last and last.endswith("samples/s]")


def test_no_standard_output(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    Progbar(10).add(10, [("loss", 1.0)])
    say("nobody hears it")


def test_lines_in_a_file(capsys):
    bar = Progbar(10, label="Epoch 1/2")
    bar.update(4, [("loss", 2.0)])
    bar.update(10, [("loss", 1.0)])
    out = capsys.readouterr().out
    assert re.fullmatch(r"Epoch 1/2 - 0\.\ds - [\d,]+ samples/s - loss: 1\.4000\n", out)
    assert out[:-1].isprintable()


@pytest.fixture
def clock(monkeypatch):
    """Each look at the clock takes 12 seconds."""
    times = iter(range(0, 100000, 12))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(times)))


def test_long_work_gives_lines_now_and_then(capsys, clock):
    bar = Progbar(100, unit="steps")
    for done in range(10, 101, 10):
        bar.update(done, [("loss", 1.0)])
    assert capsys.readouterr().out.splitlines() == [
        "36.0s - 30/100 - 1:24 left - 0.83 steps/s - loss: 1.0000",
        "1:12 - 60/100 - 48.0s left - 0.83 steps/s - loss: 1.0000",
        "1:48 - 90/100 - 12.0s left - 0.83 steps/s - loss: 1.0000",
        "2:12 - 0.76 steps/s - loss: 1.0000",
    ]


def test_lines_without_a_target(capsys, clock):
    bar = Progbar(None)
    bar.update(5000, force=True)
    assert capsys.readouterr().out == "12.0s - 5000 - 417 samples/s\n"


def test_lines_of_json(capsys, clock):
    bar = Progbar(10, verbose="json", label="Epoch 1/2")
    bar.update(4, [("loss", 2.0)])
    bar.end([("loss", 1.5), ("acc", float("nan"))], current=10)
    first, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "label": "Epoch 1/2", "done": False, "current": 4, "target": 10, "unit": "samples", "seconds": 12.0,
        "rate": 4 / 12, "remaining": 18.0, "values": {"loss": 2.0},
    }  # fmt: skip
    assert (last["done"], last["current"], last["remaining"]) == (True, 10, 0.0)
    assert last["values"] == {"loss": 1.5, "acc": None}


def test_json_without_a_target(capsys, clock):
    Progbar(None, verbose="json").add(3)
    record = json.loads(capsys.readouterr().out)
    assert record["target"] is None and record["remaining"] is None


@pytest.mark.parametrize(("seconds", "text"), [(5.25, "5.2s"), (60, "1:00"), (754, "12:34"), (3725, "1:02:05")])
def test_duration(seconds, text):
    assert duration(seconds) == text


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


@pytest.mark.parametrize("target", [10, None])
def test_notebook_without_widgets(target, cell, monkeypatch, capsys):
    """The line is an output of its own, which is replaced."""
    lines = []

    class Handle:
        def update(self, content, raw):
            lines.append(content["text/plain"])

    def display(content, raw, display_id):
        lines.append(content["text/plain"])
        return Handle()

    monkeypatch.setattr(tqdm.notebook, "IProgress", None)
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    bar = Progbar(target, label="Epoch 1/1", interval=0.0)
    bar.add(5, [("loss", 1.0)])
    bar.end([("loss", 2.0)], 10)
    first, last = lines
    assert first.startswith("Epoch 1/1 - loss: 1.0000") and last.startswith("Epoch 1/1 - loss: 2.0000")
    assert "|█████     | 5/10" in first and "100% |██████████| 10/10" in last if target else "10 samples" in last
    assert not capsys.readouterr().out


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
    assert " 50% |" in shown.getvalue().split("hello")[1]


def test_values_text():
    assert values_text([("loss", 0.5), ("lr", 1e-5)]) == "loss: 0.5000 - lr: 1.0000e-05"

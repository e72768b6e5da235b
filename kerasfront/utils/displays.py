"""Displays of progress: bars that are redrawn in place, lines of text, lines of JSON."""

from __future__ import annotations

import importlib
import json
import math
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from tqdm.std import tqdm

SECONDS_BETWEEN_LINES = 30.0
SECONDS_BETWEEN_OBJECTS = 1.0
COLUMNS = 120
"""Width of a terminal that does not report one."""
TIMING_CHARACTERS = 55
"""Room for percentage, counts, times and rate, beside values and bar."""

Values = Iterable[tuple[str, Any]]
"""Names and numbers to show."""


@dataclass(frozen=True)
class Task:
    """Name of a task, its number of units (None if unknown), and the name of a unit."""

    label: str
    target: int | None
    unit: str


@dataclass(frozen=True)
class ProgressState:
    """Units done so far, seconds since the task began, and values to show."""

    current: int
    seconds: float
    values: Values


class Display(Protocol):
    """Something that shows progress.

    Attributes
    ----------
    interval : float
        Least seconds between two updates.
    """

    interval: float

    def show(self, progress: ProgressState) -> None:
        """Show the new progress."""
        ...

    def end(self, progress: ProgressState) -> None:
        """Show the final progress and leave it on the screen."""
        ...


def choose(task: Task, width: int, verbose: int | str, interval: float) -> Display | None:
    """Choose the display for a value of `verbose` and for where standard output goes; see `Progbar`."""
    if verbose == "json":
        return JSONLines(task)
    if verbose == 2:
        return Lines(task, math.inf)
    if verbose != 1 or sys.stdout is None:
        return None
    if in_notebook():
        widget = _widget()
        return CellBar(task, interval) if widget is None else WidgetBar(widget(**_options(task)), interval)
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        return TerminalBar(task, width, interval)
    return Lines(task, SECONDS_BETWEEN_LINES)


def _options(task: Task) -> dict[str, Any]:
    return {"total": task.target, "desc": task.label, "unit": f" {task.unit}", "mininterval": 0.0, "miniters": 1}


class WidgetBar:
    """A bar drawn by a notebook."""

    def __init__(self, bar: Any, interval: float) -> None:
        self._bar = bar
        self.interval = interval

    def show(self, progress: ProgressState) -> None:
        self._bar.set_postfix_str(values_text(progress.values), refresh=False)
        self._bar.update(progress.current - self._bar.n)

    def end(self, progress: ProgressState) -> None:
        self.show(progress)
        self._bar.close()


class CellBar:
    """A line in a cell of a notebook without widgets.

    It is an output of its own that is replaced: a notebook that is saved or exported has the last one only.
    """

    WIDTH = 10
    """With the values of a validation, the line fits into a cell."""

    def __init__(self, task: Task, interval: float) -> None:
        self.interval = interval
        self._task = task
        self._display = importlib.import_module("IPython.display").display
        self._handle: Any = None

    def show(self, progress: ProgressState) -> None:
        total: Any = self._task.target
        text, layout = _heading(self._task, progress), _layout(self._task, self.WIDTH)
        unit = f" {self._task.unit}"
        line = tqdm.format_meter(progress.current, total, progress.seconds, prefix=text, unit=unit, bar_format=layout)
        shown = {"text/plain": line}
        if self._handle is None:
            self._handle = self._display(shown, raw=True, display_id=True)
        else:
            self._handle.update(shown, raw=True)

    def end(self, progress: ProgressState) -> None:
        self.show(progress)


class TerminalBar:
    """A line in a terminal: the values, then as much of a bar and of the timing as fits."""

    def __init__(self, task: Task, width: int, interval: float) -> None:
        self.interval = interval
        self._task = task
        self._width = width
        self._bar = _TerminalBar(**_options(task), file=sys.stdout, ncols=_columns(), bar_format="{desc}")

    def show(self, progress: ProgressState) -> None:
        self._lay_out(progress, _columns())
        self._bar.update(progress.current - self._bar.n)

    def end(self, progress: ProgressState) -> None:
        """Leave a complete line, however narrow the terminal is."""
        self._lay_out(progress, None)
        self._bar.n = progress.current
        self._bar.close()  # draws it once: a line that wraps cannot be redrawn

    def _lay_out(self, progress: ProgressState, columns: int | None) -> None:
        text = _heading(self._task, progress)
        room = self._width if columns is None else min(self._width, columns - len(text) - TIMING_CHARACTERS)
        self._bar.set_description_str(text, refresh=False)
        self._bar.bar_format = _layout(self._task, room)
        self._bar.ncols = columns


def _heading(task: Task, progress: ProgressState) -> str:
    return " - ".join(filter(None, (task.label, values_text(progress.values))))


def _layout(task: Task, room: int) -> str:
    """The format of a bar of `room` characters, after the heading."""
    if task.target is None:
        return "{desc} {n_fmt}{unit} [{elapsed}, {rate_fmt}]"
    bar = f"|{{bar:{room}}}| " if room > 0 else ""
    return f"{{desc}} {{percentage:3.0f}}% {bar}{{n_fmt}}/{{total_fmt}} [{{elapsed}}<{{remaining}}, {{rate_fmt}}]"


class Lines:
    """Lines without control characters."""

    def __init__(self, task: Task, interval: float) -> None:
        self._task = task
        self.interval = interval

    def show(self, progress: ProgressState) -> None:
        target, left = self._task.target, remaining(self._task, progress)
        done = str(progress.current) if target is None else f"{progress.current}/{target}"
        self._line(progress, done, "" if left is None else f"{duration(left)} left")

    def end(self, progress: ProgressState) -> None:
        self._line(progress)

    def _line(self, progress: ProgressState, *parts: str) -> None:
        parts = (
            self._task.label,
            duration(progress.seconds),
            *parts,
            self._speed(progress),
            values_text(progress.values),
        )
        print(" - ".join(filter(None, parts)), flush=True)

    def _speed(self, progress: ProgressState) -> str:
        units = rate(progress)
        return f"{units:,.0f} {self._task.unit}/s" if units >= 10 else f"{units:.2g} {self._task.unit}/s"


class JSONLines:
    """A JSON object in each line, for other programs."""

    interval = SECONDS_BETWEEN_OBJECTS

    def __init__(self, task: Task) -> None:
        self._task = task

    def show(self, progress: ProgressState) -> None:
        self._line(progress, done=False)

    def end(self, progress: ProgressState) -> None:
        self._line(progress, done=True)

    def _line(self, progress: ProgressState, done: bool) -> None:
        record = {
            "label": self._task.label,
            "done": done,
            "current": progress.current,
            "target": self._task.target,
            "unit": self._task.unit,
            "seconds": progress.seconds,
            "rate": rate(progress),
            "remaining": 0.0 if done else remaining(self._task, progress),
            "values": {name: _json_number(value) for name, value in progress.values},
        }
        print(json.dumps(record), flush=True)


def _json_number(value: Any) -> float | None:
    """None for NaN and infinity, which JSON does not have."""
    number = float(value)
    return number if math.isfinite(number) else None


def rate(progress: ProgressState) -> float:
    """Units per second."""
    return progress.current / max(progress.seconds, 1e-9)


def remaining(task: Task, progress: ProgressState) -> float | None:
    """Estimated seconds until the end; None if unknown."""
    if task.target is None or not progress.current:
        return None
    return max(task.target - progress.current, 0) / rate(progress)


def duration(seconds: float) -> str:
    """Seconds as '5.3s', '2:05' or '1:02:05'."""
    return f"{seconds:.1f}s" if seconds < 60 else tqdm.format_interval(seconds).removeprefix("0")


def values_text(values: Values) -> str:
    """Names and numbers in one line; small numbers in scientific notation."""
    return " - ".join(f"{name}: {value:.4f}" if abs(value) > 1e-3 else f"{name}: {value:.4e}" for name, value in values)


def in_notebook() -> bool:
    """Whether the code runs in a cell of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and "IPKernelApp" in shell.config


def _widget() -> Any:
    """The class of bars for notebooks; None if ipywidgets is missing."""
    from tqdm import notebook  # slow: it imports IPython

    return notebook.tqdm if getattr(notebook, "IProgress", None) else None


def _columns() -> int:
    """The present width of the terminal; some, such as those of CI services, report 0."""
    return shutil.get_terminal_size((0, 0)).columns or COLUMNS


if TYPE_CHECKING:
    _Bar = tqdm[NoReturn]
else:
    _Bar = tqdm  # generic for type checkers only


class _TerminalBar(_Bar):
    monitor_interval = 0  # no monitor thread

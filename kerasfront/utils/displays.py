"""Where the progress of work is shown: bars that are drawn anew in their place, lines of text, lines of JSON."""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from tqdm.std import tqdm

SECONDS_BETWEEN_LINES = 30.0
SECONDS_BETWEEN_OBJECTS = 1.0
COLUMNS = 120
"""Of a terminal that does not say how wide it is."""
TIMING_CHARACTERS = 55
"""What stands beside values and bar: percentage, counts, times and rate."""

Values = Iterable[tuple[str, Any]]
"""Names and numbers to show."""


@dataclass(frozen=True)
class Work:
    """What is shown of any work: its name, how many units there are (None if unknown), and what a unit is."""

    label: str
    target: int | None
    unit: str


@dataclass(frozen=True)
class State:
    """How far work is: units done, seconds since it began, and values."""

    current: int
    seconds: float
    values: Values


class Display(Protocol):
    """Something that shows how far work is.

    Attributes
    ----------
    interval : float
        Seconds that there should be between two states.
    """

    interval: float

    def show(self, state: State) -> None:
        """Show the new state."""
        ...

    def end(self, state: State) -> None:
        """Show the last state and leave it standing."""
        ...


def choose(work: Work, width: int, verbose: int | str, interval: float) -> Display | None:
    """The display for this value of `verbose` and for where standard output goes; see `Progbar`."""
    if verbose == "json":
        return JSONLines(work)
    if verbose == 2:
        return Lines(work, math.inf)
    if verbose != 1 or sys.stdout is None:
        return None
    if in_notebook() and (widget := _widget()) is not None:
        return WidgetBar(widget(**_options(work)), interval)
    if sys.stdout.isatty() or in_notebook():
        return TerminalBar(work, width, interval)
    return Lines(work, SECONDS_BETWEEN_LINES)


def _options(work: Work) -> dict[str, Any]:
    return {"total": work.target, "desc": work.label, "unit": f" {work.unit}", "mininterval": 0.0, "miniters": 1}


class WidgetBar:
    """A bar that a notebook draws."""

    def __init__(self, bar: Any, interval: float) -> None:
        self._bar = bar
        self.interval = interval

    def show(self, state: State) -> None:
        self._bar.set_postfix_str(values_text(state.values), refresh=False)
        self._bar.update(state.current - self._bar.n)

    def end(self, state: State) -> None:
        self.show(state)
        self._bar.close()


class TerminalBar:
    """A line of a terminal: the values first, then as much of a bar and of the timing as there is room for."""

    def __init__(self, work: Work, width: int, interval: float) -> None:
        self.interval = interval
        self._work = work
        self._width = width
        self._bar = _TerminalBar(**_options(work), file=sys.stdout, ncols=_columns(), bar_format="{desc}")

    def show(self, state: State) -> None:
        self._lay_out(state, _columns())
        self._bar.update(state.current - self._bar.n)

    def end(self, state: State) -> None:
        """Leave a line that holds everything, however wide the terminal is."""
        self._lay_out(state, None)
        self._bar.n = state.current
        self._bar.close()  # draws it: once, as a line that wraps cannot be drawn over

    def _lay_out(self, state: State, columns: int | None) -> None:
        text = " - ".join(filter(None, (self._work.label, values_text(state.values))))
        room = self._width if columns is None else min(self._width, columns - len(text) - TIMING_CHARACTERS)
        bar = "" if self._work.target is None or room < 1 else f"|{{bar:{room}}}| "
        share = "" if self._work.target is None else "{percentage:3.0f}% "
        timing = "{n_fmt}{unit} [{elapsed}, {rate_fmt}]"
        if self._work.target is not None:
            timing = "{n_fmt}/{total_fmt} [{elapsed}<{remaining}, {rate_fmt}]"
        self._bar.set_description_str(text, refresh=False)
        self._bar.bar_format = f"{{desc}} {share}{bar}{timing}"
        self._bar.ncols = columns


class Lines:
    """Lines one below the other, without control characters."""

    def __init__(self, work: Work, interval: float) -> None:
        self._work = work
        self.interval = interval

    def show(self, state: State) -> None:
        target, left = self._work.target, remaining(self._work, state)
        done = str(state.current) if target is None else f"{state.current}/{target}"
        self._line(state, done, "" if left is None else f"{duration(left)} left")

    def end(self, state: State) -> None:
        self._line(state)

    def _line(self, state: State, *parts: str) -> None:
        parts = (self._work.label, duration(state.seconds), *parts, self._speed(state), values_text(state.values))
        print(" - ".join(filter(None, parts)), flush=True)

    def _speed(self, state: State) -> str:
        units = rate(state)
        return f"{units:,.0f} {self._work.unit}/s" if units >= 10 else f"{units:.2g} {self._work.unit}/s"


class JSONLines:
    """A JSON object in each line, for programs that read along."""

    interval = SECONDS_BETWEEN_OBJECTS

    def __init__(self, work: Work) -> None:
        self._work = work

    def show(self, state: State) -> None:
        self._line(state, done=False)

    def end(self, state: State) -> None:
        self._line(state, done=True)

    def _line(self, state: State, done: bool) -> None:
        record = {
            "label": self._work.label,
            "done": done,
            "current": state.current,
            "target": self._work.target,
            "unit": self._work.unit,
            "seconds": state.seconds,
            "rate": rate(state),
            "remaining": 0.0 if done else remaining(self._work, state),
            "values": {name: _json_number(value) for name, value in state.values},
        }
        print(json.dumps(record), flush=True)


def _json_number(value: Any) -> float | None:
    """JSON knows neither NaN nor infinity."""
    number = float(value)
    return number if math.isfinite(number) else None


def rate(state: State) -> float:
    """Units in a second."""
    return state.current / max(state.seconds, 1e-9)


def remaining(work: Work, state: State) -> float | None:
    """Seconds until the end if all goes on like that; None if nobody knows."""
    if work.target is None or not state.current:
        return None
    return max(work.target - state.current, 0) / rate(state)


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
    """The class of bars that notebooks draw, None where they lack the package for it."""
    from tqdm import notebook  # slow: it loads what it finds of IPython

    return notebook.tqdm if getattr(notebook, "IProgress", None) else None


def _columns() -> int:
    """The width of the terminal, always the present one; some, like those of CI services, say that they have none."""
    return shutil.get_terminal_size((0, 0)).columns or COLUMNS


class _TerminalBar(tqdm):
    monitor_interval = 0  # no thread that watches the bar

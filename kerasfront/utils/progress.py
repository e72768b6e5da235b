"""Progress of long work: a bar in a terminal or notebook, plain lines where output goes to a file."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterable
from typing import Any, Protocol

from tqdm.std import tqdm

SECONDS_BETWEEN_LINES = 30.0

Values = Iterable[tuple[str, Any]]
"""Names and numbers to show."""


class Display(Protocol):
    """Something that shows how far work is."""

    def show(self, current: int, text: str, force: bool) -> None:
        """Show the new state; without `force` it may be left out if the last one is recent."""
        ...

    def end(self, current: int, text: str) -> None:
        """Show the last state and leave it standing."""
        ...


class Progbar:
    """Shows how far work is, with values averaged over it.

    Parameters
    ----------
    target : int or None
        Units of work, None if unknown.
    width : int
        Of the bar, in characters.
    verbose : {0, 1, 2}
        0: nothing. 1: a bar; where standard output is no terminal, a line every 30 seconds and at the end. 2: one line
        at the end.
    interval : float
        Least seconds between two looks of the bar.
    label : str
        What the work is, before the bar.
    unit : str
        What is counted.
    """

    def __init__(
        self,
        target: int | None,
        width: int = 30,
        verbose: int = 1,
        interval: float = 0.05,
        label: str = "",
        unit: str = "samples",
    ) -> None:
        self.target = target if target is not None and target >= 0 else None
        self.seen_so_far = 0
        self._totals: dict[str, list[float]] = {}
        self._display: Display | None = _display(self.target, width, verbose, interval, label, unit)

    def update(self, current: int, values: Values | None = None, force: bool = False) -> None:
        """Show that `current` units are done. The line ends when that is the target.

        values: pairs of name and number. A number counts for the units since the last call; the averages are shown.
        """
        for name, value in values or ():
            total = self._totals.setdefault(name, [0.0, 0.0])
            total[0] += float(value) * (current - self.seen_so_far)
            total[1] += current - self.seen_so_far
        self.seen_so_far = current
        if self._display is None:
            return
        averages = ((name, total / max(units, 1.0)) for name, (total, units) in self._totals.items())
        if self.target is not None and current >= self.target:
            self.end(averages)
        else:
            self._display.show(current, values_text(averages), force)

    def add(self, n: int, values: Values | None = None) -> None:
        """Show that `n` more units are done."""
        self.update(self.seen_so_far + n, values)

    def end(self, values: Values = (), current: int | None = None) -> None:
        """Show `values` as they are and end the line, at `current` units; whatever comes later is not shown."""
        if current is not None:
            self.seen_so_far = current
        if self._display is not None:
            self._display.end(self.seen_so_far, values_text(values))
        self._display = None


def say(text: str) -> None:
    """Print a line; a bar that is being shown moves below it."""
    tqdm.write(text, file=sys.stdout)


def values_text(values: Values) -> str:
    """Names and numbers in one line; small numbers in scientific notation."""
    return " - ".join(f"{name}: {value:.4f}" if abs(value) > 1e-3 else f"{name}: {value:.4e}" for name, value in values)


def _display(target: int | None, width: int, verbose: int, interval: float, label: str, unit: str) -> Display | None:
    if verbose not in (1, 2):
        return None
    if verbose == 2:
        return _Lines(target, label, math.inf)
    options = {"total": target, "desc": label, "unit": f" {unit}", "mininterval": interval, "miniters": 1}
    widget = _widget() if in_notebook() else None
    if widget is not None:
        return _Bar(widget(**options))
    if sys.stdout.isatty() or in_notebook():
        layout = None if target is None else f"{{l_bar}}{{bar:{width}}}{{r_bar}}"
        return _Bar(_TerminalBar(**options, file=sys.stdout, dynamic_ncols=True, bar_format=layout))
    return _Lines(target, label, SECONDS_BETWEEN_LINES)


def in_notebook() -> bool:
    """Whether the code runs in a cell of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and "IPKernelApp" in shell.config


def _widget() -> Any:
    """The class of bars that notebooks draw, None where they lack the package for it."""
    from tqdm import notebook  # slow: it loads what it finds of IPython

    return notebook.tqdm if getattr(notebook, "IProgress", None) else None


class _TerminalBar(tqdm):
    monitor_interval = 0  # no thread that watches the bar


class _Bar:
    """A bar that is drawn anew in its place."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def show(self, current: int, text: str, force: bool) -> None:
        self._bar.set_postfix_str(text, refresh=False)
        self._bar.update(current - self._bar.n)
        if force:
            self._bar.refresh()

    def end(self, current: int, text: str) -> None:
        self.show(current, text, force=False)
        self._bar.close()


class _Lines:
    """Lines one below the other, without control characters."""

    def __init__(self, target: int | None, label: str, seconds: float) -> None:
        self._target = target
        self._label = label
        self._seconds = seconds
        self._begun = self._last = time.monotonic()

    def show(self, current: int, text: str, force: bool) -> None:
        if time.monotonic() - self._last >= self._seconds:
            self._last = time.monotonic()
            done = str(current) if self._target is None else f"{current}/{self._target}"
            self._line(done, text)

    def end(self, current: int, text: str) -> None:
        self._line(text)

    def _line(self, *parts: str) -> None:
        elapsed = f"{time.monotonic() - self._begun:.1f}s"
        print(" - ".join(filter(None, [self._label, elapsed, *parts])), flush=True)

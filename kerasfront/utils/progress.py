"""Progress bars."""

from __future__ import annotations

import sys
import time

from tqdm.std import tqdm

from kerasfront.utils.displays import Display, ProgressState, Task, Values, choose


class Progbar:
    """Show the progress of a task with averaged values, its rate and the remaining time.

    Parameters
    ----------
    target : int or None
        Units of work, None if unknown.
    width : int
        Of the bar, in characters.
    verbose : {0, 1, 2, 'json'}
        0: nothing. 1: a bar in a terminal or a notebook; where standard output is a file, a line every 30 seconds and
        at the end. 2: one line at the end. 'json': a JSON object in a line every second and at the end.
    interval : float
        Least seconds between two looks of a bar.
    label : str
        What the work is, before the bar.
    unit : str
        What is counted.
    """

    def __init__(
        self,
        target: int | None,
        width: int = 30,
        verbose: int | str = 1,
        interval: float = 0.05,
        label: str = "",
        unit: str = "samples",
    ) -> None:
        self.target = target if target is not None and target >= 0 else None
        self.seen_so_far = 0
        self._totals: dict[str, list[float]] = {}
        self._display: Display | None = choose(Task(label, self.target, unit), width, verbose, interval)
        self._begun = self._shown = time.monotonic()

    def update(self, current: int, values: Values | None = None, force: bool = False) -> None:
        """Show that `current` units are done; the line ends at the target.

        values: pairs of name and number. A number counts for the units since the last call; the averages are shown.
        force: show them even if the last state is recent.
        """
        for name, value in values or ():
            total = self._totals.setdefault(name, [0.0, 0.0])
            total[0] += float(value) * (current - self.seen_so_far)
            total[1] += current - self.seen_so_far
        self.seen_so_far = current
        if self._display is None:
            return
        now = time.monotonic()
        if self.target is not None and current >= self.target:
            self.end(self._averages())
        elif force or now - self._shown >= self._display.interval:
            self._shown = now
            self._display.show(ProgressState(current, now - self._begun, self._averages()))

    def add(self, n: int, values: Values | None = None) -> None:
        """Show that `n` more units are done."""
        self.update(self.seen_so_far + n, values)

    def end(self, values: Values = (), current: int | None = None) -> None:
        """Show `values` as they are and end the line at `current` units; later updates are ignored."""
        if current is not None:
            self.seen_so_far = current
        if self._display is not None:
            self._display.end(ProgressState(self.seen_so_far, time.monotonic() - self._begun, values))
        self._display = None

    def _averages(self) -> Values:
        return [(name, total / max(units, 1.0)) for name, (total, units) in self._totals.items()]


def say(text: str) -> None:
    """Print a line above the current bar."""
    if sys.stdout is not None:
        tqdm.write(text, file=sys.stdout)

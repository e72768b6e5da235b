"""Charts drawn by matplotlib."""

# The types of matplotlib are incomplete.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

from kerasfront.utils.charts import Chart
from kerasfront.utils.optional import require

STYLES = ("-", "--", ":", "-.")
PANEL = (4.0, 3.5)
"""Inches."""


def plot(charts: Sequence[Chart], to_file: str | PathLike[str] | None = None, owner: str = "plot") -> list[Any]:
    """Draw charts side by side.

    Parameters
    ----------
    charts : sequence of Chart
    to_file : path, optional
        Where to write them. Without it, the figure is one of pyplot: notebooks show it, scripts call ``plt.show()``.
    owner : str
        Who needs matplotlib, for messages.

    Returns
    -------
    list of matplotlib.axes.Axes
        One for each chart.

    Raises
    ------
    NotReadyError
        Without matplotlib.
    """
    module, make = ("matplotlib.pyplot", "figure") if to_file is None else ("matplotlib.figure", "Figure")
    figure = getattr(require(module, "plot", owner), make)(
        figsize=(PANEL[0] * len(charts), PANEL[1]), layout="constrained"
    )
    panels = [figure.add_subplot(1, len(charts), number) for number, _ in enumerate(charts, 1)]
    for axes, chart in zip(panels, charts):
        draw = axes.semilogy if chart.log else axes.plot
        for number, (label, line) in enumerate(chart.lines.items()):
            draw(line.x, line.y, STYLES[number % len(STYLES)], label=label)
        axes.set(title=chart.title, xlabel=chart.x_title)
        axes.legend()
    if to_file is not None:
        figure.savefig(to_file, dpi=120)
    return panels

"""Charts as inline SVG: no library, no script, for light and dark backgrounds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 440, 260
LEFT, RIGHT, TOP, BOTTOM = 62, 428, 50, 222
"""Edges of the area with the lines."""
COLORS = ("#3b82c4", "#d9782d", "#2f9e6e", "#a864c8", "#c8505f", "#8a8a3a")
DASHES = ("none", "7 4", "2 3", "9 3 2 3")
"""Lines of backends lie upon each other: where one is dashed, the one below is seen."""
ROW = 22
"""Height of a bar with its gap."""
CHARACTER = 6.4
"""Mean width of a character in the labels."""
LONGEST, LONGEST_TITLE = 28, 60
"""Maximum numbers of characters of a label and of a title."""


class Line(NamedTuple):
    """Points of a line; those that are not finite are gaps."""

    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True)
class Chart:
    """Lines over a common axis.

    Attributes
    ----------
    title : str
    lines : mapping of str to Line
        By their labels.
    x_title : str
    log : bool
        Whether the vertical axis is logarithmic; values that are not positive are gaps then.
    """

    title: str
    lines: Mapping[str, Line]
    x_title: str = "epoch"
    log: bool = False

    def points(self, label: str) -> list[tuple[float, float] | None]:
        """The points of a line, None for gaps."""
        pairs = zip(self.lines[label].x, self.lines[label].y)
        return [(float(x), float(y)) if self._is_shown(float(y)) else None for x, y in pairs]

    def _is_shown(self, y: float) -> bool:
        return math.isfinite(y) and (y > 0 or not self.log)


class _Scale:
    """The range of an axis, and where its values lie between two edges."""

    def __init__(self, values: Sequence[float], edges: tuple[float, float], log: bool = False) -> None:
        self._edges, self._log = edges, log
        low, high = min(values, default=0.0), max(values, default=1.0)
        if log:
            low, high = math.floor(math.log10(low or 1.0)), math.ceil(math.log10(high or 1.0))
        if not high - low > 1e-9 * max(abs(low), abs(high)):  # one value, but for rounding
            low, high = (low - 1, high) if log else (low - (abs(low) or 1.0) / 2, high + (abs(high) or 1.0) / 2)
        self._low, self._high = low, high

    def place(self, value: float) -> float:
        """Where a value lies."""
        share = ((math.log10(value) if self._log else value) - self._low) / (self._high - self._low)
        return self._edges[0] + share * (self._edges[1] - self._edges[0])

    def ticks(self, count: int = 5, whole: bool = False) -> list[float]:
        """About `count` round values in the range."""
        rough = (self._high - self._low) / count
        size = 10.0 ** math.floor(math.log10(rough))
        step = next(size * nice for nice in (1, 2, 5, 10) if size * nice >= rough)
        step = max(1.0, step) if whole or self._log else step
        first, last = math.ceil(self._low / step - 1e-9), math.floor(self._high / step + 1e-9)
        values = [step * number for number in range(first, last + 1)]
        return [10.0**value for value in values] if self._log else values


def line_chart(chart: Chart) -> str:
    """Draw a chart as an SVG element."""
    points = {label: chart.points(label) for label in chart.lines}
    known = [point for line in points.values() for point in line if point]
    x_scale = _Scale([x for x, _ in known], (LEFT, RIGHT))
    y_scale = _Scale([y for _, y in known], (BOTTOM, TOP), chart.log)
    middle = (LEFT + RIGHT) / 2
    parts = [
        _title(chart.title),
        _text(middle, HEIGHT - 6, chart.x_title, "middle"),
        *_legend(list(points)),
        *(_horizontal(y_scale.place(y), f"{y:.4g}") for y in y_scale.ticks()),
        *(_text(x_scale.place(x), BOTTOM + 16, f"{x:.6g}", "middle") for x in x_scale.ticks(whole=True)),
    ]
    for number, (label, line) in enumerate(points.items()):
        parts.append(f'<g {_stroke(number)} fill="none" stroke-width="2"><title>{_label(label)}</title>')
        parts += _drawn(line, x_scale, y_scale)
        parts.append("</g>")
    if not known:
        parts.append(_text(middle, (TOP + BOTTOM) / 2, "no values", "middle"))
    return _svg(chart.title, HEIGHT, parts)


def bar_chart(title: str, values: Mapping[str, float], digits: str = ".4g", log: bool = False) -> str:
    """Draw values as horizontal bars, with their labels and numbers, as an SVG element."""
    shown = {label: value for label, value in values.items() if math.isfinite(value) and value >= 0}
    positive = [value for value in shown.values() if value > 0]
    room = max((len(_label(label)) for label in shown), default=0) * CHARACTER
    scale = _Scale(positive if log else [0.0, *positive], (room + 10, RIGHT - 60), log)
    parts = [_title(title)]
    for number, (label, value) in enumerate(shown.items()):
        top = 28 + ROW * number
        end = scale.place(value) if value > 0 else room + 10
        parts += [
            _text(room + 4, top + 14, label, "end"),
            f'<rect x="{room + 10:.1f}" y="{top + 3}" width="{max(end - room - 10, 1):.1f}" height="{ROW - 7}" rx="2" '
            f'fill="{COLORS[0]}"/>',
            _text(end + 6, top + 14, format(value, digits), "start"),
        ]
    return _svg(title, 34 + ROW * len(shown), parts)


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img" '
        f'aria-label="{escape(title)}" style="max-width:100%;height:auto" font-family="sans-serif" font-size="12" '
        'fill="currentColor">'
    )
    return "\n".join([head, *parts, "</svg>"])


def _title(text: str) -> str:
    shown = _label(text, LONGEST_TITLE)
    return f'<text x="{WIDTH / 2:.1f}" y="16.0" text-anchor="middle" font-weight="bold">{shown}</text>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_label(text)}</text>'


def _label(text: str, longest: int = LONGEST) -> str:
    return escape(text if len(text) <= longest else f"{text[: longest - 3]}...")


def _stroke(number: int) -> str:
    dash = DASHES[number % len(DASHES)]
    return f'stroke="{COLORS[number % len(COLORS)]}" stroke-dasharray="{dash}"'


def _legend(labels: Sequence[str]) -> Iterator[str]:
    """Name the lines, in a row above them."""
    x = float(LEFT)
    for number, label in enumerate(labels):
        yield f'<line x1="{x:.1f}" y1="34" x2="{x + 24:.1f}" y2="34" {_stroke(number)} stroke-width="2"/>'
        yield _text(x + 28, 38, label, "start")
        x += 40 + CHARACTER * min(len(label), LONGEST)


def _horizontal(y: float, text: str) -> str:
    line = f'<line x1="{LEFT}" y1="{y:.1f}" x2="{RIGHT}" y2="{y:.1f}" stroke="currentColor" stroke-opacity="0.2"/>'
    return line + _text(LEFT - 6, y + 4, text, "end")


def _drawn(points: Sequence[tuple[float, float] | None], x_scale: _Scale, y_scale: _Scale) -> Iterator[str]:
    """Draw each run of points as a line, and a single one as a dot."""
    run: list[str] = []
    for point in [*points, None]:
        if point:
            run.append(f"{x_scale.place(point[0]):.1f},{y_scale.place(point[1]):.1f}")
        elif len(run) == 1:
            x, y = run[0].split(",")
            yield f'<circle cx="{x}" cy="{y}" r="2"/>'
        elif run:
            yield f'<polyline points="{" ".join(run)}"/>'
        if not point:
            run = []

"""Write docs/architecture.svg, the picture of the rooms, from the table that the tests of the architecture read.

usage: python docs/make_architecture.py
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PICTURE = Path(__file__).with_name("architecture.svg")
TABLE: dict[str, Any] = runpy.run_path(str(ROOT / "tests" / "architecture" / "levels.py"))

WIDTH, MARGIN, GAP = 960, 20, 12
LINE, PADDING = 18, 10
"""Height of a line of text, and space around the lines of a box."""
CHARACTER = 7.4
"""Width of a character of the font."""
OUTSIDE = 190
"""Width of the column of the adapters."""
PACKAGE = "kerasfront"
"""The name of the room "", which is the package itself."""
STYLE = (
    "text{font:13px sans-serif;fill:#222} .room{fill:#eef3fa;stroke:#5b7ba6} .adapter{fill:#fdf3e3;stroke:#b98a3c} "
    ".arrow{stroke:#777;stroke-width:1.5;fill:none;marker-end:url(#head)} .note{fill:#666;font-size:12px}"
)
HEAD = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0L8 4L0 8z" fill="#777"/></marker></defs>'
)


def picture() -> str:
    """Return the text of the picture."""
    parts, y, backend = [], MARGIN, 0
    for groups in TABLE["LEVELS"]:
        boxes = list(_boxes(groups))
        height = max(len(lines) for _, _, lines in boxes) * LINE + PADDING
        parts += [part for x, width, lines in boxes for part in _box("room", x, y, width, height, lines)]
        backend = y + height // 2 if groups == (("backend",),) else backend
        y += height + GAP
    parts += _adapters(backend)
    parts += _arrow(MARGIN + 5, y - GAP, MARGIN + 5, MARGIN)
    parts.append(_text(MARGIN, y + 8, "A room imports from the rows above its own, never from its own row.", "note"))
    size = f'width="{WIDTH}" height="{y + MARGIN}" viewBox="0 0 {WIDTH} {y + MARGIN}"'
    content = "\n".join([f"<style>{STYLE}</style>", HEAD, *parts])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{content}\n</svg>\n'


def _boxes(groups: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, list[str]]]:
    """Left edge, width and lines of text of each box of a row; the row is divided by the lengths of the texts."""
    texts = [[PACKAGE if room == "" else room for room in group] for group in groups]
    weights = [max(map(len, names)) + min(sum(map(len, names)), 60) for names in texts]
    left, available = MARGIN + 20, WIDTH - OUTSIDE - 2 * MARGIN - 20 - GAP * (len(groups) - 1)
    for names, weight in zip(texts, weights):
        width = available * weight // sum(weights)
        yield left, width, _wrapped(names, width)
        left += width + GAP


def _wrapped(names: Sequence[str], width: int) -> list[str]:
    lines = [names[0]]
    for name in names[1:]:
        longer = f"{lines[-1]}, {name}"
        if len(longer) * CHARACTER < width - 2 * PADDING:
            lines[-1] = longer
        else:
            lines[-1] += ","
            lines.append(name)
    return lines


def _adapters(backend: int) -> Iterator[str]:
    """Yield the boxes of the adapters, beside the room that they are plugged into."""
    left, width, height = WIDTH - MARGIN - OUTSIDE + 40, OUTSIDE - 40, 2 * LINE + PADDING
    adapters = list(TABLE["ADAPTER_LIBRARIES"])
    for n, name in enumerate(adapters):
        y = backend - height // 2 + n * (height + GAP)
        yield from _box("adapter", left, y, width, height, [name.partition("_")[2], "(adapter)"])
        yield from _arrow(left, y + height // 2, WIDTH - OUTSIDE - MARGIN, backend + 10 * n - 5)
    y = backend + len(adapters) * (height + GAP)
    yield _text(left, y, "found by entry points;", "note")
    yield _text(left, y + LINE, "import backend and errors", "note")


def _box(kind: str, x: int, y: int, width: int, height: int, lines: Sequence[str]) -> Iterator[str]:
    yield f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>'
    top = y + (height - LINE * len(lines)) // 2 + 13
    for n, line in enumerate(lines):
        yield _text(x + width // 2, top + n * LINE, line, "middle")


def _text(x: int, y: int, text: str, kind: str) -> str:
    anchor = ' text-anchor="middle"' if kind == "middle" else f' class="{kind}"'
    return f'<text x="{x}" y="{y}"{anchor}>{escape(text)}</text>'


def _arrow(x: int, y: int, to_x: int, to_y: int) -> Iterator[str]:
    yield f'<path class="arrow" d="M{x} {y}L{to_x} {to_y}"/>'


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf8")
    sys.stdout.write(f"Written: {PICTURE}\n")

"""Tables and pages in HTML. All texts are escaped, and a page needs no other file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --text: #222; --page: #fff; --rule: #ddd; }}
@media (prefers-color-scheme: dark) {{ :root {{ --text: #ddd; --page: #181a1b; --rule: #444; }} }}
body {{ font: 16px/1.5 sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; }}
body {{ color: var(--text); background: var(--page); }}
h1, h2 {{ line-height: 1.2; overflow-wrap: anywhere; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
th, td {{ padding: 0.2em 1em 0.2em 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }}
.numbers th:not(:first-child), .numbers td:not(:first-child) {{ text-align: right; padding: 0.2em 0.5em; }}
.charts {{ display: flex; flex-wrap: wrap; gap: 1em; }}
.charts svg {{ flex: 0 1 28em; min-width: 0; }}
li {{ overflow-wrap: anywhere; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def page(title: str, parts: Iterable[str]) -> str:
    """Make a page of parts that are HTML already, below a heading."""
    return PAGE.format(title=escape(title), body="\n".join([f"<h1>{escape(title)}</h1>", *parts]))


def heading(text: str) -> str:
    """Make the heading of a section."""
    return f"<h2>{escape(text)}</h2>"


def paragraph(text: str) -> str:
    """Make a paragraph."""
    return f"<p>{escape(text)}</p>"


def bullets(texts: Iterable[str]) -> str:
    """Make a list."""
    return "\n".join(["<ul>", *(f"<li>{escape(text)}</li>" for text in texts), "</ul>"])


def table(columns: Sequence[str], rows: Iterable[Iterable[object]], numbers: bool = False) -> str:
    """Make a table, in a frame that scrolls if it is wider than the page.

    Parameters
    ----------
    columns : sequence of str
    rows : iterable of iterables
        Cells.
    numbers : bool
        Whether the columns after the first are numbers, which stand at the right.
    """
    kind = ' class="numbers"' if numbers else ""
    return _framed([_row("th", columns), *(_row("td", row) for row in rows)], kind)


def facts(values: Mapping[str, object]) -> str:
    """Make a table of names and values."""
    lines = [f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in values.items()]
    return _framed(lines)


def charts(pictures: Iterable[str]) -> str:
    """Put SVG elements side by side, as many as fit."""
    return "\n".join(['<div class="charts">', *pictures, "</div>"])


def _framed(lines: Iterable[str], kind: str = "") -> str:
    return "\n".join([f'<div class="wide"><table{kind}>', *lines, "</table></div>"])


def _row(tag: str, cells: Iterable[object]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(str(cell))}</{tag}>' for cell in cells)}</tr>"

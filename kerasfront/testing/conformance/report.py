"""The score of a backend as one HTML file, which needs no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from kerasfront.testing.conformance.suite import Row, total

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Conformance of {backend}</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: 0.2em 1em; border-bottom: 1px solid #ddd; text-align: right; }}
th:first-child, td:first-child {{ text-align: left; }}
li {{ overflow-wrap: anywhere; }}
</style>
</head>
<body>
{badge}
<h1>Conformance of {backend}</h1>
<p>{about}</p>
<table>
<tr><th>family</th><th>passed</th><th>failed</th><th>not offered</th></tr>
{rows}
</table>
{failures}
</body>
</html>
"""

BADGE = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}: {score}">
<rect width="{width}" height="20" rx="3" fill="#555"/>
<rect x="{left}" width="{right}" height="20" rx="3" fill="{colour}"/>
<g fill="#fff" font-family="sans-serif" font-size="11" text-anchor="middle">
<text x="{label_middle}" y="14">{label}</text><text x="{score_middle}" y="14">{score}</text>
</g>
</svg>"""

CHARACTER = 7
"""Width of a character in the badge, in pixels."""


def page(backend: str, rows: Sequence[Row], info: Mapping[str, Any]) -> str:
    """Write the report.

    Parameters
    ----------
    backend : str
    rows : sequence of Row
        What `suite.score` gave.
    info : mapping
        What `K.backend_info` says on the backend.

    Returns
    -------
    str
        HTML with a badge, a table of the families, and a list of the failures.
    """
    about = f"{info['library']} {info['version']} on {', '.join(info['devices'])}"
    findings = [f"{row.family}: {finding}" for row in rows for finding in row.findings]
    items = "\n".join(f"<li>{escape(finding)}</li>" for finding in findings)
    return PAGE.format(
        backend=escape(backend),
        badge=badge(rows),
        about=escape(about),
        rows="\n".join(map(_row, [*rows, total(rows)])),
        failures=f"<h2>Failures</h2>\n<ul>\n{items}\n</ul>" if findings else "<p>No case fails.</p>",
    )


def badge(rows: Sequence[Row]) -> str:
    """Draw the score as an SVG picture: green if no case fails, else orange, or red below nine tenths."""
    whole = total(rows)
    tried = whole.passed + whole.failed
    colour = "#2e7d32" if not whole.failed else "#c62828" if 10 * whole.passed < 9 * tried else "#b26a00"
    label, score = "kerasfront conformance", f"{whole.passed}/{tried}"
    left, right = (CHARACTER * (len(text) + 2) for text in (label, score))
    return BADGE.format(
        label=label, score=score, colour=colour, left=left, right=right, width=left + right,
        label_middle=left // 2, score_middle=left + right // 2,
    )  # fmt: skip


def _row(row: Row) -> str:
    cells = "".join(f"<td>{cell}</td>" for cell in (escape(row.family), row.passed, row.failed, row.missing))
    return f"<tr>{cells}</tr>"

"""The score of a backend as a badge."""

from __future__ import annotations

from collections.abc import Sequence

from kerasfront.testing.conformance.suite import Row, total

BADGE = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}: {score}">
<rect width="{width}" height="20" rx="3" fill="#555"/>
<rect x="{left}" width="{right}" height="20" rx="3" fill="{colour}"/>
<g fill="#fff" font-family="sans-serif" font-size="11" text-anchor="middle">
<text x="{label_middle}" y="14">{label}</text><text x="{score_middle}" y="14">{score}</text>
</g>
</svg>"""

CHARACTER = 7
"""Width of a character in the badge, in pixels."""


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

"""The site of the documentation: docs/, docstrings and examples as pages that need no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checks.environment import ROOT, program, run, say

QUIET = {"NO_MKDOCS_2_WARNING": "1"}
"""The theme speaks of its successor at each start."""


def build_site(venv: Path, options: Sequence[str] = ()) -> int:
    """Build the site with MkDocs, to which options are passed on; a warning, such as of a broken link, is an error."""
    status = run([program(venv, "python"), "-m", "mkdocs", "build", "--quiet", "--strict", *options], ROOT, QUIET)
    say("the site could not be built" if status else "the site is built; without options, it begins in site/index.html")
    return status

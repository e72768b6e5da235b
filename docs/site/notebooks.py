"""Pages of the notebooks, with the outputs that the files have."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from nbconvert import MarkdownExporter
from reference import Page

TUTORIALS = ("first_model", "cnn", "text_lstm", "compare_backends", "old_file")
"""In the order in which they are best read."""
COLOUR = re.compile(r"\x1b\[[\d;]*m")
"""What programs print for a terminal to change the colour."""


def pages(root: Path) -> Iterator[Page]:
    """Iterate over a page for each notebook, whose pictures are within the page."""
    for name in TUTORIALS:
        text, resources = MarkdownExporter().from_filename(str(root / "docs" / "notebooks" / f"{name}.ipynb"))
        for file, content in resources["outputs"].items():
            kind = {"png": "png", "svg": "svg+xml"}[file.rpartition(".")[2]]
            data = base64.b64encode(content).decode()
            text = text.replace(f"({file})", f"(data:image/{kind};base64,{data}){{ .output }}")
        title, _, rest = COLOUR.sub("", text).strip().partition("\n")
        note = f"[This page as a notebook]({name}.ipynb){{ download }}"
        yield Page(f"notebooks/{name}.md", title.removeprefix("# "), f"{title}\n\n{note}\n\n{rest.strip()}\n")

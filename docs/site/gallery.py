"""Pages of the examples: what they show, a picture of the result, the script."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from html import escape
from pathlib import Path

from reference import Page


def pages(root: Path) -> Iterator[Page]:
    """Iterate over a page for each script."""
    for script in sorted((root / "examples").glob("*.py")):
        yield Page(f"examples/{script.stem}.md", script.stem, _page(script, root))


def cards(root: Path) -> str:
    """Write a card for each script that has a picture."""
    written: list[str] = []
    for picture in sorted((root / "docs" / "gallery").glob("*.png")):
        source = (root / "examples" / f"{picture.stem}.py").read_text(encoding="utf8")
        summary, _, _ = (ast.get_docstring(ast.parse(source)) or "").partition("\n")
        image = f'<img src="../gallery/{picture.name}" alt="">'
        written.append(
            f'<a href="{picture.stem}.html">{image}<strong>{picture.stem}</strong><span>{escape(summary)}</span></a>'
        )
    return '<div class="gallery">' + "".join(written) + "</div>"


def _page(script: Path, root: Path) -> str:
    source = script.read_text(encoding="utf8")
    tree = ast.parse(source)
    summary, _, about = (ast.get_docstring(tree) or "").partition("\n")
    picture = root / "docs" / "gallery" / f"{script.stem}.png"
    shown = f"![{summary}](../gallery/{picture.name}){{ .result }}\n\n" if picture.is_file() else ""
    code = source.split('"""', 2)[2].lstrip()
    return f"# {script.stem}\n\n{summary}\n\n{shown}{about.strip()}\n\n```python\n{code}```\n"

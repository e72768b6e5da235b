"""Hooks of MkDocs: pages that are made, and links that lead out of docs/."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gallery import cards
from gallery import pages as gallery_pages
from mkdocs.structure.files import File, Files
from notebooks import pages as notebook_pages
from reference import Page
from reference import pages as reference_pages

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "security.md": "SECURITY.md",
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
    "benchmarks/measuring.md": "benchmarks/README.md",
    "benchmarks/tables.md": "benchmarks/results/README.md",
    "examples/index.md": "examples/README.md",
}
"""Pages of the site whose files have another place in the checkout."""
LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")
FENCE = re.compile(r"(^```.*?^```)", re.DOTALL | re.MULTILINE)


def on_config(config: Any) -> Any:
    """Make the pages, and put them into the navigation where it names their folder."""
    made = [*notebook_pages(ROOT), *gallery_pages(ROOT), *reference_pages()]
    config.extra["made"] = made
    config.nav = [*_filled(config.nav, made)]
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are made, and those that are elsewhere in the checkout."""
    for page in config.extra["made"]:
        files.append(File.generated(config, page.path, content=page.text))
    for path, origin in FILES.items():
        files.append(File.generated(config, path, abs_src_path=str(ROOT / origin)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Let links lead to pages of the site; what it does not have is named instead."""
    here = page.file.src_uri
    origin = FILES.get(here, f"docs/{here}")

    def adapted(found: re.Match[str]) -> str:
        text, target, anchor = found.group(1), found.group(2), found.group(3) or ""
        place = posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))
        there = _site_path(place)
        if files.get_file_from_path(there):
            return f"[{text}]({posixpath.relpath(there, posixpath.dirname(here) or '.')}{anchor})"
        if not (ROOT / place).exists():
            return found.group(0)  # a page that is made, or an error that the build reports
        return text if text.strip("`") == place else f"{text} (`{place}`)"

    if here == "examples/index.md":
        heading, _, rest = markdown.partition("\n")
        markdown = f"{heading}\n\n{cards(ROOT)}\n{rest}"
    parts = FENCE.split(markdown)
    return "".join(part if part.startswith("```") else LINK.sub(adapted, part) for part in parts)


def on_page_content(html: str, **rest: Any) -> str:
    """Write what docstrings put before an indented formula, two colons, as one."""
    return html.replace("::</p>", ":</p>")


def _site_path(place: str) -> str:
    """Find where the site has a file of the checkout."""
    for path, origin in FILES.items():
        if place == origin:
            return path
    if place.startswith("examples/"):
        return f"{os.path.splitext(place)[0]}.md"
    return place.removeprefix("docs/")


def _filled(nav: list[Any], made: list[Page]) -> Iterator[Any]:
    """Replace each folder of the navigation, such as "K/", by its pages."""
    for entry in nav:
        title, value = next(iter(entry.items())) if isinstance(entry, dict) else (None, entry)
        if isinstance(value, list):
            yield {title: [*_filled(value, made)]}
        elif value.endswith("/"):
            pages = [{page.title: page.path} for page in made if page.path.startswith(value)]
            yield from [{title: pages}] if title else pages
        else:
            yield entry

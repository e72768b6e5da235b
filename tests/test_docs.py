"""Links of the pages lead somewhere, and the pictures are up to date. Building the site checks those in docs/, too."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for folder in ("docs", "examples") for page in (ROOT / folder).glob("*.md"))]
)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
FILE = re.compile(r"`((?:kerasfront|backends|tests|docs|constraints|examples)/[\w/.]+)`")
MADE = ("K/", "api/", "layers/", "examples/", "benchmarks/", "security.md", "contributing.md", "changelog.md")
"""Pages of the site, seen from docs/, that are made when it is built."""
LEVELS = runpy.run_path(str(ROOT / "tests" / "architecture" / "levels.py"))["LEVELS"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf8"), flags=re.DOTALL)
    made = MADE if page.parent.name == "docs" else ()
    missing = [target for target in LINK.findall(text) if not (page.parent / target).exists()]
    missing = [target for target in missing if not target.startswith(made or "?")]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_named_exist(page):
    if page.name != "CHANGELOG.md":  # it speaks of the past, too
        assert [name for name in FILE.findall(page.read_text(encoding="utf8")) if not (ROOT / name).exists()] == []


def test_every_room_is_described():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf8")
    rooms = {room for groups in LEVELS for group in groups for room in group if room}
    assert [room for room in sorted(rooms) if f"`{room}`" not in text] == []


def test_the_picture_of_the_rooms_is_up_to_date():
    picture = runpy.run_path(str(ROOT / "docs" / "make_architecture.py"))["picture"]
    committed = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf8")
    assert committed == picture(), "Write it anew: python docs/make_architecture.py"

"""The reference of K says what K is."""

import runpy
from pathlib import Path

from kerasfront.backend.specification import OPERATIONS

DOCS = Path(__file__).parents[1] / "docs"


def test_page_is_up_to_date():
    page = runpy.run_path(str(DOCS / "make_reference.py"))["page"]
    committed = (DOCS / "reference.md").read_text(encoding="utf8")
    assert committed == page(), "Write it anew: python docs/make_reference.py"


def test_every_operation_has_an_entry_with_a_text():
    entries = (DOCS / "reference.md").read_text(encoding="utf8").split("\n### ")[1:]
    texts = {entry.partition("\n")[0]: entry.split("```", 2)[2].strip() for entry in entries}
    assert OPERATIONS.keys() <= texts.keys()
    assert [name for name, text in texts.items() if text in ("", "*composed*", "*optional*")] == []

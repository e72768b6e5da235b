"""The pages of the reference, before they are built: every name has its entry, once."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

import kerasfront.callbacks
import kerasfront.layers
import kerasfront.objectives
import kerasfront.optimizers
from kerasfront.backend.specification import OPERATIONS

SITE = Path(__file__).parents[1] / "docs" / "site"
ENTRY = re.compile(r'^::: (\S+)\n    options:\n      heading: "(.*)"', re.MULTILINE)
ROOMS = (kerasfront.layers, kerasfront.optimizers, kerasfront.objectives, kerasfront.callbacks)


@pytest.fixture
def reference(monkeypatch):
    monkeypatch.syspath_prepend(SITE)
    return importlib.import_module("reference")


@pytest.fixture
def entries(reference):
    """Names of headings, with the paths of what they describe."""
    found = [match for page in reference.pages() for match in ENTRY.findall(page.text)]
    return [(name, path) for path, heading in found for name in heading.split(", ")]


def test_every_operation_of_k_has_one_entry(entries):
    ours = [name for name, path in entries if path.startswith("kerasfront.backend.")]
    assert OPERATIONS.keys() <= {*ours}
    assert len(ours) == len({*ours})


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_every_name_of_the_classic_api_has_an_entry(reference, entries, room):
    names = {
        name
        for name, thing in vars(room).items()
        if (inspect.isclass(thing) or inspect.isfunction(thing)) and thing.__module__.startswith(room.__name__)
    }
    there = {name for name, path in entries if path.startswith(room.__name__)}
    assert {name for name in names - reference.INNER if not name.startswith("_")} <= there


def test_composed_and_optional_operations_are_told_from_others(reference):
    (page,) = (page for page in reference.pages() if page.path == "K/linalg.md")
    assert "*Composed:* `batch_dot`" in page.text and "`dot`" not in page.text.partition(":::")[0].partition("*Comp")[2]

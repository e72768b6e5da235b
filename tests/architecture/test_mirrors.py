"""The tests mirror the source, or a table says where and why they do not."""

from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from .mirrors import GRAPH_ADAPTERS, ROWS

ROOT = Path(__file__).parents[2]


ROOTS = {"": "kerasfront", **{f"backends/{name}": f"backends/kerasfront_{name}" for name in GRAPH_ADAPTERS}}
"""Folders of the source, by the folders of their tests."""


def modules():
    """All modules that hold more than a package gathers, by their place below `tests`."""
    found = []
    for place, root in ROOTS.items():
        paths = (path for path in (ROOT / root).rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))
        found += [PurePath(place, path.relative_to(ROOT / root)).with_suffix("") for path in paths]
    return sorted(found)


def mirrored(module):
    """Whether a module, or a package that it is in, has a test of its name."""
    places = [module, *(folder for folder in module.parents if folder.name)]
    return any((ROOT / "tests" / place.parent / f"test_{place.name.strip('_')}.py").is_file() for place in places)


def explained(module):
    return any(fnmatchcase(module.as_posix(), pattern) for row in ROWS for pattern in row.modules.split())


def test_every_module_has_a_test_or_a_reason():
    missing = [f"tests/{m.parent}/test_{m.name}.py" for m in modules() if not mirrored(m) and not explained(m)]
    assert missing == [], "write these, or a row in tests/architecture/mirrors.py"


def test_every_row_is_needed():
    others = [module.as_posix() for module in modules() if not mirrored(module)]
    patterns = [pattern for row in ROWS for pattern in row.modules.split()]
    assert [p for p in patterns if not any(fnmatchcase(name, p) for name in others)] == [], "take these out of ROWS"


def test_every_row_leads_to_tests_and_has_a_reason():
    assert [row.tests for row in ROWS if not (ROOT / "tests" / row.tests).exists()] == []
    assert all(row.reason for row in ROWS)


def test_a_test_counts_for_its_module_or_package():
    assert mirrored(PurePath("registry")) and mirrored(PurePath("layers/core/dense"))
    assert not mirrored(PurePath("layers/no_such_family/dense"))

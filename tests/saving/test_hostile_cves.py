"""A file for each published hole of Keras in reading files is refused by an error of ours, and nothing happens."""

import os

import pytest

from tests.saving.hostile_files import HOLES

LISTED = """
    2021-37678 2024-3660 2025-1550 2025-8747 2025-9905 2025-9906 2025-12058 2025-12060 2026-0897 2026-1669 2026-12479
    2026-12481 2026-12570
"""


def test_every_listed_hole_has_a_file():
    assert {hole.cve for hole in HOLES} == {f"CVE-{number}" for number in LISTED.split()}


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: f"{hole.cve}: {hole.did}")
def test_hole(K, tmp_path, monkeypatch, hole):
    monkeypatch.setenv("KERAS_HOME", os.environ["KERAS_HOME"])  # one of the files sets it
    monkeypatch.chdir(tmp_path)
    path = hole.make(tmp_path)
    with pytest.raises(hole.error, match=hole.message):
        hole.read(path)
    assert not [file for file in tmp_path.rglob("*") if file.name in ("executed", "evil")]

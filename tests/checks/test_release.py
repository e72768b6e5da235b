"""A release says what it lacks, and has the notes of its version."""

from pathlib import Path

import pytest

from checks import release
from checks.wheel import Cell

CHANGELOG = "# Changelog\n\n## 0.2.0 (2026-11-30)\n\n### Fixed\n\n- A thing.\n\n## 0.1.0\n\n- The first.\n"


def test_notes_are_the_section_of_the_version():
    assert release.release_notes("0.2.0", CHANGELOG, []) == "# kerasfront 0.2.0\n\n### Fixed\n\n- A thing.\n"
    assert release.release_notes("0.1.0", CHANGELOG, []).endswith("- The first.\n")


@pytest.mark.parametrize(("version", "fragments"), [("0.3.0", []), ("0.2.0", ["+a.fixed.md"])])
def test_changes_that_were_not_gathered_stop_it(version, fragments):
    with pytest.raises(SystemExit, match=f"does not have all of {version}.*towncrier build --yes --version {version}"):
        release.release_notes(version, CHANGELOG, fragments)


def test_missing_files_are_named():
    tracked = ["kerasfront/a.py", "backends/kerasfront_x/ops/b.cc", "docs/index.md", ".github/workflows/test.yml"]
    assert release.missing_files(tracked, {"kerasfront/a.py", "kerasfront_x/ops/b.cc"}, {*tracked}) == []
    assert release.missing_files(tracked, {"kerasfront/a.py"}, {*tracked[:2]}) == [
        "kerasfront_x/ops/b.cc in the wheel",
        "docs/index.md in the source archive",
    ]


@pytest.mark.parametrize(("twine", "tried", "missing"), [(0, 0, []), (1, 0, []), (0, 1, []), (0, 0, ["x"])])
def test_any_failure_counts(monkeypatch, tmp_path, capsys, twine, tried, missing):
    cells = []
    monkeypatch.setattr(release, "DIST", tmp_path / "dist")
    monkeypatch.setattr(release, "release_notes", lambda *_: "notes")
    monkeypatch.setattr(release, "run", lambda *_: twine)
    monkeypatch.setattr(release, "try_cells", lambda _, found: cells.extend(found) or tried)
    monkeypatch.setattr(release, "missing_files", lambda *_: missing)
    monkeypatch.setattr(release, "_wheel_names", lambda _: set())
    monkeypatch.setattr(release, "_source_names", lambda _: set())

    def build(venv, folder):
        folder.mkdir()
        (folder / "kerasfront.tar.gz").touch()
        return folder / "kerasfront.whl"

    monkeypatch.setattr(release, "build_archives", build)
    assert release.release(Path("venv"), ["3.11"]) == int(bool(twine or tried or missing))
    assert cells == [Cell("3.11", backend, "newest") for backend in ("tensorflow", "theano")]
    assert [path.read_text() for path in (tmp_path / "dist").glob("notes-*.md")] == ["notes"]
    assert ("ready" in capsys.readouterr().out) is not bool(twine or tried or missing)

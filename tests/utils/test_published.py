"""Files with published checksums: held against them, and not downloaded where none is known."""

import hashlib
from pathlib import Path

import pytest

from kerasfront.errors import ArgumentError, FileError
from kerasfront.utils.published import Published, fetch

CONTENT = b"numbers"
SHA256, MD5 = hashlib.sha256(CONTENT).hexdigest(), hashlib.md5(CONTENT).hexdigest()


@pytest.fixture
def url(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    (tmp_path / "origin").write_bytes(CONTENT)
    return (tmp_path / "origin").as_uri()


@pytest.mark.parametrize("checksums", [{"md5": MD5}, {"sha256": SHA256}, {"md5": MD5, "sha256": SHA256}], ids=list)
def test_known_checksums(url, tmp_path, checksums):
    assert Path(fetch(Published("x", url, **checksums), "weights")).read_bytes() == CONTENT
    (tmp_path / "origin").write_bytes(b"others")
    with pytest.raises(FileError, match="has not the checksum"):
        fetch(Published("y", url, **checksums), "weights")


def test_without_a_checksum_nothing_is_downloaded(url, tmp_path):
    with pytest.raises(ArgumentError, match="no source that can be trusted.*sha256=.*weights=FILE.*at .*weights/x"):
        fetch(Published("x", url), "weights", local="weights=FILE")
    assert not (tmp_path / "home").exists()
    assert Path(fetch(Published("x", url), "weights", sha256=SHA256)).read_bytes() == CONTENT


def test_a_checksum_that_is_given_counts_in_place_of_those_that_are_known(url):
    assert fetch(Published("x", url, md5="0" * 32), "weights", sha256=SHA256)


def test_a_copy_put_into_the_cache_by_hand_needs_no_checksum(url, tmp_path):
    copy = tmp_path / "home" / "weights" / "x"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"own")
    assert fetch(Published("x", url), "weights") == str(copy) and copy.read_bytes() == b"own"

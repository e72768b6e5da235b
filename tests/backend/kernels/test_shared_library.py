"""C++ files are compiled once, and their users told where that is not possible."""

import ctypes
import shutil

import pytest

from kerasfront.backend.kernels import shared_library

NUMBER = '#include "number.h"\nextern "C" int number() { return NUMBER; }'


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """That of a user for whom nothing is compiled yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(shared_library, "_cache", shared_library._cache.__wrapped__)
    return tmp_path / "cache" / "kerasfront"


@pytest.fixture
def source(tmp_path):
    (tmp_path / "number.h").write_text("#define NUMBER 3")
    (tmp_path / "number.cc").write_text(NUMBER)
    return tmp_path / "number.cc"


def build(source, version="1"):
    return shared_library.build(source, ["-DUNUSED"], version)


def test_compiled_once(cache, source, monkeypatch):
    library = build(source)
    assert library.parent == cache
    assert ctypes.CDLL(str(library)).number() == 3
    monkeypatch.setattr(shared_library.subprocess, "run", None)
    assert build(source) == library


def test_compiled_again_if_what_it_depends_on_changes(cache, source):
    first = build(source)
    (source.parent / "number.h").write_text("#define NUMBER 4")
    second = build(source)
    assert ctypes.CDLL(str(second)).number() == 4
    assert len({first, second, build(source, "2")}) == 3


def test_a_folder_that_cannot_be_made(cache, source):
    cache.parent.write_text("a file")
    with pytest.warns(UserWarning, match="is not kept in"):
        library = build(source)
    assert library.is_file()
    shutil.rmtree(library.parent)


def test_a_relative_cache_is_not_one(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert shared_library._cache.__wrapped__() == tmp_path / ".cache" / "kerasfront"


def test_no_compiler(cache, source, monkeypatch):
    monkeypatch.setenv("CXX", "no-such-compiler")
    assert build(source) is None
    assert not cache.exists() or not list(cache.iterdir())


def test_a_compiler_that_says_nothing(cache, source, monkeypatch):
    monkeypatch.setenv("CXX", "false")
    with pytest.warns(UserWarning, match=r"false could not compile number\.cc: it ended with 1\. .* slower"):
        assert build(source) is None
    assert not list(cache.iterdir())


def test_the_reason_of_the_compiler_is_told(cache, source):
    source.write_text("int number() { return NUMBER; }")
    with pytest.warns(UserWarning, match=r"could not compile number\.cc: .*NUMBER.* CXX"):
        assert build(source) is None


def test_a_damaged_library_is_made_anew(cache, source):
    library = build(source)
    whole = library.stat().st_size
    library.write_bytes(b"no library")
    assert build(source).stat().st_size == whole

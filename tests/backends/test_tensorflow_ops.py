"""Operations in C++: compiled once, and done without where that is not possible."""

import shutil
import subprocess

import pytest

from kerasfront_tensorflow.ops import compiled


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """That of a user for whom nothing is compiled yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(compiled, "_cache", compiled._cache.__wrapped__)
    return tmp_path / "cache" / "kerasfront"


def test_the_operations_are_there():
    assert compiled.load("recurrence").kerasfront_recurrence


def test_compiled_once(cache, monkeypatch):
    library = compiled.build("recurrence")
    assert list(cache.iterdir()) == [library]
    monkeypatch.setattr(compiled.subprocess, "run", None)
    assert compiled.build("recurrence") == library


def test_a_folder_that_cannot_be_made(cache):
    cache.parent.write_text("a file")
    library = compiled.build("recurrence")
    assert library.is_file()
    shutil.rmtree(library.parent)


@pytest.mark.parametrize("compiler", ["no-such-compiler", "false"])
def test_no_compiler(cache, monkeypatch, compiler):
    monkeypatch.setenv("CXX", compiler)
    assert compiled.load.__wrapped__("recurrence") is None
    assert not cache.exists() or not list(cache.iterdir())


def test_a_damaged_library_is_made_anew(cache, monkeypatch):
    library = compiled.build("recurrence")
    library.write_bytes(b"no library")
    assert compiled.load.__wrapped__("recurrence") is None
    assert compiled.build("recurrence").stat().st_size > 1000


def test_gpu(monkeypatch):
    monkeypatch.setattr(compiled.tf.config, "list_physical_devices", lambda kind: [kind])
    assert compiled.load.__wrapped__("recurrence") is None


def test_warnings_of_the_compiler(tmp_path):
    command = ["g++", *compiled.FLAGS, "-Wall", "-Wextra", "-Werror", f"-I{compiled.kernels.FOLDER}"]
    source = compiled.FOLDER / "recurrence.cc"
    headers = compiled.tf.sysconfig.get_include()
    done = subprocess.run(
        [*command, "-isystem", headers, str(source), "-o", str(tmp_path / "x.so")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr

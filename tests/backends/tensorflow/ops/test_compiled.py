"""Operations in C++: compiled once, and done without where that is not possible."""

import shutil
import subprocess

import numpy as np
import pytest

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled
from kerasfront_tensorflow.ops.dropout import dropout


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """That of a user for whom nothing is compiled yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(compiled, "_cache", compiled._cache.__wrapped__)
    return tmp_path / "cache" / "kerasfront"


def test_the_operations_are_there():
    assert compiled.load("recurrence").kerasfront_recurrence
    assert compiled.load("dropout").kerasfront_dropout


@pytest.mark.parametrize("level", [0.0, 0.3, 0.999999])
@pytest.mark.parametrize("size", [0, 1, 512, 513, 300_001])  # a block, and enough for several threads
def test_dropout_and_its_gradient_use_the_bits_of_tensorflow(size, level):
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x, by_y, seed = tf.random.uniform([size]), tf.random.uniform([size]), tf.constant([3, 5], "int64")
        numbers = tf.random.stateless_uniform([size // 2 + 1], seed, None, None, "int32")
        y = dropout(x, level, seed)
        given, gradients, numbers, *found = session.run([x, by_y, numbers, y, *tf.gradients(y, x, by_y)])
    kept = numbers.view("uint16")[:size] >= min(round(level * 65536), 65535)
    for before, after in zip((given, gradients), found, strict=True):
        np.testing.assert_allclose(after, np.where(kept, before / (1 - level), 0), rtol=1e-6)


def test_compiled_once(cache, monkeypatch):
    library = compiled.build("recurrence")
    assert library.parent == cache
    monkeypatch.setattr(compiled.subprocess, "run", None)
    assert compiled.build("recurrence") == library


def test_a_folder_that_cannot_be_made(cache):
    cache.parent.write_text("a file")
    with pytest.warns(UserWarning, match="is not kept in"):
        library = compiled.build("recurrence")
    assert library.is_file()
    shutil.rmtree(library.parent)


def test_a_relative_cache_is_not_one(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert compiled._cache.__wrapped__() == tmp_path / ".cache" / "kerasfront"


@pytest.mark.parametrize("compiler", ["no-such-compiler", "false"])
def test_no_compiler(cache, monkeypatch, compiler):
    monkeypatch.setenv("CXX", compiler)
    assert compiled.load.__wrapped__("recurrence") is None
    assert not cache.exists() or not list(cache.iterdir())


def test_a_damaged_library_is_made_anew(cache, monkeypatch):
    library = compiled.build("recurrence")
    library.write_bytes(b"no library")
    assert compiled.build("recurrence").stat().st_size > 1000


def test_gpu(monkeypatch):
    monkeypatch.setattr(compiled.tf.config, "list_physical_devices", lambda kind: [kind])
    assert compiled.load.__wrapped__("recurrence") is None


@pytest.mark.parametrize("name", ["dropout", "recurrence"])
def test_warnings_of_the_compiler(tmp_path, name):
    command = ["g++", *compiled.FLAGS, "-Wall", "-Wextra", "-Werror", f"-I{compiled.kernels.FOLDER}"]
    source = compiled.FOLDER / f"{name}.cc"
    headers = compiled.tf.sysconfig.get_include()
    done = subprocess.run(
        [*command, "-isystem", headers, str(source), "-o", str(tmp_path / "x.so")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr

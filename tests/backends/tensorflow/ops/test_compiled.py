"""Operations in C++, which are done without where they cannot be compiled."""

import functools
import subprocess
import threading

import numpy as np
import pytest

from kerasfront.backend import kernels
from kerasfront.backend.kernels import shared_library
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled
from kerasfront_tensorflow.ops.dropout import dropout


def test_the_operations_are_there():
    assert compiled.load("recurrence").kerasfront_recurrence
    assert compiled.load("dropout").kerasfront_dropout
    assert compiled.load("updates").kerasfront_updates
    assert compiled.load("normalization").kerasfront_normalization


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


def test_no_compiler(monkeypatch, tmp_path):
    monkeypatch.setenv("CXX", "no-such-compiler")
    monkeypatch.setattr("kerasfront.backend.kernels.shared_library._cache", lambda: tmp_path)
    assert compiled.load("recurrence") is None


def test_what_is_compiled_in_the_background(monkeypatch, tmp_path):
    begun, done = threading.Event(), threading.Event()
    monkeypatch.setattr(compiled, "load", functools.cache(lambda name: begun.set() or done.wait(60) and "operations"))
    monkeypatch.setattr(compiled, "_builder", functools.cache(compiled._builder.__wrapped__))
    monkeypatch.setattr("kerasfront.backend.kernels.shared_library._cache", lambda: tmp_path)
    assert compiled.load_in_background("dropout") is None and begun.wait(60)
    assert compiled.is_from_background("dropout")
    done.set()
    assert compiled.wait_for("dropout") == "operations" == compiled.load_in_background("dropout")
    assert compiled.is_from_background("dropout")


def test_what_is_compiled_already_needs_no_thread():
    assert compiled.load("dropout") and compiled.load_in_background("dropout")
    assert not compiled.is_from_background("dropout")


def test_gpu(monkeypatch):
    monkeypatch.setattr(compiled.tf.config, "get_visible_devices", lambda kind: [kind])
    assert compiled.load("recurrence") is None


SLOW = pytest.param("updates", marks=pytest.mark.slow)


@pytest.mark.parametrize("name", ["convolution", "dropout", "normalization", "recurrence", SLOW])
def test_warnings_of_the_compiler(tmp_path, name):
    command = ["g++", *shared_library.FLAGS, "-Wall", "-Wextra", "-Werror", f"-I{kernels.FOLDER}"]
    source = compiled.FOLDER / f"{name}.cc"
    headers = compiled.tf.sysconfig.get_include()
    done = subprocess.run(
        [*command, "-isystem", headers, str(source), "-o", str(tmp_path / "x.so")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dropout", "recurrence", "updates"])
def test_compiled_for_a_processor_with_floats_of_16_bits(name):
    source, options, _ = compiled._arguments(name)
    command = ["g++", *shared_library.FLAGS, "-march=sapphirerapids", "-fsyntax-only", f"-I{kernels.FOLDER}"]
    done = subprocess.run([*command, str(source), *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

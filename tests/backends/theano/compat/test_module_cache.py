"""Compiled modules are found again, and missing ones are compiled together."""

import os
import tempfile
from pathlib import Path

import pytest

from kerasfront_theano.compat import import_theano, module_cache
from tests.backends.theano.compat.compiling import in_a_new_process

theano = import_theano()
T = theano.tensor


def test_modules_are_found_again_by_other_processes():
    code = """
import numpy as np
from unittest import mock

compiler = theano.link.c.cmodule.GCC_compiler
with mock.patch.object(compiler, "compile_str", wraps=compiler.compile_str) as compile_str:
    x = T.matrix("x")
    y = theano.function([x], T.nnet.softmax(T.dot(x, x.dimshuffle(1, 0))))(np.eye(2, dtype="float32"))
    print(compile_str.call_count, round(float(y[0, 0]), 3))
"""
    in_a_new_process(code, PYTHONHASHSEED="1")
    assert in_a_new_process(code, PYTHONHASHSEED="2") == "0 0.731\n"


def test_an_empty_cache_is_filled_without_a_warning(tmp_path):
    code = "x = T.matrix('x')\nprint(theano.function([x], T.dot(x, x) + 1)([[2.0]]))\nprint(theano.config.compiledir)"
    flags = f"{os.environ.get('THEANO_FLAGS', '')},base_compiledir={tmp_path}"
    value, folder = in_a_new_process(code, THEANO_FLAGS=flags).splitlines()
    assert value == "[[5.]]"
    assert any(Path(folder).glob("kerasfront_*.h.gch/*")) == theano.config.cxx.endswith("/g++")


def test_a_module_that_does_not_compile_is_reported_by_theano(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # Theano leaves the source code there
    x = T.fvector("x")
    broken = type("Broken", (theano.tensor.nnet.sigm.ScalarSigmoid,), {"c_code": lambda self, *args: "no C at all;"})
    op = T.Elemwise(broken(theano.scalar.upgrade_to_float, name="broken"))
    with pytest.raises(Exception, match="compiling the node.*Compilation failed"):
        theano.function([x], op(x))
    assert "compilation_error" in capfd.readouterr().out


def test_what_is_in_the_cache_is_not_compiled_ahead(monkeypatch):
    x = T.fmatrix("x")
    compiled = theano.function([x], T.tanh(x) * 3)
    monkeypatch.setattr(module_cache, "ThreadPoolExecutor", None)
    module_cache.compile_missing(compiled.maker.fgraph.toposort())

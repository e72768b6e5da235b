"""What Theano compiles on today's Python, NumPy and g++ has the values of NumPy."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from kerasfront_theano.compat import header, import_theano, module_cache

theano = import_theano()
T = theano.tensor
ROOT = Path(__file__).parents[2]


@pytest.fixture
def rng():
    return np.random.RandomState(0)


def floats(rng, *shape):
    return rng.uniform(-1, 1, shape).astype("float32")


def values(*outputs):
    """Compile and run a function without inputs; shared variables keep it from being folded into a constant."""
    return theano.function([], list(outputs))()


def agree(found, expected):
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def in_a_new_process(code, **environment):
    """What `code` prints in another process, where every warning is an error."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "backends")]), **environment}
    code = "from kerasfront_theano.compat import import_theano\ntheano = import_theano()\nT = theano.tensor\n" + code
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_products_through_blas(rng):
    a, b, v = floats(rng, 3, 4), floats(rng, 4, 3), floats(rng, 3)
    x, y, z = map(theano.shared, (a, b, v))
    found = values(T.dot(x, y), 0.5 * T.dot(x, y) + T.outer(z, z), z + 2 * T.dot(z, x.dot(y)))
    agree(found, [a @ b, 0.5 * a @ b + np.outer(v, v), v + 2 * v @ (a @ b)])


def correlate(x, w):
    rows, columns = x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1
    out = np.zeros((len(x), len(w), rows, columns))
    for i in range(w.shape[2]):
        for j in range(w.shape[3]):
            out += np.einsum("nchw,oc->nohw", x[:, :, i : i + rows, j : j + columns], w[:, :, i, j])
    return out


def test_convolution_and_its_gradients(rng):
    a, k, g = floats(rng, 2, 3, 4, 5), floats(rng, 2, 3, 2, 2), floats(rng, 2, 2, 3, 4)
    x, w = theano.shared(a), theano.shared(k)
    y = T.nnet.conv2d(x, w, filter_flip=False)
    padded = np.pad(g, [(0, 0), (0, 0), (1, 1), (1, 1)])
    to_input = correlate(padded, k.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1])
    to_kernel = correlate(a.transpose(1, 0, 2, 3), g.transpose(1, 0, 2, 3)).transpose(1, 0, 2, 3)
    agree(values(y, *T.grad((y * g).sum(), [x, w])), [correlate(a, k), to_input, to_kernel])


def test_pooling_and_its_gradient(rng):
    a = floats(rng, 1, 2, 4, 6)
    x = theano.shared(a)
    y = theano.tensor.signal.pool.pool_2d(x, (2, 2), ignore_border=True)
    blocks = a.reshape(1, 2, 2, 2, 3, 2)
    highest = blocks.max((3, 5))
    won = a == highest.repeat(2, 2).repeat(2, 3)
    agree(values(y, T.grad(y.sum(), x)), [highest, won])


def test_scan_and_its_gradient(rng):
    a = floats(rng, 4, 2)
    x = theano.shared(a)
    y, _ = theano.scan(lambda step, state: step + state / 2, sequences=[x], outputs_info=[T.zeros_like(x[0])])
    weights = 0.5 ** (np.arange(4)[:, None] - np.arange(4)) * np.tri(4)
    agree(values(y, T.grad(y[-1].sum(), x)), [weights @ a, np.tile(weights[-1][:, None], 2)])


def test_random_streams():
    stream = theano.sandbox.rng_mrg.MRG_RandomStream(seed=1)
    uniform, normal = values(stream.uniform((2000,)), stream.normal((2000,)))
    assert 0 < uniform.min() < 0.01 < 0.99 < uniform.max() < 1
    assert abs(normal.mean()) < 0.1 and abs(normal.std() - 1) < 0.1


def test_indices_that_repeat_and_all_axes(rng):
    a = floats(rng, 3, 2)
    x, rows = theano.shared(a), theano.shared(np.array([2, 0, 2]))
    found = values(T.grad((x[rows] ** 2).sum(), x), T.argmax(x), T.extra_ops.cumsum(x))
    agree(found, [2 * a * [[1], [0], [2]], a.argmax(), a.cumsum()])


def test_gradients_that_ask_for_old_names(rng):
    a = floats(rng, 3)
    x = theano.shared(a)
    found = values(T.grad((T.arctanh(x / 2) + x * theano.gradient.zero_grad(x)).sum(), x))
    agree(found, [0.5 / (1 - (a / 2) ** 2) + a])


@pytest.mark.parametrize(
    ("floatx", "value", "dtype"),
    [
        ("float32", 5, "int8"),
        ("float32", 300, "int16"),
        ("float32", -(2**40), "int64"),
        ("float32", 0.1, "float32"),
        ("float64", 0.5, "float32"),
        ("float64", 0.1, "float64"),
        ("float64", 1e300, "float64"),
    ],
)
def test_constants_get_the_smallest_dtype_that_holds_them(floatx, value, dtype):
    with theano.config.change_flags(floatX=floatx):
        constant = T.constant(value)
    assert constant.dtype == dtype
    assert constant.data == np.asarray(value, dtype)


def test_constants_are_seen_as_scalars():
    assert theano.get_scalar_constant_value(T.constant(3.0) * 1) == 3


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


def test_a_header_that_cannot_be_precompiled_is_left_out(tmp_path):
    broken = tmp_path / "broken.h"
    broken.write_text("#error broken")
    header.precompile(broken, ["-include", str(broken)])
    assert list(tmp_path.rglob("*.gch/*")) == []


def test_a_header_is_precompiled_once(tmp_path):
    small = tmp_path / "small.h"
    small.write_text("int answer();")
    for _ in range(2):
        header.precompile(small, ["-O1", "-include", str(small), "-Wl,-rpath,/nowhere"])
    [made] = tmp_path.rglob("*.gch/*")
    before = made.stat().st_mtime_ns
    header.precompile(small, ["-O1", "-include", str(small)])
    assert made.stat().st_mtime_ns == before


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

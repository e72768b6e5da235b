"""Theano works on today's Python, NumPy and g++: what it compiles has the values of NumPy."""

import subprocess
import sys

import numpy as np
import pytest

from kerasfront_theano.compat import import_theano
from tests.backends.theano.compat.compiling import agree, floats, values

theano = import_theano()
T = theano.tensor


@pytest.fixture
def rng():
    return np.random.RandomState(0)


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


def test_random_streams():
    stream = theano.sandbox.rng_mrg.MRG_RandomStream(seed=1)
    uniform, normal = values(stream.uniform((2000,)), stream.normal((2000,)))
    assert 0 < uniform.min() < 0.01 < 0.99 < uniform.max() < 1
    assert abs(normal.mean()) < 0.1 and abs(normal.std() - 1) < 0.1


def test_theano_that_was_imported_first_works_too():
    script = """
import warnings
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import theano
from kerasfront_theano.compat import import_theano
import numpy as np
T = import_theano("float32").tensor
x = T.tensor4(dtype="float32")
run = theano.function([x], T.nnet.conv2d(x, np.ones((1, 1, 2, 2), "float32")))
print(run(np.ones((1, 1, 2, 2), "float32")).item(), theano.config.floatX)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["4.0", "float32"], done.stderr


def test_the_next_import_changes_nothing():
    script = """
from kerasfront_theano.compat import import_theano
theano = import_theano()
dot, flags = theano.tensor.blas.Dot22(), theano.config.gcc__cxxflags
code, version = dot.c_support_code(), dot.c_code_cache_version()
assert import_theano("float64") is theano and theano.config.floatX == "float32"
assert theano.config.gcc__cxxflags == flags
assert (dot.c_support_code(), dot.c_code_cache_version()) == (code, version)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert not done.returncode, done.stderr

"""Convolution on all processors, small products on one."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy_openblas32

import kerasfront.backend as K
from kerasfront_theano.compat import import_theano, threads

ROOT = Path(__file__).parents[4]
CONVOLVED_IN_A_FORK = """
import os, sys
import numpy as np
import kerasfront.backend as K

with K.use("theano"):
    x = K.placeholder((None, 1, 4, 4))
    run = K.function([x], [K.conv2d(x, K.variable(np.ones((1, 1, 3, 3))), dim_ordering="th")])
    images = np.ones((64, 1, 4, 4))
    assert (run([images])[0] == 9).all()
    child = os.fork()
    if not child:
        os._exit(0 if (run([images])[0] == 9).all() else 1)
    sys.exit(os.waitpid(child, 0)[1])
"""


def test_one_image_and_many_give_the_same():
    images, kernel = np.random.uniform(-1, 1, (70, 2, 5, 5)), np.random.uniform(-1, 1, (3, 2, 2, 2))
    with K.use("theano"):
        x, w = K.placeholder((None, 2, 5, 5)), K.variable(kernel)
        y = K.conv2d(x, w, dim_ordering="th")
        run = K.function([x], [y, *K.gradients(K.sum(K.square(y)), [x, w])])
        together, apart = run([images]), [run([image[None]]) for image in images]
    for i, combine in enumerate((np.concatenate, np.concatenate, sum)):
        np.testing.assert_allclose(together[i], combine([result[i] for result in apart]), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("size", [3, 200], ids=["small", "large"])
def test_products_leave_blas_its_threads(size):
    openblas = ctypes.CDLL(str(Path(scipy_openblas32.get_lib_dir(), f"lib{scipy_openblas32.get_library()}.so")))
    a, before = np.random.uniform(-1, 1, (size, size)).astype("float32"), openblas.scipy_openblas_get_num_threads()
    openblas.scipy_openblas_set_num_threads(2)
    try:
        with K.use("theano"):
            x = K.placeholder((None, None))
            found = K.function([x], [K.dot(x, x)])([a])[0]
        assert openblas.scipy_openblas_get_num_threads() == 2
    finally:
        openblas.scipy_openblas_set_num_threads(before)
    np.testing.assert_allclose(found, a @ a, rtol=1e-3, atol=1e-4)


def test_small_products_have_one_thread():
    """What is compiled asks for it around the call of BLAS."""
    theano = import_theano()
    assert import_theano() is theano  # and changes nothing
    for op in (theano.tensor.blas.Dot22(), theano.tensor.blas.Gemm(inplace=True)):
        code = op.build_gemm_call()
        assert code.count("OneThreadIfSmall threads(") == 1
        assert code.index("OneThreadIfSmall threads(") < code.index("sgemm_(")
        assert op.c_support_code().count("struct OneThreadIfSmall") == 1


def test_a_forked_process_can_convolve():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "backends")])}
    subprocess.run([sys.executable, "-c", CONVOLVED_IN_A_FORK], env=environment, check=True, timeout=300)


@pytest.mark.parametrize("flag", ["openmp", "blas__ldflags"])
def test_the_user_decides(flag):
    assert threads.load({flag: ""}) is None


def test_the_environment_is_as_it_was(monkeypatch):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.setenv("OPENBLAS_THREAD_TIMEOUT", "12")
    threads.load({})
    assert "OMP_WAIT_POLICY" not in os.environ
    assert os.environ["OPENBLAS_THREAD_TIMEOUT"] == "12"

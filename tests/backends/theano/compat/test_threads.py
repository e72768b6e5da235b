"""Convolution and products of matrices on all processors, small products on one."""

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
COMPUTED_IN_A_FORK = """
import os, sys
import numpy as np
import kerasfront.backend as K

with K.use("theano"):
    x = K.placeholder((None, 1, 4, 4))
    convolved = K.conv2d(x, K.variable(np.ones((1, 1, 3, 3))), dim_ordering="th")
    run = K.function([x], [convolved, K.dot(K.variable(np.ones((200, 200))), K.variable(np.ones((200, 200))))])
    images = np.ones((64, 1, 4, 4))

    def right():
        images_made, product = run([images])
        return (images_made == 9).all() and (product == 200).all()

    assert right()
    child = os.fork()
    if not child:
        os._exit(0 if right() else 1)
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


SIZES = [(205, 187), (187, 205), (9, 4111), (4111, 9), (1, 9), (0, 9)]
"""Of results of products of 130 terms: there are parts from 4 million multiplications on."""


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("turned", [(False, False), (False, True), (True, False), (True, True)])
def test_products_in_parts_read_any_layout_and_add(turned, dtype):
    T = import_theano().tensor
    x, y, z = (T.TensorType(dtype, (False, False))() for _ in range(3))
    product = T.dot(*(matrix.T if turn else matrix for matrix, turn in zip((x, y), turned)))
    run = import_theano().function([x, y, z], [product, 0.5 * z - 2 * product])
    random = np.random.RandomState(0)
    for m, n in SIZES:
        a, b, c = (random.uniform(-1, 1, shape).astype(dtype) for shape in ((m, 130), (130, n), (m, n)))
        given = *(matrix.T if turn else matrix for matrix, turn in zip((a, b), turned)), c
        for order in ("C", "F"):
            made = run(*(np.asarray(matrix, order=order) for matrix in given))
            for found, right in zip(made, (a @ b, 0.5 * c - 2 * (a @ b))):
                np.testing.assert_allclose(found, right, rtol=0, atol=1e-4 if dtype == "float32" else 1e-12)


def test_what_is_no_number_stays_in_its_row():
    T = import_theano().tensor
    x = T.matrix(dtype="float32")
    numbers = np.ones((300, 200), "float32")
    numbers[250, 3], numbers[40, 5] = np.nan, np.inf
    found = import_theano().function([x], T.dot(x, np.ones((200, 180), "float32")))(numbers)
    assert np.isnan(found[250]).all()
    assert np.isposinf(found[40]).all()
    assert (np.delete(found, [40, 250], axis=0) == 200).all()


def test_products_are_compiled_in_parts():
    """Theano's own calls of BLAS are replaced, once."""
    theano = import_theano()
    assert import_theano() is theano  # and changes nothing
    for op in (theano.tensor.blas.Dot22(), theano.tensor.blas.Gemm(inplace=True), theano.tensor.blas.Dot22Scalar()):
        code = op.build_gemm_call()
        for gemm in ("sgemm_", "dgemm_"):
            assert code.count(f"kerasfront::multiply({gemm}, ") == 8
            assert code.count(gemm) == 8
        assert op.c_support_code().count("struct OneThreadOfBlas") == 1
        assert "-fopenmp" in op.c_compile_args()  # as often as Theano's convolutions have added it to the same list


def test_a_forked_process_can_convolve_and_multiply():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "backends")])}
    subprocess.run([sys.executable, "-c", COMPUTED_IN_A_FORK], env=environment, check=True, timeout=300)


@pytest.mark.parametrize("flag", ["openmp", "blas__ldflags"])
def test_the_user_decides(flag):
    assert threads.load({flag: ""}) is None


def test_the_environment_is_as_it_was(monkeypatch):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.setenv("OPENBLAS_THREAD_TIMEOUT", "12")
    threads.load({})
    assert "OMP_WAIT_POLICY" not in os.environ
    assert os.environ["OPENBLAS_THREAD_TIMEOUT"] == "12"

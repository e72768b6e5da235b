"""Convolution on all cores, and products of matrices, beside a BLAS that has threads of its own.

Theano convolves image by image, and BLAS spreads each image's small matrices over its threads, which mostly wait for
one another. Here each processor convolves images of its own, with a BLAS of one thread. A training step of a small CNN
(28x28 images, two convolutions of 32 filters 3x3, batch 128) took 126 ms before and takes 68 ms on 2 cores.

The threads of BLAS look for one another's parts of a product until they are there: on a machine that does other work,
where a thread may have no processor for some milliseconds, the others use theirs for nothing. Here each thread has BLAS
compute a part of its own, and those that are done sleep. A training step of a small variational autoencoder took 21 to
51 ms of processor time on two busy cores, and takes 4. BLAS also wakes its threads for products that one of them
computes before the others are awake, such as those in loops over time: these have one part.
"""

from __future__ import annotations

import ctypes
import functools
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

# Read by OpenBLAS and GCC's OpenMP when they are loaded. Threads without work sleep at once; by themselves they would
# look for work for some 20 ms, on a processor that the other library needs.
SLEEP_AT_ONCE = {"OMP_WAIT_POLICY": "PASSIVE", "OPENBLAS_THREAD_TIMEOUT": "8"}

parallel = False
"""Whether operations in C may use OpenMP, and `openblas_set_num_threads` around it."""

ENOUGH_IMAGES = "batchSize >= omp_get_max_threads()"
IN_THE_C_CODE = {
    "#pragma omp parallel for schedule(static)": f"#pragma omp parallel for if ({ENOUGH_IMAGES}) schedule(static)",
    "openblas_set_num_threads(1);": f"openblas_set_num_threads({ENOUGH_IMAGES} ? 1 : blas_threads_saved);",
}

PRODUCTS = Path(__file__).with_suffix(".h").read_text()


def load(user: dict[str, str]) -> ctypes.CDLL | None:
    """Load the BLAS that we bring and GCC's OpenMP, before Theano does.

    Parameters
    ----------
    user : dict
        Theano's flags as the user set them.

    Returns
    -------
    library or None
        OpenMP. None if there is no such pair on this system, or the user chose a BLAS or whether to use OpenMP.
    """
    if user.keys() & {"blas__ldflags", "openmp"}:
        return None
    ours = SLEEP_AT_ONCE.keys() - os.environ.keys()
    os.environ.update({name: SLEEP_AT_ONCE[name] for name in ours})
    try:
        with suppress(ImportError, OSError):
            import scipy_openblas32 as openblas

            ctypes.CDLL(str(Path(openblas.get_lib_dir(), f"lib{openblas.get_library()}.so")))
            return ctypes.CDLL("libgomp.so.1")
    finally:
        for name in ours:
            del os.environ[name]


def convolve_in_parallel(openmp: Any) -> None:
    """Patch Theano's convolutions to run on all cores; `openmp` comes from `load`."""
    global parallel
    from theano.tensor.nnet import corr, corr3d

    parallel = True
    # A forked process has none of the threads that its parent's OpenMP counts on, and would wait for them for ever.
    os.register_at_fork(after_in_child=functools.partial(openmp.omp_set_num_threads, 1))
    for op in (corr.BaseCorrMM, corr3d.BaseCorr3dMM):
        op.__init__ = functools.partialmethod(op.__init__, openmp=True)
        op.c_support_code_apply = _few_images_by_blas(op.c_support_code_apply)


def multiply_in_parts() -> None:
    """Patch Theano's products of two matrices; call it where `load` found a BLAS."""
    from theano.tensor import blas

    product = blas.GemmRelated
    product.c_support_code = _followed_by(product.c_support_code, PRODUCTS)
    product.c_compile_args = _followed_by(product.c_compile_args, ["-fopenmp"])
    for name in ("case_float_gemm", "case_double_gemm"):
        code = re.sub(r"\b([sd]gemm_)\(", r"kerasfront::multiply(\1, ", getattr(product, name))
        setattr(product, name, code)


def _followed_by(given: Any, more: Any) -> Any:
    """A method that returns what `given` returns, and more."""

    @functools.wraps(given)
    def extended(self, **kwargs):
        return given(self, **kwargs) + more

    return extended


def _few_images_by_blas(c_code: Any) -> Any:
    """Let BLAS use all cores for each image where there are fewer images than cores."""

    @functools.wraps(c_code)
    def changed(*args, **kwargs):
        code = c_code(*args, **kwargs)
        for theirs, ours in IN_THE_C_CODE.items():
            code = code.replace(theirs, ours)
        return code

    return changed

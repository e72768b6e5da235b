"""Convolution on all processors, beside a BLAS that has threads of its own.

Theano convolves image by image, and BLAS spreads each image's small matrices over its threads, which mostly wait for one
another. Here each processor convolves images of its own, with a BLAS of one thread. A training step of a small CNN (28x28
images, two convolutions of 32 filters 3x3, batch 128) took 126 ms before and takes 75 ms on 2 cores.
"""

from __future__ import annotations

import ctypes
import functools
import os
from pathlib import Path

from theano.configdefaults import config
from theano.tensor.nnet.corr import BaseCorrMM
from theano.tensor.nnet.corr3d import BaseCorr3dMM

# Read when the libraries are loaded. Threads without work sleep at once; by themselves they would go on looking for work
# for some 20 ms, on a processor that the other library needs.
SLEEP_AT_ONCE = {"OMP_WAIT_POLICY": "PASSIVE", "OPENBLAS_THREAD_TIMEOUT": "8"}

ENOUGH_IMAGES = "batchSize >= omp_get_max_threads()"
IN_THE_C_CODE = {
    "#pragma omp parallel for schedule(static)": f"#pragma omp parallel for schedule(static) if ({ENOUGH_IMAGES})",
    "openblas_set_num_threads(1);": f"if ({ENOUGH_IMAGES}) openblas_set_num_threads(1);",
}


def convolve_in_parallel(user: dict[str, str]) -> None:
    """Make it so, if the BLAS is the one that we bring, on a system where OpenMP is GCC's, and the user has no other wish.

    Parameters
    ----------
    user : dict
        Theano's flags as the user set them.
    """
    if "openmp" in user or "-DKERASFRONT_SCIPY_OPENBLAS" not in config.gcc__cxxflags:
        return
    try:
        openmp = _load()
    except OSError:
        return
    # A forked process has none of the threads that its parent's OpenMP counts on, and would wait for them for ever.
    os.register_at_fork(after_in_child=functools.partial(openmp.omp_set_num_threads, 1))
    for op in (BaseCorrMM, BaseCorr3dMM):
        op.__init__ = functools.partialmethod(op.__init__, openmp=True)
        op.c_support_code_apply = _few_images_by_blas(op.c_support_code_apply)


def _load() -> ctypes.CDLL:
    """Load both libraries, with threads that sleep; compiled modules find them loaded. Returns OpenMP."""
    import scipy_openblas32 as openblas

    before = {name: os.environ.get(name) for name in SLEEP_AT_ONCE}
    os.environ.update({name: value for name, value in SLEEP_AT_ONCE.items() if before[name] is None})
    try:
        ctypes.CDLL(str(Path(openblas.get_lib_dir(), f"lib{openblas.get_library()}.so")))
        return ctypes.CDLL("libgomp.so.1")
    finally:
        for name in [name for name, value in before.items() if value is None]:
            del os.environ[name]


def _few_images_by_blas(c_code):
    """With fewer images than processors, all processors shall work on each of them after all."""

    @functools.wraps(c_code)
    def changed(*args, **kwargs):
        code = c_code(*args, **kwargs)
        for theirs, ours in IN_THE_C_CODE.items():
            code = code.replace(theirs, ours)
        return code

    return changed

"""Import Theano's last release on today's Python and NumPy, with no flag to set and nothing to build by hand.

The release (theano-pymc 1.1.2) dates from 2020. Everything that it needs to live with NumPy 1.26 and 2, to find a BLAS,
and to compile fast lies in this folder:

- `requirements`: what must be installed
- `flags`: the settings that Theano is imported with; of what the user set, only a GPU is overridden
- `numpy_names`: names that NumPy has dropped since
- `mpi`: mpi4py, which Theano must not start
- `replaced`: parts of Theano that do not work today, and their replacements
- `mrg31k3p`: random numbers without a compiler, and many at a time with one (`mrg31k3p.h`)
- `increments`: gradients of rows that indices select (`increments.h`)
- `exponentials`: exponentials, tangents and sigmoids (`exponentials.h`) in loops that compilers make vectors of
- `operators`: operators of tensors that keep types and refuse tensors of other libraries
- `header`: the precompiled form of `forced.h`, which stands before everything that Theano compiles
- `module_cache`: compiled modules are found again, and missing ones compiled together
- `content_cache`: the folder in which they are found by the hash of their source
- `threads`: convolution and products of matrices (`threads.h`) on all processors, each with BLAS for its part
- `calls`: less Python in each call of a compiled function
"""

from __future__ import annotations

import importlib
import sys
import warnings
from types import ModuleType

from kerasfront_theano.compat import flags, mpi, numpy_names, requirements, threads
from kerasfront_theano.linker.choice import linker, require_jax

# Parts that `import theano` leaves out, and that need its old names or compile something when they are imported.
LATE_MODULES = (
    "theano.ifelse",
    "theano.link.c.cvm",  # compiles the loop that runs every function
    "theano.sandbox.rng_mrg",
    "theano.tensor.random.basic",
    "theano.tensor.signal.pool",
    "theano.tensor.slinalg",
)
READY = "_kerasfront_ready"
"""Attribute of a Theano that was made to work."""


def import_theano(floatx: str = "float32") -> ModuleType:
    """Import Theano, made to work with the Python, NumPy, BLAS and compiler of this machine.

    A Theano that others have imported gets the same flags, where the user set none, but keeps its cache folder. The
    next call changes nothing: what was compiled before and afterwards would give other numbers.

    Parameters
    ----------
    floatx : str
        Theano's `floatX`, unless the user set it in ``THEANO_FLAGS`` or ``.theanorc``.

    Returns
    -------
    module
        `theano`.

    Raises
    ------
    BackendError
        On Python 3.12 and later, and where Theano, a C++ compiler or Python's headers are not installed, unless JAX
        is to run the functions.
    """
    if getattr(sys.modules.get("theano"), READY, False):
        return sys.modules["theano"]
    requirements.require_python()
    requirements.require_theano()
    requirements.require_home()
    user = flags.user_flags()
    if linker() == "jax":
        require_jax()
    else:
        requirements.require_compiler(user)
    flags.warn_of_gpu(user)
    imported_before = "theano" in sys.modules
    openmp = threads.load(user)
    environment = flags.environment(flags.for_import(user, floatx))
    with warnings.catch_warnings(), numpy_names.during_import(), mpi.during_import(), environment:
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports distutils and numpy.distutils
        warnings.simplefilter("ignore", ResourceWarning)  # and leaves a source file open that it compiles
        theano = importlib.import_module("theano")
        if imported_before:
            flags.after_import(theano.config, user, floatx)
        for name in LATE_MODULES:
            importlib.import_module(name)
    numpy_names.give_to_theano()
    _improve()
    if openmp is not None:
        threads.convolve_in_parallel(openmp)
        threads.multiply_in_parts()
    setattr(theano, READY, True)
    return theano


def _improve() -> None:
    from kerasfront_theano.compat import (  # they import Theano, with the flags above
        exponentials,
        header,
        increments,
        module_cache,
        mrg31k3p,
        operators,
        replaced,
    )

    replaced.apply()
    mrg31k3p.draw_arrays()
    exponentials.compute_many_at_a_time()
    increments.increment_rows()
    operators.replace_operators()
    header.use_cached_header()
    module_cache.improve()

"""Import Theano's last release on today's Python and NumPy, with no flag to set and nothing to build by hand.

The release (theano-pymc 1.1.2) dates from 2020. Everything that it needs to live with NumPy 1.26 and 2, to find a BLAS,
and to compile fast lies in this folder:

- `flags`: the settings that Theano is imported with; what the user set is never overridden
- `numpy_names`: names and casting rules that NumPy has dropped since
- `replaced`: stand-ins for what cannot be had any more
- `compiler`: what must be installed, and the header that stands before everything that Theano compiles
- `module_cache`: compiled modules that are found again, and missing ones compiled at the same time
"""

from __future__ import annotations

import importlib
import sys
import warnings
from types import ModuleType

from kerasfront_theano.compat import compiler, flags, module_cache, numpy_names, replaced

# Theano imports these late, when a graph first needs them. They are imported now, while the names that they expect exist.
LATE_MODULES = (
    "theano.ifelse",
    "theano.link.c.cvm",  # compiles the loop that runs every function
    "theano.sandbox.rng_mrg",
    "theano.tensor.nnet.neighbours",
    "theano.tensor.signal.pool",
)


def import_theano(floatx: str = "float32") -> ModuleType:
    """Import Theano, made to work with the Python, NumPy, BLAS and compiler of this machine.

    If Theano is imported already, it is returned as it is: whoever imported it has set it up.

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
        On Python 3.12 and later, and where Theano, a C++ compiler or Python's headers are not installed.
    """
    if "theano" in sys.modules:
        return importlib.import_module("theano")
    compiler.require_python()
    user = flags.user_flags()
    compiler.require_compiler(user)
    with warnings.catch_warnings(), numpy_names.during_import(), flags.environment(flags.for_import(user, floatx)):
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports distutils and numpy.distutils
        warnings.simplefilter("ignore", ResourceWarning)  # and leaves a source file open that it compiles
        theano = compiler.import_or_explain("theano")
        for name in LATE_MODULES:
            importlib.import_module(name)
    replaced.replace_scan_in_c()
    replaced.replace_gpu()
    numpy_names.give_to_theano()
    compiler.use_cached_header()
    module_cache.improve()
    return theano

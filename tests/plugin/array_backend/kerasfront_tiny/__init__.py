"""K on autograd's NumPy."""

from importlib.metadata import version

import autograd.numpy as np
from autograd.tracer import getval

from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.kernels import kernels
from kerasfront.backend.symbolic.operations import operations
from kerasfront_tiny.library import Library

UNSUPPORTED = {"get_session": "there are no sessions"}


def print_tensor(x, message):
    print(message, getval(x))
    return x


KERNELS = {**kernels(np), "stop_gradient": getval, "print_tensor": print_tensor}
globals().update(operations(Graph(Library(), KERNELS)))


def backend_info():
    return {
        "library": "autograd",
        "version": version("autograd"),
        "devices": ["cpu"],
        "threads": "1",
        "blas": "NumPy's",
    }

"""Parts of Theano that do not work today, replaced."""

from __future__ import annotations

import functools
import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import theano
from theano import gradient
from theano.configdefaults import config
from theano.graph.basic import Constant
from theano.scalar.basic import NumpyAutocaster
from theano.scan import op as scan_op
from theano.tensor import subtensor
from theano.tensor.basic import Join
from theano.tensor.blas import GemmRelated

from kerasfront_theano.compat.flags import not_followed


def apply() -> None:
    """Replace everything in this file in the imported Theano."""
    _scan_in_c()
    _casts_of_constants()
    _gradients_of_constants()
    _rebroadcast()
    _second_gradients_of_scan()
    _gradients_of_length_one()
    _shapes_of_joined()
    _products_of_empty_matrices()
    _convolutions_in_python()
    _gpu()
    _choice_of_gpu()
    _former_names()


def _scan_in_c() -> None:
    """Make `scan` use its loop in Python, as it does where its loop in C cannot be imported.

    The C code was generated for an older NumPy and does not compile with NumPy 2. A SimpleRNN training step (batch 32,
    100 steps, 64 units) takes 11.9 ms with it and 12.3 ms without.
    """
    sys.modules["theano.scan.scan_perform_ext"] = None  # type: ignore[assignment]


def _casts_of_constants() -> None:
    """Give a Python number the smallest dtype that holds it exactly, as Theano did on NumPy 1.

    Theano tries one dtype after the other. NumPy 2 raises where an integer does not fit, so that 300 became uint64, and
    compares Python numbers in the precision of the array, so that 0.1 became float32 under floatX=float64.
    """
    theirs = NumpyAutocaster.__call__

    def cast(self, x):
        by_value = config.cast_policy == "custom" and not isinstance(x, np.ndarray)
        if not by_value or (isinstance(x, float) and config.floatX != "float64"):
            return theirs(self, x)
        dtype = next((dtype for dtype in self.dtypes if _holds(dtype, x)), self.dtypes[-1])
        return np.asarray(x, dtype=dtype)

    NumpyAutocaster.__call__ = cast


def _holds(dtype: str, x: float) -> bool:
    if np.issubdtype(dtype, np.integer):
        return bool(np.iinfo(dtype).min <= x <= np.iinfo(dtype).max)
    with np.errstate(over="ignore"):
        return dtype != "float16" and float(np.asarray(x, dtype=dtype)) == x  # float16 is for floatX=float16 only


def _gradients_of_constants() -> None:
    """Give `zero_grad` and `consider_constant` zeros; they pass a tensor as dtype, which NumPy 2 refuses."""

    def grad(self, inputs, output_gradients):
        return [output_gradient.zeros_like() for output_gradient in output_gradients]

    gradient.ConsiderConstant.grad = gradient.ZeroGrad.grad = grad


def _rebroadcast() -> None:
    """Leave declarations of axes of size 1 as they are until a function is compiled.

    Theano simplifies them at once, with an optimization that fails on the result of a function such as `tanh`, as it
    asks for the function that is being compiled. Compilation simplifies them anyway.
    """
    theano.tensor.opt.apply_rebroadcast_opt = lambda x: x


def _second_gradients_of_scan() -> None:
    """Count once what reaches a gradient that the loop of gradients overwrites with a sum that it is a term of.

    Theano adds the gradient of the sum to that of the term, which is the same one. Second-order gradients of a loop
    were wrong where a loss depends on more than the last of its states.
    """
    theirs = scan_op.clone  # only used to let the gradient of the term be that of the sum, which has it already

    def clone(output, replace):
        return theirs(output, replace=[(old, new.zeros_like()) for old, new in replace])

    scan_op.clone = clone


def _gradients_of_length_one() -> None:
    """Accept gradients of a set part that are known to have length 1 along axes where the part is not.

    Theano refuses them, although its comments accept them. Second-order gradients of a loop over one step have such.
    """
    theirs = subtensor._sum_grad_over_bcasted_dims

    def summed(x, gradient):
        lengths_one = (True,) * (gradient.ndim - x.ndim) + x.broadcastable
        surplus = [i for i, (known, own) in enumerate(zip(gradient.broadcastable, lengths_one)) if known and not own]
        return theirs(x, theano.tensor.unbroadcast(gradient, *surplus))

    subtensor._sum_grad_over_bcasted_dims = summed


def _shapes_of_joined() -> None:
    """Sum the lengths of joined tensors along the axis of joining only, where that is a constant.

    Theano sums them along every axis and chooses in the graph. In a chain of layers that join several branches these
    sums become sums of sums: InceptionV3 was optimized for an hour without an end.
    """
    theirs = Join.infer_shape

    def infer_shape(self, fgraph, node, shapes):
        axis = node.inputs[0]
        if not isinstance(axis, Constant):
            return theirs(self, fgraph, node, shapes)
        lengths, at = list(shapes[1]), int(axis.data) % node.outputs[0].ndim
        lengths[at] = sum((shape[at] for shape in shapes[2:]), lengths[at])
        return [tuple(lengths)]

    Join.infer_shape = infer_shape


def _products_of_empty_matrices() -> None:
    """Let BLAS multiply matrices without elements, whose strides are 0 since NumPy 2.4.

    Theano looks for an axis along which the elements are neighbours, and found one before.
    """
    code, version = GemmRelated, GemmRelated.build_gemm_version
    for matrix in "xyz":
        code.encode_strides_in_unit = code.encode_strides_in_unit.replace(
            f"((S{matrix}[1] ==", f"((N{matrix}[0] * N{matrix}[1] == 0 || S{matrix}[1] =="
        )
        for axis in (0, 1):
            code.compute_strides = code.compute_strides.replace(
                f"(N{matrix}[{axis}] > 1)", f"(N{matrix}[{axis}] > 1 && S{matrix}[{axis}] > 0)"
            )
    code.build_gemm_version = lambda self: (*version(self), "empty")


def _convolutions_in_python() -> None:
    """Let Theano find SciPy's convolutions, whose names have changed: without a compiler it has no others."""
    if config.cxx:
        return
    signal = importlib.import_module("scipy.signal")
    abstract_conv: Any = importlib.import_module("theano.tensor.nnet.abstract_conv")
    abstract_conv._valfrommode = abstract_conv._bvalfromboundary = lambda name: name
    abstract_conv._convolve2d = lambda image, kernel, flipped, mode, *edge: signal.convolve2d(image, kernel, mode)
    abstract_conv.convolve = functools.partial(signal.convolve, method="direct")
    abstract_conv.imported_scipy_signal = True


def _gpu() -> None:
    """Answer "no GPU" when `scan` and the profiler ask.

    Theano's GPU code needs libgpuarray, which has no build for CUDA 11 and later. Its Python half alone needs
    setuptools' `pkg_resources` and NumPy's `numpy.linalg.linalg`, which are gone.
    """
    gpu = ModuleType("theano.gpuarray")
    gpu.pygpu_activated = False  # type: ignore[attr-defined]
    gpu.GpuArrayType = type("GpuArrayType", (), {})  # type: ignore[attr-defined]
    gpu.dnn = SimpleNamespace(dnn_present=lambda: False)  # type: ignore[attr-defined]
    theano.gpuarray = sys.modules.setdefault(gpu.__name__, gpu)


def _choice_of_gpu() -> None:
    """Let scripts choose a GPU as until Theano 0.9: where there is none, that was a message, too."""

    def use(device: str, *args: Any, **kwargs: Any) -> None:
        not_followed(f"theano.sandbox.cuda.use({device!r})")

    cuda = ModuleType("theano.sandbox.cuda")
    vars(cuda).update(use=use, cuda_available=False, cuda_enabled=False)
    theano.sandbox.cuda = sys.modules.setdefault(cuda.__name__, cuda)


def _former_names() -> None:
    """Keep names that scripts of Theano 0.7 to 1.0 import: of random numbers, and of what ends a loop."""
    random_numbers: Any = importlib.import_module("theano.sandbox.rng_mrg")
    random_numbers.MRG_RandomStreams = random_numbers.MRG_RandomStream
    loops = sys.modules["theano.scan"]  # `theano.scan` itself is the function
    theano.scan_module = sys.modules.setdefault("theano.scan_module", loops)

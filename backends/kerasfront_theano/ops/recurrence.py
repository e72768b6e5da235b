"""The loops of recurrent layers as one operation."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.backend import kernels
from kerasfront.errors import UnsupportedOperation
from kerasfront_theano.compat import threads
from kerasfront_theano.library import theano
from kerasfront_theano.ops.convolution import WEIGHTS, Convolution
from kerasfront_theano.ops.gradients import fitting, is_disconnected
from kerasfront_theano.ops.images import geometry, lengths_of

T = theano.tensor


class LoopOp(theano.graph.op.ExternalCOp, theano.graph.op._NoPythonOp):
    """Base of the loop and its gradient.

    Parameters
    ----------
    cell, activation : int
        The numbers of the cell and the activation of its gates, see `kernels.numbers_of`.
    scaled : bool
        Whether there are scales, rather than an array of size 0.
    keep : bool
        Whether c and the gates are kept for the gradients; otherwise they are empty.
    in_place : bool
        Whether gates that are kept take the memory of x.

    Inputs and states are vectors, or images, which have two axes more.
    """

    __props__ = ("cell", "activation", "scaled", "keep", "in_place")
    params_type = theano.graph.params_type.ParamsType(
        cell=theano.scalar.int32, activation=theano.scalar.int32, keep=theano.scalar.bool, in_place=theano.scalar.bool
    )
    function: str
    results: tuple[int, ...]
    """The ranks of the results, for vectors."""

    def __init__(self, cell: int, activation: int, scaled: bool, keep: bool = True, in_place: bool = False) -> None:
        super().__init__("recurrence.c", f"APPLY_SPECIFIC({self.function})")
        self.cell, self.activation, self.scaled, self.keep, self.in_place = cell, activation, scaled, keep, in_place
        self.destroy_map = {3: [0]} if in_place else {}

    @property
    def kind(self) -> tuple[str, kernels.RecurrentCell]:
        """The cell and its name."""
        return list(kernels.CELLS.items())[self.cell]

    def make_node(self, *inputs: Any) -> Any:
        more = inputs[0].ndim - 3
        made = [T.TensorType("float32", (False,) * (rank + more))() for rank in self.results]
        return theano.graph.basic.Apply(self, list(inputs), made)

    def c_headers(self, **kwargs: Any) -> list[str]:
        return ["cells.h", *(["<omp.h>"] if threads.parallel else [])]

    def c_header_dirs(self, **kwargs: Any) -> list[str]:
        return [str(kernels.FOLDER)]

    def c_compile_args(self, **kwargs: Any) -> list[str]:
        return ["-pthread", *kernels.ARITHMETIC, *(["-fopenmp"] if threads.parallel else [])]

    def c_code_cache_version(self) -> Any:
        return (*super().c_code_cache_version(), kernels.fingerprint())


class Recurrence(LoopOp):
    """(x, mask, scales, kernel, first h, first c) -> h, last c, c, gates; a mask of size 0 skips nothing."""

    function, results = "run", (3, 2, 3, 3)

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> Any:
        (samples, *times, _), _, _, (*_, units, _), _, first_c = shapes
        name, cell = self.kind
        kept, gates = samples if self.keep else 0, 0 if name == "simple_rnn" else cell.gates
        return [
            (samples, *times, units),
            first_c,
            (kept if name == "lstm" else 0, *times, units),
            (kept if gates else 0, *times, gates * units),
        ]

    def connection_pattern(self, node: Any) -> list[list[bool]]:
        lstm = self.kind[0] == "lstm"
        by_all = [True, lstm, lstm, True]
        return [by_all, [False] * 4, [False] * 4, by_all, by_all, [True] * 4]

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        (h, last_c, c, gates), (_, mask, scales, kernel, first_h, _) = outputs, inputs
        by_h, by_last_c = (
            x.zeros_like() if is_disconnected(by) else by for x, by in zip((h, last_c), output_gradients)
        )
        gradient, (name, cell) = RecurrenceGradient(self.cell, self.activation, self.scaled), self.kind
        by_x, *by_first = gradient(h, *inputs[1:], c, gates, by_h, by_last_c)
        before, units = T.concatenate([at_all_times(first_h), h[:, :-1]], 1), kernel.shape[kernel.ndim - 2]
        by_kernel = []
        for gate, end in cell.grouped(self.scaled):
            seen = gates[..., units : 2 * units] * before if name == "gru" and gate == 2 else before
            seen = seen * at_all_times(scales[gate]) if self.scaled else seen
            by_kernel.append(_by_kernel(seen, by_x[..., gate * units : end * units], kernel))
        no_gradients = [theano.gradient.DisconnectedType()() for _ in (mask, scales)]
        return fitting([by_x, *no_gradients, T.concatenate(by_kernel, kernel.ndim - 1), *by_first], inputs)


class RecurrenceGradient(LoopOp):
    """(h, mask, scales, kernel, first h, first c, c, gates, by h, by last c) -> gradients by x, first h and first c."""

    function, results = "differentiate", (3, 2, 2)

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> Any:
        (*places, _), (*_, width) = shapes[0], shapes[3]
        return [(*places, width), shapes[4], shapes[5]]

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        raise UnsupportedOperation(kernels.NO_SECOND_GRADIENTS)


@theano.graph.opt.local_optimizer([Recurrence])
def _without_gradients(fgraph: Any, node: Any) -> Any:
    """Keep nothing for gradients that nobody wants."""
    op = node.op
    if not isinstance(op, Recurrence) or not op.keep or any(fgraph.clients[x] for x in node.outputs[2:]):
        return False
    return Recurrence(op.cell, op.activation, op.scaled, keep=False)(*node.inputs, return_list=True)


@theano.graph.opt.local_optimizer([Recurrence], inplace=True)
def _in_place(fgraph: Any, node: Any) -> Any:
    op = node.op
    if not isinstance(op, Recurrence) or op.in_place or not op.keep or op.kind[0] == "simple_rnn":
        return False
    return Recurrence(op.cell, op.activation, op.scaled, in_place=True)(*node.inputs, return_list=True)


theano.compile.optdb.register("kerasfront_recurrence_kept", theano.graph.opt.in2out(_without_gradients), 49, "fast_run")
theano.compile.optdb.register(
    "kerasfront_recurrence_in_place",
    theano.graph.opt.TopoOptimizer(_in_place, failure_callback=theano.graph.opt.TopoOptimizer.warn_inplace),
    70,
    "fast_run",
    "inplace",
)


def runs(x: Any) -> bool:
    """Whether the loop over an input can be one operation on this machine."""
    return x.dtype == "float32" and bool(theano.config.cxx)


def recurrence(cell: str, inner_activation: str, x: Any, mask: Any, scales: Any, kernel: Any, states: Any) -> Any:
    """The outputs of all steps, (samples, times, ..., units), and the last states; see `K.gated_rnn`."""
    mask = T.constant(np.zeros((0, 0), "bool")) if mask is None else T.neq(mask, 0)
    loop = Recurrence(*kernels.numbers_of(cell, inner_activation), bool(scales))
    scales = T.stack(scales) if scales else T.constant(np.zeros((0,) * x.ndim, "float32"))
    h, last_c, *_ = loop(x, mask, scales, kernel, states[0], states[-1])
    return h, [h[:, -1], last_c][: len(states)]


def _by_kernel(states: Any, gradients: Any, kernel: Any) -> Any:
    """The sum over samples and times of the gradients by a kernel, or by the part of it that leads to some gates."""
    if kernel.ndim == 2:
        flat_states, flat_gradients = (x.reshape((-1, x.shape[2])) for x in (states, gradients))
        return T.dot(flat_states.T, flat_gradients)
    images = [x.reshape((-1, *[x.shape[axis] for axis in (2, 3, 4)]), ndim=4) for x in (states, gradients)]
    sizes = lengths_of(kernel, (0, 1))
    convolution = Convolution(WEIGHTS, (1, 1), (1, 1), channels_last=True)
    return convolution(*images, *geometry(sizes, [size // 2 for size in sizes]))


def at_all_times(x: Any) -> Any:
    """Give (samples, ...) an axis for times."""
    return x.dimshuffle(0, "x", *range(1, x.ndim))

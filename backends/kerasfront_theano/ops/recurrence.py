"""The loops of recurrent layers as one operation."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.backend import kernels
from kerasfront.errors import UnsupportedOperation
from kerasfront_theano.compat import threads
from kerasfront_theano.library import theano
from kerasfront_theano.ops.gradients import fitting, is_disconnected

T = theano.tensor


class LoopOp(theano.graph.op.ExternalCOp, theano.graph.op._NoPythonOp):
    """Base of the loop and its gradient. The first inputs: gates, mask, scales, kernel, first h, first c.

    Parameters
    ----------
    gru : bool
        Whether the layer is a GRU, which has no c, rather than an LSTM.
    hard : bool
        Whether the gates are hard sigmoids.
    scaled : bool
        Whether there are scales, rather than an array of size 0.
    """

    __props__ = ("gru", "hard", "scaled")
    params_type = theano.graph.params_type.ParamsType(gru=theano.scalar.bool, hard=theano.scalar.bool)
    function: str
    results: tuple[int, ...]
    """The ranks of the results."""

    def __init__(self, gru: bool, hard: bool, scaled: bool) -> None:
        super().__init__("recurrence.c", f"APPLY_SPECIFIC({self.function})")
        self.gru, self.hard, self.scaled = gru, hard, scaled

    def make_node(self, *inputs: Any) -> Any:
        made = [T.TensorType("float32", (False,) * rank)() for rank in self.results]
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
        (samples, times, width), _, _, (units, _), _, first_c = shapes
        return [
            (samples, times, units),
            first_c,
            (0 if self.gru else samples, times, units),
            (samples, times, width),
        ]

    def connection_pattern(self, node: Any) -> list[list[bool]]:
        by_all = [True, not self.gru, not self.gru, True]
        return [by_all, [False] * 4, [False] * 4, by_all, by_all, [True] * 4]

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        (h, last_c, c, gates), (_, mask, scales, kernel, first_h, _) = outputs, inputs
        by_h, by_last_c = (
            x.zeros_like() if is_disconnected(by) else by for x, by in zip((h, last_c), output_gradients)
        )
        gradient = RecurrenceGradient(self.gru, self.hard, self.scaled)
        by_x, *by_first = gradient(gates, *inputs[1:], h, c, by_h, by_last_c)
        before, units = T.concatenate([first_h.dimshuffle(0, "x", 1), h[:, :-1]], 1), kernel.shape[0]
        by_kernel = []
        for gate, end in kernels.groups(self.gru, self.scaled):
            seen = gates[:, :, units : 2 * units] * before if self.gru and gate == 2 else before
            seen = seen * scales[gate].dimshuffle(0, "x", 1) if self.scaled else seen
            by_kernel.append(_product(seen, by_x[:, :, gate * units : end * units]))
        no_gradients = [theano.gradient.DisconnectedType()() for _ in (mask, scales)]
        return fitting([by_x, *no_gradients, T.concatenate(by_kernel, 1), *by_first], inputs)


class RecurrenceGradient(LoopOp):
    """(gates, mask, scales, kernel, first h, first c, h, c, by h, by last c) -> gradients by x, first h and first c."""

    function, results = "differentiate", (3, 2, 2)

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> Any:
        return [shapes[0], shapes[4], shapes[5]]

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        raise UnsupportedOperation(kernels.NO_SECOND_GRADIENTS)


def runs(x: Any) -> bool:
    """Whether the loop over an input can be one operation on this machine."""
    return x.dtype == "float32" and bool(theano.config.cxx)


def recurrence(cell: str, inner_activation: str, x: Any, mask: Any, scales: Any, kernel: Any, states: Any) -> Any:
    """The outputs of all steps, (samples, times, units), and the last states; see `K.gated_rnn`."""
    mask = T.constant(np.zeros((0, 0), "bool")) if mask is None else T.neq(mask, 0)
    loop = Recurrence(cell == "gru", inner_activation == "hard_sigmoid", bool(scales))
    scales = T.stack(scales) if scales else T.constant(np.zeros((0, 0, 0), "float32"))
    h, last_c, *_ = loop(x, mask, scales, kernel, states[0], states[-1])
    return h, [h[:, -1], last_c][: len(states)]


def _product(states: Any, gradients: Any) -> Any:
    """The sum over samples and times of the outer products of states and gradients."""
    flat_states, flat_gradients = (x.reshape((-1, x.shape[2])) for x in (states, gradients))
    return T.dot(flat_states.T, flat_gradients)

"""Loops keep for gradients what these read, and nothing else."""

import numpy as np
import pytest

from kerasfront.backend import kernels
from kerasfront_theano.library import theano
from kerasfront_theano.ops.recurrence import Recurrence

T = theano.tensor


@pytest.mark.parametrize("cell", kernels.CELLS)
def test_gates_are_kept_for_gradients_only_and_in_the_memory_of_the_inputs(cell):
    gates = kernels.CELLS[cell].gates
    x, kernel, h, c = T.ftensor3(), T.fmatrix(), T.fmatrix(), T.fmatrix()
    nothing = T.constant(np.zeros((0, 0), "bool")), T.constant(np.zeros((0, 0, 0), "float32"))
    loop = Recurrence(*kernels.numbers_of(cell, "sigmoid"), False)
    outputs, last_c, *_ = loop(x + np.float32(1), *nothing, kernel, h, c)
    slopes = theano.grad(outputs.sum() + last_c.sum(), [x, kernel, h])
    random = np.random.RandomState(0)
    arrays = [random.randn(*s).astype("float32") for s in ((2, 3, gates * 4), (4, gates * 4), (2, 4), (2, 4))]
    found = []
    for wanted, keep in (([outputs, last_c], False), ([outputs, last_c, *slopes], True)):
        run = theano.function([x, kernel, h, c], wanted)
        (op,) = [node.op for node in run.maker.fgraph.apply_nodes if isinstance(node.op, Recurrence)]
        assert (op.keep, op.in_place) == (keep, keep and cell != "simple_rnn")
        found.append([*run(*arrays), *run(*arrays)])  # the memory of the first call is used again
    for one, other in zip(found[0][:2], found[1]):
        np.testing.assert_array_equal(one, other)
    for one, other in zip(found[1], found[1][len(found[1]) // 2 :]):
        np.testing.assert_array_equal(one, other)

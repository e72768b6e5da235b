"""What the graph asks of the library: loops, choices, gradients, random numbers."""

import autograd.numpy as np
import numpy
from autograd.builtins import tuple as differentiable_tuple
from autograd.core import make_vjp
from autograd.tracer import getval, isbox

from kerasfront.backend.portable_random import draw
from kerasfront.backend.symbolic.direct import Direct


class Library:
    """NumPy computes at once, so everything is called as it is."""

    def asarray(self, value):
        return value if isbox(value) else numpy.asarray(value)

    def to_numpy(self, array):
        return numpy.array(array)

    def zeros_like(self, array):
        return numpy.zeros(array.shape, array.dtype)

    def compile(self, program):
        return Direct(program)  # a compiler would take program(phase, state, feeds) here

    def compile_time(self, function, arrays):
        return numpy.asarray(function(*arrays))

    def host_call(self, function, arrays, shape, dtype):
        return function(*map(getval, arrays))

    def cond(self, condition, then, otherwise):
        return then() if getval(condition) else otherwise()

    def scan(self, body, states, sequences):
        outputs = []
        for number in range(len(sequences[0])):
            states = body(numpy.int64(number), states, [x[number] for x in sequences])
            outputs.append(states[0])
        return np.stack(outputs), states

    def vjp(self, function, arrays):
        backward, loss = make_vjp(lambda boxes: function(list(boxes))[0], differentiable_tuple(arrays))
        return list(backward(np.ones_like(loss))), []

    def draw(self, kind, shape, dtype, stream, steps):
        return draw(kind, dtype, [*stream, *steps], shape)

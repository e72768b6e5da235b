"""Compiled functions."""

from __future__ import annotations

import threading

import numpy as np

from kerasfront.backend.feeding import Slot, SparseSlot, check_count, check_given
from kerasfront_theano.library import theano
from kerasfront_theano.state import LOCK, state
from kerasfront_theano.tensors import is_tensor, static_shape
from kerasfront_theano.walk import placeholders

T = theano.tensor


class Function:
    """A Theano function, compiled at its first call.

    Parameters are those of `kerasfront.backend.function`; options go to `theano.function`.
    """

    def __init__(self, inputs, outputs, updates, **options):
        phase = state().learning_phase
        self.inputs = inputs
        self._slots = [_slot(x, i) for i, x in enumerate(inputs)]
        tested = is_tensor(phase) and not any(x is phase for x in inputs)
        self._arguments = [*inputs, phase] if tested else inputs
        self._rest = [np.zeros((), phase.dtype)] if tested else []  # by default values, Theano does this slowly
        self._outputs = [o if is_tensor(o) else T.as_tensor_variable(o) for o in outputs]
        self._updates = [(variable, _fitting(variable, new)) for variable, new in updates]
        check_given(placeholders([*self._outputs, *(new for _, new in self._updates)], self._arguments))
        self._options = options
        self._compiled = None
        self._lock = threading.Lock()  # a Theano function keeps its arguments in place while it runs

    def __call__(self, values):
        check_count(self.inputs, values)
        values = [slot.array(value) for slot, value in zip(self._slots, values)]
        with self._lock:
            if self._compiled is None:
                self._compiled = self._compile()
            return self._compiled(*values, *self._rest)

    def _compile(self):
        with LOCK:
            compiled = theano.function(
                self._arguments, self._outputs, updates=self._updates, on_unused_input="ignore", **self._options
            )
        compiled.trust_input = True  # slots have made sure of types and shapes
        return compiled


def _slot(x, position):
    name = f"Input {x.name or position!r}"
    if isinstance(x.type, theano.sparse.SparseType):
        return SparseSlot(name, x.dtype)
    return Slot(name, static_shape(x), x.dtype)


def _fitting(variable, new):
    """The new value with the type of the variable."""
    new = T.cast(T.as_tensor_variable(new), variable.dtype)
    return T.patternbroadcast(new, variable.broadcastable)

"""Compiled functions."""

from __future__ import annotations

import importlib
import threading
from typing import Any

from kerasfront.backend.empty_tensors import explain
from kerasfront.backend.feeding import Slot, SparseSlot, check_count, check_given, cut_batches
from kerasfront_theano.ancestors import depends_on, placeholders
from kerasfront_theano.compat.calls import Calls
from kerasfront_theano.learning_phase import in_phase
from kerasfront_theano.library import theano
from kerasfront_theano.linker.choice import linker
from kerasfront_theano.state import LOCK, state
from kerasfront_theano.tensors import as_type_of, is_tensor, static_shape

T = theano.tensor
jitted = importlib.import_module("kerasfront_theano.linker.jitted") if linker() == "jax" else None


class CsrSlot(SparseSlot):
    """A sparse input: Theano knows SciPy's matrices only, not its arrays."""

    def array(self, value):
        return theano.sparse.basic.scipy.sparse.csr_matrix(super().array(value))


class Function:
    """A Theano function, compiled at its first call.

    It is compiled separately for each value of the learning phase, so that what only the other phase needs is neither
    computed nor drawn, and no choice stands between operations that Theano can fuse.

    The parameters are those of `kerasfront.backend.function`; options go to `theano.function`.

    Attributes
    ----------
    explains : bool
        Whether to look for the cause of an error.
    """

    explains = True

    def __init__(self, inputs, outputs, updates=(), **options):
        self._phase = state().learning_phase
        self.inputs = inputs
        self._slots: list[Any] = [_slot(x, i) for i, x in enumerate(inputs)]
        self._at = next((i for i, x in enumerate(inputs) if x is self._phase), None)
        self._outputs = [o if is_tensor(o) else T.as_tensor_variable(o) for o in outputs]
        self._updates = [(variable, as_type_of(variable, new)) for variable, new in _all_updates(updates)]
        self._computed = [*self._outputs, *(new for _, new in self._updates)]
        check_given(placeholders(self._computed, [*inputs, self._phase]))
        self._options = options
        self._compiled = {}
        self._lock = threading.Lock()  # a Theano function keeps its arguments in place while it runs

    def __call__(self, inputs):
        check_count(self.inputs, inputs)
        arrays = [slot.array(value) for slot, value in zip(self._slots, inputs)]
        run = self._for_phase(arrays)
        try:
            with self._lock:
                return run.over([arrays])[0]
        except Exception as error:
            self._explain(error, inputs)
            raise

    def over_batches(self, given, sizes):
        """The values of each batch, for arrays that hold the samples of all batches; they are checked once."""
        check_count(self.inputs, given)
        arrays = [slot.of_all_batches.array(array) for slot, array in zip(self._slots, given)]
        run = self._for_phase(arrays)
        try:
            with self._lock:
                return run.over(cut_batches(arrays, sizes))
        except Exception as error:
            self._explain(error, *cut_batches(given, sizes))
            raise

    def _explain(self, error, *batches):
        """Raise an error that says more than `error`, if the inputs of the call tell the cause."""
        if self.explains:
            explain(error, self._is_within, lambda x: self._shapes(x, batches))

    def _is_within(self, x):
        return is_tensor(x) and depends_on(self._computed, x)

    def _shapes(self, x, batches):
        """The sizes of a tensor in calls with these inputs."""
        probe = Function(self.inputs, [x.shape])
        probe.explains = False
        return (probe(batch)[0] for batch in batches)

    def _for_phase(self, arrays):
        """The function compiled for the learning phase, which is removed from the arrays; 0 if it is no input."""
        phase = 0 if self._at is None else int(arrays.pop(self._at))
        with self._lock:
            if phase not in self._compiled:
                self._compiled[phase] = self._compile(phase)
        return self._compiled[phase]

    def _compile(self, phase):
        options = {**self._options}
        if is_tensor(self._phase):
            options["givens"] = {**in_phase(self._computed, self._phase, phase), **dict(options.get("givens") or {})}
        arguments = [x for x in self.inputs if x is not self._phase]
        options.setdefault("on_unused_input", "ignore")

        def compiled(mode):
            given = {"mode": mode, **options}
            return theano.function(arguments, self._outputs, updates=self._updates, **given)

        with LOCK:  # slots make sure of types and shapes
            return jitted.Jitted(compiled) if jitted else Calls(compiled(None))


def _slot(x, position):
    name = f"Input {x.name or position!r}"
    if isinstance(x.type, theano.sparse.SparseType):
        return CsrSlot(name, x.dtype)
    return Slot(name, static_shape(x), x.dtype)


def _all_updates(updates):
    """Updates with those that belong to them: a step of an optimizer changes more than the weights."""
    for variable, new in updates:
        yield variable, new
        yield from getattr(getattr(new, "tag", None), "updates", ())

"""Calls of compiled functions without the work that Theano does in Python for each of them.

A call of a function that trusts its inputs walks over all shared variables and takes the time; for small models that is
half of the call. What runs the operations, in C, needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kerasfront.backend.feeding import refuse_index
from kerasfront_theano.library import theano


class Calls:
    """A compiled function that is called with arrays of the right types and shapes only.

    Parameters
    ----------
    function : theano.compile.function.types.Function
        With a list of outputs.
    """

    def __init__(self, function: Any) -> None:
        self.function = function
        function.trust_input = True
        self._given = [container.storage for container in function.input_storage if container.required]
        made = zip(function.output_storage, function.maker.fgraph.outputs)
        self._made = [container.storage for container, variable in made if variable.owner is not None]
        # Only the loop in C runs updates by itself, and it does not count for a profile.
        self._in_c = not getattr(function.fn, "need_update_inputs", True) and not function.profile

    def over(self, batches: Iterable[Sequence[Any]]) -> list[list[Any]]:
        """Run the function on each of `batches`, which are lists of arrays."""
        run, count = self.function.fn, self.function.n_returned_outputs
        values = []
        try:
            if not self._in_c:
                return [self.function(*batch) for batch in batches]
            for batch in batches:
                for cell, array in zip(self._given, batch):
                    cell[0] = array
                values.append(run()[:count])
        except Exception as error:
            refuse_index(error, r"out of bounds.* with size (\d+)")
            if not self._in_c or run.position_of_error < 0:
                raise
            node, thunk = run.nodes[run.position_of_error], run.thunks[run.position_of_error]
            theano.link.utils.raise_with_op(self.function.maker.fgraph, node=node, thunk=thunk)
        finally:
            for cell in (*self._given, *self._made):  # what they hold would not be freed
                cell[0] = None
        return values

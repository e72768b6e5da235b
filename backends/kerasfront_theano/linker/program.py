"""An optimized graph as one compiled function of JAX, which reads and replaces the values of shared variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront_theano.linker import cells, faults, prints
from kerasfront_theano.linker.library import as_in_theano, jax
from kerasfront_theano.linker.translation import TranslatedGraph, Untranslatable

jnp = jax.numpy


class Refused(Exception):
    """Data that Theano may refuse, or not need; nothing has changed."""


class _MustStay(Exception):
    """Variables whose values cannot be destroyed when the program runs; found while JAX traces it."""

    def __init__(self, variables: set[int]) -> None:
        self.variables = variables


class Program:
    """The callable with which Theano runs a function.

    Parameters
    ----------
    graph : TranslatedGraph
        Its outputs are what the function returns, then the new values of shared variables.
    given, made : list of cells
        Of all inputs and outputs.
    updates : mapping
        For the new values, by their position among the outputs, the position of the variable among the inputs. The
        memory of the values before is used again, unless data can show a fault, after which they are still needed.
    branches : bool
        Whether Theano would leave out a part of the graph that is computed here, and its faults.
    """

    # What Theano asks for: updates happen here, arrays are not collected, and errors are of no single operation.
    need_update_inputs = False
    allow_gc = False
    position_of_error = -1
    thunks: Sequence[Any] = ()
    nodes: Sequence[Any] = ()

    def __init__(
        self, graph: TranslatedGraph, given: list[Any], made: list[Any], updates: Mapping[int, int], branches: bool
    ) -> None:
        self._graph, self._given, self._updates, self._branches = graph, given, dict(updates), branches
        self._shared = [cell for cell in given if cell[0] is not None]
        # The cell of an output that is an input is the input's own.
        self._made = [(i, cell) for i, (cell, x) in enumerate(zip(made, graph.outputs)) if x.owner is not None]
        self._donate(set(self._updates.values()))

    def _donate(self, variables: set[int]) -> None:
        """Prepare a program that destroys the values of some variables."""
        self._donated = sorted(variables)
        self._kept = [i for i in range(len(self._given)) if i not in variables]
        self._run = jax.jit(self._computed, donate_argnums=0)

    def __call__(self, output_subset: Any = None) -> list[Any]:
        """Run the function on what the cells hold, and return the outputs."""
        with cells.LOCK, as_in_theano():
            cells.to_jax(self._shared)
            results, refusal, printed = self._results()
            count = len(results) - len(self._updates)
            if not count:  # else the first output is waited for
                jax.block_until_ready(results)  # arguments may change after the call
        if not isinstance(refusal, Refused):  # else Theano prints
            prints.show(*printed)
        if refusal is not None:
            raise refusal
        values = [np.array(x) for x in results[:count]] + results[count:]
        for i, cell in self._made:
            cell[0] = values[i]
        return values

    def _results(self) -> tuple[list[Any], Exception | None, tuple[list[prints.Printer], list[Any]]]:
        """Run the program, and commit the new values, unless data are refused: the results, why, and what it prints."""
        done: list[Any] = []
        try:
            # An interrupt raises after the result is in the list, as no Python runs in between.
            done.extend(map(self._run, [self._values(self._donated)], [self._values(self._kept)]))
        except _MustStay as found:
            self._donate(set(self._donated) - found.variables)
            return self._results()
        except NotImplementedError as error:
            raise Untranslatable(str(error)) from error
        except RuntimeError:
            raise
        except Exception as error:  # while tracing: something depends on data, or shapes do not fit
            raise Untranslatable(f"{type(error).__name__}: {error}") from error
        finally:
            if done and done[0][1] is None:
                self._commit(done[0][0])
        [(results, fault, printed)] = done
        refusal = None
        if fault is not None:
            refusal = self._refusal(np.asarray(fault))
            if refusal is None:
                self._commit(results)
        return results, refusal, (self._printers, printed)

    def _values(self, inputs: list[int]) -> list[Any]:
        return [self._given[i][0] for i in inputs]

    def _computed(self, donated: list[Any], kept: list[Any]) -> tuple[list[Any], Any, list[Any]]:
        """The outputs, the first fault if there can be any, and what is printed. JAX traces this."""
        arguments = dict(zip((*self._donated, *self._kept), (*donated, *kept)))
        met = {id(x) for x in arguments.values()}

        def apart(x: Any) -> Any:
            # No result may share memory with an argument, which is destroyed, nor with another result.
            made = jnp.array(x, copy=True) if id(x) in met else jnp.asarray(x)
            met.add(id(x))
            return made

        with faults.NOTED.collecting() as found, prints.NOTED.collecting() as noted:
            results = [apart(x) for x in self._graph([arguments[i] for i in range(len(arguments))])]
            fault = faults.first(found) if found else None
        self._printers, printed = prints.parts(noted)
        changed = {i for made, i in self._updates.items() if results[made].shape != arguments[i].shape}
        stay = {i for i in self._donated if found or i in changed}
        if stay:
            raise _MustStay(stay)
        return results, fault, jax.tree.map(apart, printed)

    def _commit(self, results: list[Any]) -> None:
        for made, variable in self._updates.items():
            self._given[variable][0] = results[made]

    def _refusal(self, fault: Any) -> Exception | None:
        kind, index, size = fault.tolist()
        if kind == faults.INDEX and not self._branches:
            return IndexError(f"index {index} is out of bounds for an axis with size {size}")
        if kind != faults.NONE:
            return Refused("a condition fails, or an index that may belong to another branch is too large")
        return None

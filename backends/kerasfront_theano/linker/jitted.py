"""Functions of K, compiled with the linker that the user chose."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kerasfront_theano.compat.calls import Calls
from kerasfront_theano.library import theano
from kerasfront_theano.linker import cells
from kerasfront_theano.linker.library import jax
from kerasfront_theano.linker.linking import mode
from kerasfront_theano.linker.program import Program, Refused
from kerasfront_theano.linker.translation import Untranslatable
from kerasfront_theano.state import LOCK

LOGGER = logging.getLogger(__name__)


def facts() -> dict[str, Any]:
    """Further entries of `K.backend_info` if functions run here."""
    return {
        "version": f"{theano.__version__}, run by jax {jax.__version__}",
        "devices": [f"{device.platform}:{device.id}" for device in jax.devices()],
        "threads": "all cores",
        "blas": "that of XLA, built in",
        "gated_rnn": "compiled by XLA",
    }


class Jitted:
    """A function that JAX runs, or Theano where JAX cannot.

    Parameters
    ----------
    compiled : callable
        Compiles the function, given a mode of Theano.
    """

    def __init__(self, compiled: Callable[[Any], Any]) -> None:
        self._compiled = compiled
        self._in_jax: Calls | None = None
        self._in_theano: Calls | None = None
        try:
            function = compiled(mode())
        except Untranslatable as reason:
            self._leave_jax(reason)
            return
        if isinstance(function.fn, Program):
            self._in_jax = Calls(function)
        else:  # the user chose a mode
            self._in_theano = Calls(function)

    def over(self, batches: Iterable[Sequence[Any]]) -> list[list[Any]]:
        """Run the function on each of `batches`, which are lists of arrays."""
        return [self._one(batch) for batch in batches]

    def _one(self, batch: Sequence[Any]) -> list[Any]:
        if self._in_jax is not None:
            try:
                return self._in_jax.over([batch])[0]
            except Untranslatable as reason:
                values = self._by_theano(batch)  # an error here is one of this batch, not of JAX
                self._leave_jax(reason)
                return values
            except Refused as reason:
                LOGGER.info("a batch is left to Theano: %s", reason)
        return self._by_theano(batch)

    def _leave_jax(self, reason: Untranslatable) -> None:
        LOGGER.info("a function is left to Theano: %s", reason)
        self._in_jax = None

    def _by_theano(self, batch: Sequence[Any]) -> list[Any]:
        if self._in_theano is None:
            with LOCK:
                self._in_theano = Calls(self._compiled(None))
        with cells.LOCK:
            cells.to_numpy(container.storage for container in self._in_theano.function.input_storage)
            return self._in_theano.over([batch])[0]

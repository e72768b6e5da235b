"""Twins of models on other backends, which train along with them."""

# Callers without a type checker get an error that helps.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from kerasfront import backend as K
from kerasfront.engine.training.compilation import Compilation
from kerasfront.engine.training.distances import TwinRun
from kerasfront.engine.training.lockstep import LockStep
from kerasfront.engine.training.step import CompiledStep
from kerasfront.errors import ArgumentError
from kerasfront.models.pickling import packed, put_together
from kerasfront.randomness import undisturbed

_traced: ContextVar[Callable[[Any], TwinRun] | None] = ContextVar("kerasfront_traced", default=None)


@contextmanager
def tracing(make_run: Callable[[Any], TwinRun]) -> Generator[None]:
    """In the block, verify each training that does not ask for it itself by the run that `make_run` gives its model."""
    token = _traced.set(make_run)
    try:
        yield
    finally:
        _traced.reset(token)


def verified_step(
    model: Any, compilation: Compilation, verify_with: str | TwinRun | None
) -> Callable[[], CompiledStep] | None:
    """Return the function that makes the training step of a model and its twin; None if nothing is to be verified."""
    if verify_with is None:
        make_run = _traced.get()
        if make_run is None:
            return None
        verify_with = make_run(model)
    run = TwinRun(verify_with) if isinstance(verify_with, str) else verify_with
    if not isinstance(run, TwinRun):
        raise ArgumentError(f"verify_with must be the name of a backend, or a TwinRun, got {verify_with!r}.")
    return partial(_lockstep, model, compilation, run)


def _lockstep(model: Any, compilation: Compilation, run: TwinRun) -> LockStep:
    if run.backend == model.own_backend.name:
        raise ArgumentError(f"verify_with: the model is on {run.backend!r} itself. Name another installed backend.")
    if compilation.functions is not compilation.compiled:
        raise ArgumentError("verify_with: the model trains by functions of its own, which cannot be observed.")
    K.load(run.backend)  # one that cannot be loaded is told here
    with undisturbed():
        content, own, _, _, is_compiled = packed(model)
        twin = put_together(content, own, run.backend, (), is_compiled)
    return LockStep(compilation, twin._compilation, run)

"""The accuracy of 0.3 models, which is computed when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from kerasfront.backend.types import Tensor
from kerasfront.engine.training.compilation import Compilation
from kerasfront.errors import ArgumentError

ACCURACY = "acc"


def count_accuracy(compilation: Compilation, accuracy: Callable[..., Tensor]) -> None:
    """From now on compute the accuracy, too; what the optimizer has gathered stays.

    Raises
    ------
    ArgumentError
        If the model was compiled with other metrics.
    """
    c = compilation
    if ACCURACY in c.metrics_names:
        return
    if c.metrics:
        raise ArgumentError(
            f"{c.container} was compiled with metrics={c.metrics!r}, so the accuracy is shown if it is among "
            "them: add 'accuracy', or compile without metrics."
        )
    gathered = c.optimizer.get_weights() if c.optimizer.weights else None
    c.compile(c.optimizer, c.loss, [accuracy], c.loss_weights, c.sample_weight_mode, c.accumulate, **c.options)
    c.metrics = None
    if gathered is not None:
        c.compiled.updates  # noqa: B018  (the optimizer then has all of its weights)
        c.optimizer.set_weights(gathered)
    c.metrics_names = ["loss", ACCURACY]


def shown(compilation: Compilation, accuracy: bool) -> list[str]:
    """Names of the values to give: the loss, and all metrics or else the accuracy if it is asked for."""
    return compilation.metrics_names if compilation.metrics else ["loss", ACCURACY][: 1 + accuracy]


@contextmanager
def reporting(compilation: Compilation, accuracy: bool) -> Generator[None]:
    """Within the block, histories and callbacks see what is to be shown."""
    names = compilation.metrics_names
    compilation.metrics_names = shown(compilation, accuracy)
    try:
        yield
    finally:
        compilation.metrics_names = names

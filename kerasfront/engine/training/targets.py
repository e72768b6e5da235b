"""Checks that targets fit their losses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kerasfront import objectives
from kerasfront.backend.types import Shape
from kerasfront.engine.training.input_data import fits
from kerasfront.errors import ArgumentError


def check_loss_and_target_compatibility(
    targets: Sequence[Any],
    losses: Sequence[Callable[..., Any]],
    output_shapes: Sequence[Shape],
    names: Sequence[str] | None = None,
) -> None:
    """Reject targets of a shape that the loss cannot compare with the output.

    The user's own losses take any shape; ours need that of the output, or class numbers for the sparse crossentropy.

    Parameters
    ----------
    targets : sequence of arrays
    losses : sequence of callables
    output_shapes : sequence of shapes
    names : sequence of str, optional
        Of the outputs, for messages.

    Raises
    ------
    ArgumentError
        With the way out.
    """
    for number, (target, loss, shape) in enumerate(zip(targets, losses, output_shapes)):
        expected = expected_target(loss, shape)
        given = tuple(target.shape)
        if expected is None:
            continue
        if not fits(given, expected) or (loss is objectives.categorical_crossentropy and given[-1] == 1):
            name = names[number] if names else str(number)
            raise ArgumentError(
                f"target {name!r} must have shape {expected} for loss {loss.__name__!r} and an output of shape "
                f"{tuple(shape)}, got {given}.{_way_out(loss, given, shape)}"
            )


def expected_target(loss: Callable[..., Any], shape: Shape) -> Shape | None:
    """Shape of the targets for an output of shape `shape`; None if the loss takes any."""
    if loss is objectives.sparse_categorical_crossentropy:
        return (*shape[:-1], 1)
    ours = getattr(objectives, getattr(loss, "__name__", ""), None) is loss
    return tuple(shape) if ours else None


def _way_out(loss: Callable[..., Any], given: Shape, shape: Shape) -> str:
    classes = shape[-1]
    if len(given) < len(shape) and not (loss is objectives.sparse_categorical_crossentropy and len(given) > 1):
        return (
            f" The output has {len(shape)} axes, the target {len(given)}: put Flatten() or a global pooling before the "
            "last layers, or leave out return_sequences=True."
        )
    if loss is objectives.sparse_categorical_crossentropy:
        if given[-1] == classes and len(given) == len(shape):
            return (
                " It takes class numbers; for one-hot rows compile with loss='categorical_crossentropy', "
                "or give y.argmax(axis=-1)."
            )
        if len(given) == len(shape) - 1:
            return " Add an axis: np.expand_dims(y, -1)."
    elif loss is objectives.categorical_crossentropy and given[-1] == 1:
        if classes == 1:
            return " One output unit cannot choose among classes: compile with loss='binary_crossentropy'."
        return (
            f" Make class numbers one-hot by kerasfront.utils.np_utils.to_categorical(y, {classes}), "
            "or compile with loss='sparse_categorical_crossentropy'."
        )
    return ""

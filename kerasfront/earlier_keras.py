"""Arguments of Keras 0.x that Keras 1.x did not have any more: it refused them, or took them without effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kerasfront.errors import ArgumentTypeError, near_misses

METRIC = "Pass metrics=['accuracy'] to compile"
ARGUMENTS: Mapping[str, str] = {
    "accuracy": METRIC,
    "cache_enabled": "Leave it out, as nothing is computed twice",
    "class_mode": f"{METRIC}, which takes the kind that fits the loss",
    "dims": "Write target_shape",
    "nb_val_worker": "Leave it out, as validation data is read as the other data is",
    "show_accuracy": METRIC,
    "truncate_gradient": "Leave it out, as gradients go back through whole sequences",
    "verbose": "Leave it out, as nothing is shown here",
}
"""What to do about each."""


def way_out(name: str) -> str:
    """Say in a sentence what to do about an argument of Keras 0.x."""
    return f"{ARGUMENTS[name]}, or use kerasfront.legacy, where it works as it did."


def argument_hint(name: str, choices: Iterable[str]) -> str:
    """Say in a sentence what may have been meant by an unknown argument."""
    return f"It is of Keras 0.x. {way_out(name)}" if name in ARGUMENTS else near_misses(name, choices)


def refuse_earlier_arguments(owner: str, given: Iterable[str]) -> None:
    """Raise one error about the first of `given` that is an argument of Keras 0.x, if there is one.

    Raises
    ------
    ArgumentTypeError
    """
    for name in given:
        if name in ARGUMENTS:
            raise ArgumentTypeError(f"{owner} has no argument {name!r}. {argument_hint(name, ())}")

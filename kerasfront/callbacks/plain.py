"""Plain objects as callbacks."""

from __future__ import annotations

from typing import Any

from kerasfront.callbacks.base import BATCH_HOOKS, Callback

HOOKS = (*BATCH_HOOKS, "on_epoch_begin", "on_epoch_end", "on_train_begin", "on_train_end", "set_params", "set_model")


class PlainCallback(Callback):
    """A callback made of an object that has methods of one, but is not derived from `Callback`.

    Parameters
    ----------
    thing : object
        Methods that it lacks do nothing.
    """

    def __init__(self, thing: Any) -> None:
        super().__init__()
        for hook in HOOKS:
            if hasattr(thing, hook):
                setattr(self, hook, getattr(thing, hook))

    @staticmethod
    def fits(thing: Any) -> bool:
        """Whether an object has one of the methods of a callback."""
        return not isinstance(thing, type) and any(callable(getattr(thing, hook, None)) for hook in HOOKS)

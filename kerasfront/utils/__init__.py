"""Helpers for users and for the rooms above."""

from typing import Any

from kerasfront.later_keras import no_such_name
from kerasfront.utils.sequence import Sequence as Sequence


def __getattr__(name: str) -> Any:
    """What is not there: names of later versions of Keras get the classic one."""
    raise no_such_name(__name__, name)

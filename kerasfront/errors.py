"""Every error that kerasfront raises on purpose, and the wording they share."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

LONGEST = 1950
"""Most characters of a message."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that move the cursor, change a terminal or turn the direction of writing."""


def shown(text: str, longest: int = LONGEST) -> str:
    """Prepare what may come from a file for people: escape control characters, leave the middle of a long text out."""
    text = CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    if len(text) <= longest:
        return text
    return f"{text[: longest * 3 // 4]} ... {text[len(text) - longest // 4 + 5 :]}"


class KerasfrontError(Exception):
    """Base of all errors of this package.

    Parameters
    ----------
    message : str
        Shown with control characters escaped, and cut if it is long.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(shown(message))


class ArgumentError(KerasfrontError, ValueError):
    """An argument has a wrong value, shape or length."""


class ArgumentTypeError(ArgumentError, TypeError):
    """An argument has a wrong type: a TypeError, and like every `ArgumentError` a ValueError."""


class UnknownNameError(ArgumentError):
    """A name (of a loss, a layer class, a backend, ...) that nobody registered."""


class ConfigurationError(ArgumentError):
    """A setting in keras.json or in an environment variable cannot be used."""


class FileError(ArgumentError):
    """A file is damaged, is not what it should be, or asks for what reading never does."""


class FolderError(ArgumentError, FileNotFoundError):
    """A file is to be written into a folder that does not exist."""


class DownloadError(KerasfrontError, OSError):
    """A file cannot be had from the network."""


class NotReadyError(KerasfrontError, RuntimeError):
    """An object is asked for something before it was built, connected or compiled."""


class NeverCalledError(NotReadyError, AttributeError):
    """A layer is asked for what its call gives, before it was called; to `hasattr`, there is no such attribute yet."""


class SeveralCallsError(ArgumentError, AttributeError):
    """A layer is asked for what its call gives, and there were several."""


class SourceError(KerasfrontError, RuntimeError):
    """A source of batches is stuck, or who reads it died."""


class BackendError(KerasfrontError, RuntimeError):
    """A backend cannot be loaded, or does not fit the specification of K."""


class UnsupportedOperation(BackendError, NotImplementedError):
    """The active backend does not offer an optional operation."""


@contextmanager
def translated(message: str, error: type[KerasfrontError] = ArgumentError) -> Iterator[None]:
    """Whatever else goes wrong in the block becomes an `error` that begins with `message`."""
    try:
        yield
    except KerasfrontError:
        raise
    except Exception as cause:
        raise error(f"{message}: {type(cause).__name__}: {cause}") from cause


@contextmanager
def unreadable(what: str, reason: str = "the file is damaged or of an unsupported kind") -> Iterator[None]:
    """Whatever else goes wrong in the block becomes a FileError of one sentence, ``what: reason``; its cause has more.

    Where memory or the system fails, that is the reason.
    """
    try:
        yield
    except KerasfrontError:
        raise
    except Exception as cause:
        if isinstance(cause, MemoryError):
            reason = "there is not enough memory"
        elif isinstance(cause, OSError) and cause.errno:
            reason = os.strerror(cause.errno)
        raise FileError(f"{what}: {reason}.") from cause


@contextmanager
def within(what: str) -> Iterator[None]:
    """Errors of ours in the block begin with `what`, the argument that holds what is wrong."""
    try:
        yield
    except KerasfrontError as error:
        raise type(error)(f"{what}: {error}") from error


def near_misses(name: str, choices: Iterable[str]) -> str:
    """Name the closest choices, or all of them when none is close, as a sentence."""
    choices = sorted(choices)
    close = difflib.get_close_matches(name, choices, n=3, cutoff=0.6)
    if close:
        return f"Did you mean {' or '.join(repr(c) for c in close)}?"
    return f"Known names: {', '.join(choices) or '(none)'}."

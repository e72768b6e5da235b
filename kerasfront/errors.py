"""All errors that kerasfront raises on purpose, and the wording they share."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager

LONGEST = 1950
"""Maximum number of characters of a message."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, which could move the cursor, change a terminal or reverse the writing direction."""


def shown(text: str, longest: int = LONGEST) -> str:
    """Make a text that may come from a file safe to show: escape control characters, and shorten it in the middle."""
    text = CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    if len(text) <= longest:
        return text
    return f"{text[: longest * 3 // 4]} ... {text[len(text) - longest // 4 + 5 :]}"


class KerasfrontError(Exception):
    """Base of all errors of this package.

    Parameters
    ----------
    message : str
        Control characters are escaped, and a long message is shortened.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(shown(message))


class ArgumentError(KerasfrontError, ValueError):
    """An argument has a wrong value, shape or length."""


class ArgumentTypeError(ArgumentError, TypeError):
    """An argument has a wrong type. It is a TypeError, and a ValueError like every `ArgumentError`."""


class UnknownNameError(ArgumentError):
    """A name of a loss, a layer class, a backend, ... is not registered."""


class ConfigurationError(ArgumentError):
    """A setting in keras.json or in an environment variable cannot be used."""


class FileError(ArgumentError):
    """A file is damaged, has the wrong format, or asks for something that reading never does."""


class PathError(ArgumentError, OSError):
    """A path cannot be used: it leads to something of another kind, or to where this user has no permission."""


class MissingPathError(PathError, FileNotFoundError):
    """A path leads to nothing."""


class DownloadError(KerasfrontError, OSError):
    """A file cannot be downloaded."""


class NotReadyError(KerasfrontError, RuntimeError):
    """An object was used before it was built, connected or compiled."""


class NeverCalledError(NotReadyError, AttributeError):
    """A layer has no inputs and outputs yet, as it was never called; for `hasattr`, the attribute does not exist."""


class SeveralCallsError(ArgumentError, AttributeError):
    """A layer has no single input or output, as it was called several times."""


class SourceError(KerasfrontError, RuntimeError):
    """A source of batches is stuck, or its worker died."""


class BackendError(KerasfrontError, RuntimeError):
    """A backend cannot be loaded, or does not fit the specification of K."""


class UnsupportedOperation(BackendError, NotImplementedError):
    """The active backend does not offer an optional operation."""


class DriftError(KerasfrontError, ArithmeticError):
    """Two backends that train on the same batches have drifted apart.

    Parameters
    ----------
    message : str
    drift : Drift, optional
        What is apart, see `kerasfront.models.TwinRun`.
    """

    def __init__(self, message: str = "", drift: object = None) -> None:
        super().__init__(message)
        self.drift = drift


@contextmanager
def translated(message: str, error: type[KerasfrontError] = ArgumentError) -> Generator[None]:
    """Convert foreign exceptions in the block to an `error` that begins with `message`."""
    try:
        yield
    except KerasfrontError:
        raise
    except Exception as cause:
        reason = f"{cause} is missing." if isinstance(cause, KeyError) else f"{type(cause).__name__}: {cause}"
        raise error(f"{message}: {reason}") from cause


@contextmanager
def unreadable(what: str, reason: str = "the file is damaged or of an unsupported kind") -> Generator[None]:
    """Convert foreign exceptions in the block to a FileError of one sentence, ``what: reason``; its cause has more.

    If memory is exhausted or the system fails, that is the reason.
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
def within(what: str) -> Generator[None]:
    """Prefix the errors of kerasfront in the block with `what`, the argument or file that is wrong."""
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

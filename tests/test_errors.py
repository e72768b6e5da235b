"""What people are shown of errors."""

import pickle

import pytest

from kerasfront.errors import ArgumentError, FileError, KerasfrontError, UnsupportedOperation, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text,\n\tover two lines: \xe4", "plain text,\n\tover two lines: \xe4"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("a\rb\x9bc", r"a\rb\x9bc"),
        ("\u202eexe.txt", r"\u202eexe.txt"),
        ("\ud800", r"\ud800"),
    ],
)
def test_control_characters_are_escaped(text, expected):
    assert shown(text) == expected
    assert str(FileError(text)) == expected


@pytest.mark.parametrize("length", [1950, 1951, 10**7])
def test_messages_stay_short(length):
    message = str(ArgumentError("begin" + "x" * (length - 8) + "end"))
    assert len(message) < 2000
    assert message.startswith("begin") and message.endswith("end")
    assert (" ... " in message) == (length > 1950)


@pytest.mark.parametrize("kind", [KerasfrontError, FileError, UnsupportedOperation])
def test_errors_travel_between_processes(kind):
    error = pickle.loads(pickle.dumps(kind("message")))
    assert type(error) is kind and str(error) == "message"
    assert str(kind()) == ""

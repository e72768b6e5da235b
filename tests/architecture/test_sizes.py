"""Long files and functions are found; docstrings do not make them longer."""

import pytest

from . import rules, sizes


def function(lines, docstring=0):
    text = ['    """' + "\n" * (docstring - 1) + '"""'] if docstring else []
    return "\n".join(["def f():", *text, *["    x = 1"] * (lines - 1)])


def test_docstrings_are_not_counted():
    source = function(sizes.LINES_OF_FUNCTION - 1, docstring=500)
    module = rules.parse(source, "kerasfront.layers.a")
    assert sizes.long_functions([module]) == sizes.long_files([module]) == []


@pytest.mark.parametrize("docstring", [0, 10])
def test_long_function_is_found(docstring):
    module = rules.parse(function(sizes.LINES_OF_FUNCTION, docstring), "kerasfront.layers.a")
    assert sizes.long_functions([module]) == ["kerasfront/layers/a.py:1 f has 40 lines"]


def test_long_file_is_found():
    module = rules.parse("x = 1\n" * sizes.LINES_OF_FILE, "kerasfront.layers.a")
    assert sizes.long_files([module]) == ["kerasfront/layers/a.py has 300 lines"]
    assert sizes.long_files([rules.parse("x = 1\n" * 299, "kerasfront.layers.a"), rules.parse("", "kerasfront")]) == []

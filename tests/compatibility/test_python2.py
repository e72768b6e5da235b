"""Python 2 is recognised, and translated."""

import ast

import pytest

from kerasfront.compatibility.python2 import PRELUDE, translated, why_python2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x = 1\nprint 'a'\n", "print"),
        ("try:\n  pass\nexcept ValueError, e:\n  pass\n", "line 3"),
        ("for i in xrange(3):\n    pass\n", "xrange, line 1"),
        ("import cPickle\n", "cPickle, line 1"),
        ("import cPickle as pickle\n", "cPickle, line 1"),
        ("from itertools import izip\n", "izip"),
        ("d = {}\nfor k, v in d.iteritems(): pass\n", ".iteritems(), line 2"),
        ("{}.has_key(3)", ".has_key()"),
        ("def f():\n    return unicode('x')\n", "unicode"),
        ("if a:\n\tb = 1\n        c = 2\n", "line 3"),
    ],
)
def test_what_is_python_2(text, why):
    assert why in why_python2(text)


@pytest.mark.parametrize(
    "text",
    [
        "print('a')",
        "from six.moves import xrange\nfor i in xrange(3): pass\n",
        "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\n",
        "import sys\nif sys.version_info[0] == 3:\n    xrange = range\nxrange(3)\n",
        "import sys\nif sys.version_info[0] == 2:\n    import cPickle\n",
        "from functools import reduce\nreduce(f, x)\n",
        "import six\nsix.iteritems({})\n",
        "def f(unicode): return unicode",
        "if (y := 3): pass",
        "this is no Python at all",
    ],
)
def test_what_is_not(text):
    assert why_python2(text) == ""


def test_translation_keeps_the_lines():
    text = (
        "import cPickle, urllib2\n"
        "print 'a', 0777\n"
        "x = reduce(max, map(int, ['1']))\n"
        "reload(cPickle)\n"
        "if {}.has_key(1): raise ValueError, 'x'\n"
        "print d.keys()[0], `x`, xrange(3), unicode('x'), isinstance(x, basestring)"
    )
    found = translated(text)
    assert [len(found.splitlines()), found[-1:]] == [6, ")"]
    for part in ("import pickle", "print('a', 0o777)", "list(map(int", "1 in {}", "list(d.keys())[0]", "repr(x)"):
        assert part in found
    assert {"reduce", "reload"} <= PRELUDE.keys() and "import reduce" not in found
    assert "from functools import reduce" in translated(text, alone=True)


def test_mixed_tabs_and_an_end_without_a_newline():
    text = "if 1:\n\tx = 1\n        print x"
    assert translated(text) == "if 1:\n        x = 1\n        print(x)"


def test_what_it_asks_of_the_future_stays():
    text = "from __future__ import division, print_function\nprint('a', end='')\n"
    assert translated(text) == text


@pytest.mark.parametrize("text", ["x = 1\nx y z\n", "x = 1\nprint(x\n", "x = 1\ny = '''1\n"])
def test_neither_of_both(text):
    """Also where a bracket or a text never ends."""
    with pytest.raises(SyntaxError, match="neither Python 3 nor Python 2") as found:
        translated(text, "a.py")
    assert found.value.filename == "a.py" and found.value.lineno >= 2


def test_own_definitions_of_new_names_count():
    assert ast.parse(translated("def f((a, b)): print a\n"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [((2.5,), 3.0), ((0.5,), 1.0), ((-2.5,), -3.0), ((2.675, 2), 2.67), ((1e300,), 1e300), ((1234, -2), 1200.0)],
)
def test_halves_are_rounded_away_from_zero(given, expected):
    rounded = PRELUDE["round"](*given)
    assert rounded == expected and type(rounded) is float


def test_comparisons():
    assert [PRELUDE["cmp"](*pair) for pair in ((1, 2), (2, 2), ("b", "a"))] == [-1, 0, 1]

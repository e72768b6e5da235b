"""The classic helpers."""

import pytest

from kerasfront.errors import UnknownNameError
from kerasfront.utils.generic_utils import (
    CustomObjectScope,
    func_dump,
    func_load,
    get_from_module,
    make_tuple,
)


def double(x, times=2):
    return x * times


def test_get_from_module():
    assert get_from_module("double", globals(), "function") is double
    assert get_from_module(double, {}, "function") is double
    assert get_from_module("double", globals(), "function", True, {"x": 4}) == 8
    assert get_from_module({"name": "double", "x": 4, "times": 3}, globals(), "function") == 12
    with pytest.raises(UnknownNameError, match="Unknown function 'duble'. Did you mean 'double'"):
        get_from_module("duble", {"double": double}, "function")
    with CustomObjectScope({"mine": double}):
        assert get_from_module("mine", {}, "function") is double


def test_functions_there_and_back():
    assert func_load(*func_dump(double))(5) == 10


def test_make_tuple():
    assert make_tuple(1, 2) == (1, 2)

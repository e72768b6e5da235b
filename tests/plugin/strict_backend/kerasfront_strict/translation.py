"""Functions of another backend's tensors become functions of ours."""

import functools
import weakref

from kerasfront_strict.tensor import Tensor, unwrapped


class Translation:
    """Between our tensors and those of another backend, also inside lists, tuples, dicts, and functions.

    Parameters
    ----------
    is_theirs : callable
        Whether something is a tensor of the other backend.
    """

    def __init__(self, is_theirs):
        self._is_theirs = is_theirs
        self._their_functions = weakref.WeakKeyDictionary()

    def inside(self, function):
        """A function of the other backend, for our side. The signature stays."""
        ours = _between(function, self._to_them, self._to_us)
        self._their_functions[ours] = function
        return ours

    def _to_them(self, value):
        if _is_function(value):
            return self._their_functions.get(value) or _between(value, self._to_us, self._to_them)
        return _parts(value, self._to_them) if isinstance(value, (list, tuple, dict)) else unwrapped(value)

    def _to_us(self, value):
        if isinstance(value, (list, tuple, dict)):
            return _parts(value, self._to_us)
        if self._is_theirs(value):
            return Tensor(value)
        return self.inside(value) if _is_function(value) else value


def _between(function, before, after):
    """`function`, of which the arguments go through `before` and the result through `after`."""

    @functools.wraps(function)
    def through(*args, **kwargs):
        return after(function(*before(args), **before(kwargs)))

    return through


def _is_function(value):
    return callable(value) and not isinstance(value, type)


def _parts(value, translate):
    if isinstance(value, dict):
        return {key: translate(part) for key, part in value.items()}
    return type(value)(translate(part) for part in value)

"""The module that scripts of the time import as `theano`: Theano, made to work on today's Python and NumPy."""

from kerasfront_theano.library import theano as module

__all__ = ["module"]

"""What scripts of the time get as `theano`: Theano, made fit for today's Python and NumPy first."""

from kerasfront_theano.library import theano as module

__all__ = ["module"]

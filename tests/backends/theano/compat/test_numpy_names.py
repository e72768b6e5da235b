"""The names that Theano needs of NumPy."""

import numpy as np

from kerasfront_theano.compat import import_theano


def test_numpy_itself_is_as_it_was():
    import_theano()
    assert not {"int", "complex"} & vars(np).keys()

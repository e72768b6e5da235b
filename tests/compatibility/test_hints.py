"""Errors that old scripts run into are met by a hint."""

import numpy as np
import pytest

from kerasfront.compatibility.hints import matching


def failing(code, **names):
    try:
        exec(code, names)
    except Exception as error:
        return list(matching(error))
    raise AssertionError("it worked")


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("np.zeros(3)[3 / 2]", "`//`"),
        ("range(3 / 2)", "`//`"),
        ("[1, 2][1 / 1]", "`//`"),
        ("int(np.ones((1, 1)))", "`x.item()`"),
        ("np.expand_dims(np.float32(1), axis=1)", "`np.expand_dims`"),
        ("np.array([[1, 2], [3]])", "dtype=object"),
        ("from matplotlib.scale import LogScale; LogScale(None, nonposx='clip')", "`nonpositive=`"),
        ("import re; re.sub('a', 'b', 'cat'.encode('ascii'))", "`.encode(...)`"),
        ("{}.keys()[0]", "`list(...)`"),
        ("xrange(3)", "--python 2"),
        ("import cPickle", "--python 2"),
    ],
)
def test_of_python_and_numpy(code, hint):
    assert any(hint in found for found in failing(code, np=np))


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (AttributeError("'DataFrame' object has no attribute 'ix'"), "`.iloc`"),
        (AttributeError("'DataFrame' object has no attribute 'as_matrix'"), "`.to_numpy()`"),
        (TypeError("load() missing 1 required positional argument: 'Loader'"), "safe_load"),
        (AttributeError("'Dataset' object has no attribute 'value'"), "dataset[()]"),
        (TypeError("Word2Vec.__init__() got an unexpected keyword argument 'size'"), "vector_size"),
        (ModuleNotFoundError("No module named 'scipy.sparse.linalg.eigen.arpack'"), "`scipy.sparse.linalg`"),
        (ModuleNotFoundError("No module named 'sklearn.mixture.gmm'"), "scikit-learn"),
    ],
)
def test_of_libraries(error, hint):
    assert any(hint in found for found in matching(error))


def test_causes_count_and_most_errors_have_none():
    assert not failing("raise ValueError('x')")
    assert "`.iloc`" in failing(
        "try:\n    raise AttributeError(\"no attribute 'ix'\")\nexcept Exception as e:\n    raise ValueError from e"
    )[0]  # fmt: skip

"""NumPy as scripts of the time knew it; the results are those of NumPy 1.18."""

import pickle
import sys

import numpy as np
import pytest

from kerasfront.compatibility import arrays, import_mapping, notices, removed_names

UNEQUAL = [[1], [1, 2]]


@pytest.fixture
def script(monkeypatch):
    """Evaluate an expression of a script."""
    monkeypatch.setattr(notices, "_told", set())

    def run(expression, **names):
        namespace = {"__name__": "__main__", **names}
        exec("import numpy, numpy as np", namespace)
        return eval(compile(expression, "script.py", "eval"), namespace)

    with removed_names.active(), import_mapping.active(*removed_names.changed()):
        yield run


def test_parts_of_unequal_shapes_become_objects(script, capsys):
    for function in ("array", "asarray", "asanyarray", "copy"):
        found = script(f"np.{function}(x)", x=UNEQUAL)
        assert found.dtype == object and found.shape == (2,) and found.tolist() == UNEQUAL
    deep = script("np.array([[[1], [2]], [[3], [4, 5]]])")
    assert deep.shape == (2, 2) and deep[1, 1] == [4, 5]
    assert script("np.array([np.zeros(2), np.zeros((3, 1))])")[1].shape == (3, 1)
    told = "kerasfront: script.py, line 1: parts of unequal shapes become an array of objects, as until NumPy 1.23\n"
    assert capsys.readouterr().err == told


def test_functions_of_parts_of_unequal_shapes(script, tmp_path):
    assert script("np.max(np.max(x))", x=UNEQUAL) == 2
    assert script("np.shape(x), np.size(x), np.ndim(x)", x=UNEQUAL) == ((2,), 2, 1)
    assert script("np.sum(x)", x=[[1], [2, 3]]) == [1, 2, 3]
    script("np.save(place, x)", x=UNEQUAL, place=tmp_path / "a.npy")
    assert np.load(tmp_path / "a.npy", allow_pickle=True).tolist() == UNEQUAL


def test_what_was_an_error_is_one(script):
    with pytest.raises(ValueError, match="inhomogeneous"):
        script("np.array(x, dtype='float32')", x=UNEQUAL)
    with pytest.raises(ValueError, match="could not broadcast"):
        script("np.array([np.zeros((2, 3)), np.zeros((2, 4))])")
    with pytest.raises(ValueError, match="invalid literal|could not convert"):
        script("np.array(['a'], 'float32')")


def test_libraries_keep_the_numpy_of_today(script):
    assert np.array is not script("np.array") and sys.modules["numpy"] is np
    for importer in ("tests.elsewhere", "kerasfront.layers"):
        namespace = {"__name__": importer}
        exec("import numpy", namespace)
        assert namespace["numpy"] is np
    with pytest.raises(ValueError, match="inhomogeneous"):
        np.array(UNEQUAL)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("np.array([1.0, 2.0], copy=False)", [1.0, 2.0]),
        ("np.array([1, 2], 'float32', False, 'C', False, 2)", [[1.0, 2.0]]),
        ("np.fromstring(b'ab', dtype=np.uint8)", [97, 98]),
        ("np.fromstring('ab', np.uint8)", [97, 98]),
        ("np.fromstring('1 2', sep=' ')", [1.0, 2.0]),
        ("np.vstack(x for x in ([1], [2]))", [[1], [2]]),
        ("np.hstack(map(np.atleast_1d, [1, 2]))", [1, 2]),
        ("np.stack({'a': [1, 2]}.values())", [[1, 2]]),
        ("np.sum(x for x in (1, 2))", 3),
        ("np.expand_dims(np.ones(1), 5).shape", (1, 1)),
        ("np.expand_dims(np.ones(1), -1).shape", (1, 1)),
        ("np.linspace(0, 1, 3.0)", [0.0, 0.5, 1.0]),
        ("np.reshape([1, 2], newshape=(2, 1))", [[1], [2]]),
        ("np.reshape([1, 2], (2, 1))", [[1], [2]]),
        ("np.histogram([1, 2, 2], 2, normed=True)[0]", [2 / 3, 4 / 3]),
        ("np.histogram([1, 2, 2], 2)[0]", [1, 2]),
        ("np.cast['float32']([1]).dtype", "float32"),
        ("np.in1d([[1, 2]], [2])", [False, True]),
        ("np.msort([[2, 1], [1, 2]])", [[1, 1], [2, 2]]),
        ("np.alen(3), np.alen([1, 2])", (1, 2)),
        ("np.asfarray([1]).dtype, np.asfarray([1], int).dtype", (np.float64, np.float64)),
        ("np.isinf([np.NINF, np.PINF, np.Infinity])", [True] * 3),
        ("np.math.sqrt(4), np.rank([[1]])", (2.0, 2)),
        ("np.lib.pad([1], 1, 'constant')", [0, 1, 0]),
        ("numpy.random is np.random and np.testing is numpy.testing", True),
    ],
)
def test_functions_of_the_time(script, expression, expected):
    found = script(expression)
    assert (found.tolist() if isinstance(found, np.ndarray) else found) == expected


def test_types_of_python(script):
    assert script("[np.float, np.int, np.bool, np.object, np.str, np.complex, np.unicode, np.long]") == [
        float, int, bool, object, str, complex, str, int
    ]  # fmt: skip
    assert script("np.zeros(1, np.bool).dtype").kind == "b"


def test_what_goes_beyond_the_last_axis_is_told(script, capsys):
    script("np.expand_dims(np.ones(1), 5)")
    assert "axis 5 of expand_dims is 1, the last one, as until NumPy 1.17" in capsys.readouterr().err


def test_every_name_that_means_something_else_is_there(script):
    for name in arrays.CHANGED:
        assert script(f"np.{name}") is not None


def test_it_can_be_sent_to_another_process(script):
    facade = script("np")
    assert pickle.loads(pickle.dumps(facade)) is facade
    with import_mapping.active():
        import_mapping._mappings.clear()
        assert pickle.loads(pickle.dumps(facade)) is np

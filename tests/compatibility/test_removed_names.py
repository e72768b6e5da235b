"""Names that are gone, found again while a script runs."""

import collections.abc
import importlib
import inspect
import re
import sys

import numpy as np
import pytest
from PIL import Image

from kerasfront.compatibility import import_mapping, removed_names
from kerasfront.errors import ArgumentError


@pytest.fixture
def old():
    with removed_names.active():
        yield importlib.import_module


def test_attributes_come_and_go():
    with removed_names.active():
        assert np.float is float and np.asscalar(np.ones(1)) == 1.0
        assert inspect.getargspec(lambda a, *b, c=1, **d: 0)[:3] == (["a"], "b", "d")
        assert importlib.import_module("time").clock() >= 0
        assert importlib.import_module("collections").Mapping is collections.abc.Mapping
        assert importlib.import_module("string").maketrans("a", "b") == {97: 98}
        sys.setdefaultencoding("utf8")
    for module, name in ((np, "float"), (inspect, "getargspec"), (sys, "setdefaultencoding")):
        assert not hasattr(module, name)


def test_every_place_is_there(old):
    for places in (*removed_names.ATTRIBUTES.values(), *removed_names.MODULES.values()):
        for place in places.values():
            assert removed_names.resolved(place) is not None


def test_windows_and_integrals_of_scipy(old):
    signal, integrate = old("scipy.signal"), old("scipy.integrate")
    np.testing.assert_allclose(signal.gaussian(3, std=1), np.exp([-0.5, 0, -0.5]))
    np.testing.assert_allclose(signal.hanning(3), signal.hann(3))
    assert integrate.simps([0, 1, 4]) == pytest.approx(8 / 3) and integrate.trapz([0, 1, 4]) == 3


def test_modules_that_are_loaded_later(monkeypatch):
    monkeypatch.delitem(sys.modules, "fractions")
    with removed_names.active():
        assert importlib.import_module("fractions").gcd(4, 6) == 2


def test_modules_that_are_gone(old):
    assert old("sklearn.grid_search").ParameterGrid is old("sklearn.model_selection").ParameterGrid
    assert old("sklearn.externals.joblib").dump is old("joblib").dump
    assert old("Image").open is Image.open
    with pytest.raises(AttributeError, match="nothing"):
        _ = old("sklearn.cross_validation").nothing


def test_modules_that_are_gone_do_not_stay():
    with removed_names.active():
        importlib.import_module("sklearn.grid_search")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("sklearn.grid_search")


def test_folds_take_the_data_at_once(old):
    folds = old("sklearn.cross_validation")
    assert [test.tolist() for _, test in folds.KFold(4, n_folds=2)] == [[0, 1], [2, 3]]
    y = [0, 0, 1, 1]
    assert all(sorted(np.take(y, test)) == [0, 1] for _, test in folds.StratifiedKFold(y, n_folds=2, shuffle=True))
    assert len(list(folds.ShuffleSplit(10, n_iter=3, random_state=0))) == 3
    assert len(list(folds.StratifiedShuffleSplit(y, 2, test_size=0.5))) == 2


def test_searches_know_the_scores_of_the_time(old):
    model, x, y = old("sklearn.linear_model").Ridge(), np.arange(8.0)[:, None], np.arange(8.0)
    searches, folds = old("sklearn.grid_search"), old("sklearn.cross_validation")
    found = searches.GridSearchCV(model, {"alpha": [0.0, 9.0]}, "mean_squared_error", iid=False, cv=2).fit(x, y)
    assert found.best_params_ == {"alpha": 0.0} and found.scoring == "neg_mean_squared_error"
    assert [score.parameters["alpha"] for score in found.grid_scores_] == [0.0, 9.0]
    for params, mean, scores in found.grid_scores_:
        assert mean == pytest.approx(scores.mean()) and len(scores) == 2 and set(params) == {"alpha"}
    found = searches.RandomizedSearchCV(model, {"alpha": [0.0]}, n_iter=1, scoring="r2", cv=2).fit(x, y)
    assert found.best_score_ > 0.99
    scores = folds.cross_val_score(model, x, y, scoring="mean_absolute_error", cv=folds.KFold(8, n_folds=4))
    assert scores.shape == (4,) and (scores <= 0).all()


def test_pictures(old, tmp_path):
    misc = old("scipy.misc")
    picture = np.arange(24, dtype="uint8").reshape(2, 4, 3)
    misc.imsave(tmp_path / "a.png", picture)
    np.testing.assert_array_equal(misc.imread(tmp_path / "a.png"), picture)
    assert misc.imread(tmp_path / "a.png", flatten=True).dtype == "float32"
    assert misc.imresize(picture, (4, 6)).shape == (4, 6, 3)
    assert misc.imresize(picture, 50).shape == (1, 2, 3) == misc.imresize(picture, 0.5).shape
    assert misc.toimage(picture.transpose(2, 0, 1)).size == (4, 2)
    assert misc.bytescale([[0.0, 0.5, 1.0]]).tolist() == [[0, 128, 255]]
    assert misc.bytescale([[2.0, 2.0]]).tolist() == [[0, 0]]
    for shape in ((3,), (2, 2, 5)):
        with pytest.raises(ArgumentError, match="image"):
            misc.toimage(np.zeros(shape))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((r"(\W+)?", "ab, c."), ["ab", ", ", "c", ".", ""]),
        ((r"\W*", "ab, c"), ["ab", "c"]),
        ((",", "a,b,c", 1), ["a", "b,c"]),
        (("X", "axb", 0, re.IGNORECASE), ["a", "b"]),
        ((b",", b"a,b"), [b"a", b"b"]),
    ],
)
def test_split_at_empty_matches_is_that_of_the_time_for_scripts(arguments, expected):
    with import_mapping.active(*removed_names.changed()):
        namespace = {"__name__": "__main__"}
        exec("import re", namespace)
        assert namespace["re"].split(*arguments) == expected and namespace["re"].compile is re.compile
    assert re.split(r"\W*", "ab") == ["", "a", "b", ""]

"""Numbers of classes and of words that there are not."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input
from kerasfront.engine.topology.indexes import input_limits
from kerasfront.engine.training import indexes, scanning
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense, Embedding, Flatten, Masking, RepeatVector, Reshape, TimeDistributed, merge
from kerasfront.models import Model, Sequential

RANDOM = np.random.RandomState(3)
X = RANDOM.normal(size=(6, 3)).astype("float32")
LABELS = np.array([[0], [1], [3], [2], [0], [1]])
WORDS = RANDOM.randint(0, 5, (6, 4))


def labelled():
    model = Sequential([Dense(4, activation="softmax", input_dim=3, name="classes")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def words():
    model = Sequential([Embedding(5, 2, input_length=4, name="words"), Flatten(), Dense(1)])
    model.compile("sgd", "mse")
    return model


def with_one(array, value, place):
    array = np.array(array, "float64" if value != value or value % 1 else None)
    array[place] = value
    return array


@pytest.mark.parametrize("value", [4, -1, np.nan, 10**9])
def test_labels_out_of_range(K, value):
    model, y = labelled(), with_one(LABELS, value, (2, 0))
    told = rf"target 'classes' must hold numbers of classes from 0 to 3.*4 units: sample 2 has {value}"
    for use in (model.fit, model.evaluate):
        with pytest.raises(ArgumentError, match=told):
            use(X, y, verbose=0)
    for use in (model.train_on_batch, model.test_on_batch):
        with pytest.raises(ArgumentError, match=told):
            use(X, y)
    with pytest.raises(ArgumentError, match=f"validation_data: {told}"):
        model.fit(X, LABELS, verbose=0, validation_data=(X, y))
    with pytest.raises(ArgumentError, match=told):
        model.fit_generator(iter([(X, y)] * 2), 6, 1, verbose=0)
    with pytest.raises(ArgumentError, match="Classes are counted from 0: subtract 1"):
        model.fit(X, LABELS + 1, verbose=0)
    with pytest.raises(ArgumentError) as raised:
        model.fit(X, with_one(LABELS, 4, 0), verbose=0)
    assert "subtract" not in str(raised.value)


@pytest.mark.parametrize("value", [5, -1, np.nan, 10**9])
def test_words_out_of_range(K, value):
    model, x = words(), with_one(WORDS, value, (3, 1))
    told = rf"goes into the layer 'words', which takes whole numbers from 0 to 4: sample 3 has {value}.* at .3, 1."
    y = np.zeros(6)
    for use in (lambda: model.fit(x, y, verbose=0), lambda: model.predict(x), lambda: model.evaluate(x, y, verbose=0)):
        with pytest.raises(ArgumentError, match=told):
            use()
    for use in (lambda: model.predict_on_batch(x), lambda: model.predict_generator(iter([x] * 2), 6)):
        with pytest.raises(ArgumentError, match=told):
            use()
    with pytest.raises(ArgumentError, match="and 23 more such elements. Its input_dim must be at least 8"):
        model.predict(np.full((6, 4), 7))


def test_fractions_of_words_are_cut_off_as_they_always_were(K):
    np.testing.assert_array_equal(words().predict(WORDS + 0.5).shape, (6, 1))


def test_fractions_are_no_classes_and_whole_numbers_may_be_floats(K):
    model = labelled()
    expected = model.test_on_batch(X, LABELS)
    assert model.test_on_batch(X, LABELS.astype("float64")) == expected
    y = LABELS.astype("float64")
    y[1:3, 0] = 0.5, 1.7
    told = "from 0 to 3.*sample 1 has 0.5, and 1 more such elements.*Fractions are for losses that compare numbers"
    for use in (model.fit, model.evaluate):
        with pytest.raises(ArgumentError, match=told):
            use(X, y, verbose=0)
    with pytest.raises(ArgumentError, match="sample 2 has 1.7"):
        model.test_on_batch(X, y, np.array([1, 0, 1, 1, 1, 1]))
    weights = np.array([1, 0, 0, 1, 1, 1])
    assert model.test_on_batch(X, y, weights) == model.test_on_batch(X, LABELS, weights)
    with pytest.raises(ArgumentError, match="sample 1 has -0.5"):
        model.train_on_batch(X, with_one(LABELS, -0.5, (1, 0)))


@pytest.mark.parametrize("value", [-1, 99, np.nan])
def test_labels_of_weight_0_may_be_anything(K, value):
    model, weights = labelled(), np.array([1.0, 2, 0, 1, 1, 1])
    y = with_one(LABELS, value, (2, 0))
    expected = model.test_on_batch(X, LABELS, weights)
    assert model.test_on_batch(X, y, weights) == pytest.approx(expected, rel=1e-6)
    assert model.fit(X, y, nb_epoch=1, verbose=0, sample_weight=weights).history["loss"] == [
        pytest.approx(expected, rel=1e-6)
    ]
    assert np.isfinite(np.concatenate(model.get_weights(), None)).all()
    with pytest.raises(ArgumentError, match="sample 2 has"):
        model.fit(X, y, verbose=0, sample_weight=weights + 1)
    assert y[2, 0] != 0


@pytest.mark.parametrize("batch", [None, 2])
def test_labels_of_masked_steps_may_be_anything(K, batch):
    model = Sequential([Masking(0.0, batch_input_shape=(batch, 3, 2)), TimeDistributed(Dense(4, activation="softmax"))])
    model.compile("sgd", "sparse_categorical_crossentropy")
    x, y = RANDOM.normal(size=(6, 3, 2)), RANDOM.randint(0, 4, (6, 3, 1))
    x[[0, 3, 5], [0, 2, 1]] = 0.0
    expected = model.evaluate(x, y, 2, verbose=0)
    for value in (-1, 77):
        padded = y.copy()
        padded[[0, 3, 5], [0, 2, 1]] = value
        assert model.evaluate(x, padded, 2, verbose=0) == pytest.approx(expected, rel=1e-6)
        padded[3, 1] = value
        with pytest.raises(ArgumentError, match=rf"sample 3 has {value} at .3, 1, 0..\s*Targets"):
            model.fit(x, padded, 2, verbose=0)


def test_masked_targets_that_are_no_numbers(K):
    model = Sequential([Masking(0.0, input_shape=(3, 2)), TimeDistributed(Dense(2))])
    model.compile("sgd", "mse")
    x, y = RANDOM.normal(size=(2, 6, 3, 2))
    x[:, 1] = 0.0
    expected = model.evaluate(x, y, verbose=0)
    y[:, 1] = np.nan
    assert model.train_on_batch(x, y) == pytest.approx(expected, rel=1e-5)
    assert np.isfinite(np.concatenate(model.get_weights(), None)).all()


def test_unused_targets_that_are_no_numbers(K):
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("sgd", "mse")
    y = with_one(np.zeros((6, 2)), np.nan, 4)
    model.fit(X, y, verbose=0, sample_weight=np.arange(6) != 4, nb_epoch=1)
    assert np.isfinite(np.concatenate(model.get_weights(), None)).all()


def test_where_indexes_go(K):
    x = Input((4,), dtype="int32")
    inner = Sequential([Embedding(7, 2, input_length=4, name="inner")])
    looked_up = Embedding(9, 2, name="own")(Reshape((2, 2))(x)), inner(x)
    other = Input((4,))
    model = Model([x, other], [merge([Flatten()(v) for v in looked_up]), Dense(2)(other)])
    assert input_limits(model) == [("'inner'", 7), None]
    outer = Sequential([TimeDistributed(inner, input_shape=(3, 4), name="each")])
    assert input_limits(outer) == [("'each'", 7)]
    repeated = Sequential([RepeatVector(3, input_shape=(4,)), TimeDistributed(Embedding(6, 2), name="times")])
    assert input_limits(repeated) == [("'times'", 6)]
    assert input_limits(labelled()) == [None]


def test_arrays_are_looked_at_once_and_block_by_block(monkeypatch):
    class Store:
        shape = (10, 4)
        rows = 0

        def __getitem__(self, key):
            block = np.zeros((10, 4), int)[key]
            self.rows += len(block)
            return block

    monkeypatch.setattr(scanning, "PART", 12)
    store = Store()
    assert len(indexes.find_faults(store, 3)) == 0 and store.rows == 10
    faulty = np.zeros((10, 4), int)
    faulty[[5, 9], [1, 3]] = -7, 3
    np.testing.assert_array_equal(indexes.find_faults(faulty, 3), [[5, 1], [9, 3]])
    assert len(indexes.find_faults(np.empty((0, 4), int), 3)) == 0
    assert len(indexes.find_faults(np.array([[True, False]]), 2)) == 0
    floats = np.array([[0.0, 1.0], [0.5, np.inf]])
    np.testing.assert_array_equal(indexes.find_faults(floats, 2), [[1, 1]])
    np.testing.assert_array_equal(indexes.find_faults(floats, 2, whole=True), [[1, 0], [1, 1]])

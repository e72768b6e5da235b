"""Sparse matrices and arrays of SciPy as data."""

import numpy as np
import pytest
from scipy import sparse

import kerasfront.backend.feeding as feeding
from kerasfront.engine.topology import Input
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense, Embedding, Flatten
from kerasfront.models import Model, Sequential

X = np.array([[0, 1, 0], [2, 0, 0], [0, 0, 0], [0, 3, 4], [5, 0, 6]], "float32")
Y = np.ones((5, 2), "float32")
KINDS = ["csr_matrix", "csc_matrix", "coo_matrix", "lil_matrix", "dok_matrix", "csr_array", "coo_array", "dok_array"]


def uses(model, x, y=Y):
    """What it gives for all that takes data."""
    model.compile("sgd", "mse")
    start = model.get_weights()
    batches = iter([(x, y)] * 4)
    found = [
        model.predict(x, batch_size=2),
        model.predict_on_batch(x),
        model.evaluate(x, y, batch_size=2, verbose=0),
        model.fit(x, y, batch_size=2, nb_epoch=2, verbose=0, shuffle=False, validation_split=0.3).history["val_loss"],
        model.fit(x, y, batch_size=2, nb_epoch=1, verbose=0).history["loss"],
        model.train_on_batch(x, y),
        model.fit_generator(batches, 10, 1, verbose=0).history["loss"],
    ]
    model.set_weights(start)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_sparse_data_of_any_kind(K, kind):
    data = getattr(sparse, kind)(X)
    x = Input((3,), sparse=True)
    into_sparse = Model(x, Dense(2)(x))
    into_dense = Sequential([Dense(2, input_dim=3)])
    into_dense.set_weights(into_sparse.get_weights())
    np.random.seed(1)
    expected = uses(into_dense, X)
    for model in (into_dense, into_sparse):
        np.random.seed(1)
        for found, wanted in zip(uses(model, data), expected):
            np.testing.assert_allclose(found, wanted, rtol=1e-4)


def test_sparse_targets_and_words(K):
    model = Sequential([Embedding(7, 2, input_length=3), Flatten(), Dense(2)])
    expected = uses(model, X)
    for found, wanted in zip(uses(model, sparse.csr_matrix(X), sparse.csr_matrix(Y))[:4], expected):
        np.testing.assert_allclose(found, wanted, rtol=1e-4)
    with pytest.raises(ArgumentError, match="sample 4 has 7.0 at .4, 2."):
        model.predict(sparse.csr_matrix(np.where(X == 6, 7, X)))


def test_what_would_be_too_large_is_said(K, monkeypatch):
    monkeypatch.setattr(feeding, "MOST_DENSE", 2 * 3 * 4)
    model = Sequential([Dense(2, input_dim=3)])
    assert model.predict(sparse.csr_matrix(X[:2]), batch_size=2).shape == (2, 2)
    for call in (lambda x: model.predict(x, batch_size=3), model.predict_on_batch):
        with pytest.raises(ArgumentError, match=r"of shape \(\d, 3\) would take .* GiB.*batch_size.*sparse=True"):
            call(sparse.csr_matrix(X))

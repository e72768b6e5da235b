"""Metrics of whole epochs against NumPy, however the samples are cut into batches."""

import numpy as np
import pytest

from kerasfront import metrics
from kerasfront.engine.topology import Input
from kerasfront.errors import ArgumentError
from kerasfront.layers import Activation, Dense, Masking
from kerasfront.metrics import AUC, F1, EpochMetric, Precision, Recall
from kerasfront.models import Model, Sequential

RANDOM = np.random.RandomState(3)
SCORES = RANDOM.uniform(size=(23, 1)).astype("float32").round(1)  # with ties
TRUTH = (RANDOM.uniform(size=(23, 1)) < 0.3 + 0.4 * SCORES).astype("float32")
NAMES = ["precision", "recall", "f1", "auc"]


class LargestError(EpochMetric):
    joined = True

    def batch(self, y_true, y_pred):
        K = metrics.functions.K
        return [K.max(K.abs(y_true - y_pred), axis=-1)]

    def result(self, errors):
        return errors.max()


def counted(true, scores, threshold=0.5):
    """Precision, recall, F1 and AUC of all elements, from their definitions."""
    true, scores = np.ravel(true) > 0.5, np.ravel(scores)
    hits, predicted = (true & (scores > threshold)).sum(), (scores > threshold).sum()
    pairs = scores[true][:, None] - scores[~true][None]
    auc = ((pairs > 0) + 0.5 * (pairs == 0)).mean()
    return [hits / predicted, hits / true.sum(), 2 * hits / (predicted + true.sum()), auc]


def identity(wanted, loss="mse", width=1):
    """A model that gives its input."""
    model = Sequential([Activation("linear", input_shape=(width,))])
    model.compile("sgd", loss, metrics=wanted)
    return model


def test_fit_evaluate_and_validation(K):
    model = identity(["mae", "Precision", "Recall", "F1", "AUC", LargestError()])
    assert model.metrics_names == ["loss", "mean_absolute_error", *NAMES, "largesterror"]
    expected = [*counted(TRUTH, SCORES), np.abs(TRUTH - SCORES).max()]
    np.testing.assert_allclose(model.evaluate(SCORES, TRUTH, batch_size=4, verbose=0)[2:], expected, rtol=1e-6)
    data = (SCORES[:10], TRUTH[:10])
    history = model.fit(SCORES, TRUTH, batch_size=4, nb_epoch=2, verbose=0, validation_data=data).history
    for name, value, of_ten in zip(NAMES, expected, counted(*reversed(data))):
        np.testing.assert_allclose(history[name], [value] * 2, rtol=1e-6)
        np.testing.assert_allclose(history[f"val_{name}"], [of_ten] * 2, rtol=1e-6)
    for step in (model.train_on_batch, model.test_on_batch):
        np.testing.assert_allclose(step(*data)[2:6], counted(*reversed(data)), rtol=1e-6)


def test_generators_and_several_outputs(K):
    x = Input((1,))
    model = Model(x, [Activation("linear", name="y")(x), Activation("linear", name="z")(x)])
    model.compile("sgd", "mse", metrics={"y": [Precision(0.3)], "z": ["AUC", Recall(name="found")]})
    assert model.metrics_names == ["loss", "y_loss", "z_loss", "y_precision", "z_auc", "z_found"]

    def batches():
        while True:
            for start in range(0, 23, 5):
                part = slice(start, start + 5)
                yield SCORES[part], [TRUTH[part], 1 - TRUTH[part]]

    other = counted(1 - TRUTH, SCORES)
    expected = [counted(TRUTH, SCORES, 0.3)[0], other[3], other[1]]
    np.testing.assert_allclose(model.evaluate_generator(batches(), 23)[3:], expected, rtol=1e-6)
    fitted = model.fit_generator(batches(), 23, 1, verbose=0, validation_data=batches(), nb_val_samples=23).history
    for prefix in ("", "val_"):
        got = [fitted[prefix + name][0] for name in model.metrics_names[3:]]
        np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_numbers_of_classes_count_as_one_hot_rows(K):
    scores = RANDOM.dirichlet(np.ones(3), size=9).astype("float32")
    classes = RANDOM.randint(0, 3, (9, 1))
    sparse = identity(["Precision", "AUC"], "sparse_categorical_crossentropy", 3)
    dense = identity(["Precision", "AUC"], "categorical_crossentropy", 3)
    one_hot = np.eye(3)[classes[:, 0]]
    expected = [counted(one_hot, scores)[i] for i in (0, 3)]
    np.testing.assert_allclose(sparse.evaluate(scores, classes, batch_size=4, verbose=0)[1:], expected, rtol=1e-6)
    np.testing.assert_allclose(dense.evaluate(scores, one_hot, batch_size=4, verbose=0)[1:], expected, rtol=1e-6)


def test_nothing_to_divide_by():
    nothing, something = np.float64(0.0), np.float64(2.0)
    assert Precision().result(nothing, nothing, something) == 0.0
    assert Recall().result(nothing, something, nothing) == 0.0
    assert F1().result(nothing, nothing, nothing) == 0.0
    assert np.isnan(AUC().result(np.ones(3), np.arange(3.0))) and np.isnan(AUC().result(np.zeros(3), np.arange(3.0)))


@pytest.mark.parametrize("name", ["Precision", "Recall", "F1", "AUC"])
def test_configuration_brings_an_equal_one_back(name):
    metric = metrics.get(name)
    assert metric.name == name.lower()
    again = metrics.get({"class_name": name, "config": metric.get_config()})
    assert type(again) is type(metric) and again.get_config() == metric.get_config()


def test_what_is_wrong_is_named(K):
    with pytest.raises(ArgumentError, match=r"Recall: threshold must be a number in \[0, 1\], got 2"):
        Recall(threshold=2)
    for method in (EpochMetric().batch, EpochMetric().result):
        with pytest.raises(NotImplementedError, match="EpochMetric must define"):
            method(0, 0)


@pytest.mark.parametrize(
    ("name", "better"), [("precision", "'Precision'"), ("f1score", "'F1'"), ("matthews_correlation", "")]
)
def test_means_over_batches_are_warned_of(K, name, better):
    with pytest.warns(UserWarning, match=f"is a mean of batches.*{better}"):
        identity([name])


def test_a_layer_learns_with_them(K):
    model = Sequential([Dense(1, input_dim=1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=["AUC"])
    history = model.fit(SCORES, TRUTH, nb_epoch=1, verbose=0).history
    assert history["auc"] in ([pytest.approx(a)] for a in (counted(TRUTH, SCORES)[3], 1 - counted(TRUTH, SCORES)[3]))


def weighted_counts(true, scores, weights, threshold=0.5):
    """`counted`, each element by its weight."""
    true, pred = true > 0.5, scores > threshold
    hits, predicted, positives = ((weights * x).sum() for x in (true & pred, pred, true))
    pairs = scores[true][:, None] - scores[~true][None]
    auc = ((pairs > 0) + 0.5 * (pairs == 0)) * weights[true][:, None] * weights[~true]
    return [
        hits / predicted,
        hits / positives,
        2 * hits / (predicted + positives),
        auc.sum() / weights[true].sum() / weights[~true].sum(),
    ]


@pytest.mark.parametrize("weighted", [False, True])
def test_the_mask_counts_and_weights_do_where_asked(K, weighted):
    scores = RANDOM.uniform(0.1, 1.0, (9, 4, 1)).astype("float32").round(1)
    scores[RANDOM.uniform(size=(9, 4)) < 0.3] = 0.0
    truth = (RANDOM.uniform(size=(9, 4, 1)) < 0.5).astype("float32")
    weights = RANDOM.randint(0, 3, (9, 4)).astype("float32")
    model = Sequential([Masking(0.0, input_shape=(4, 1))])
    metrics = [kind(weighted=weighted) for kind in (Precision, Recall, F1, AUC)]
    model.compile("sgd", "mse", metrics=metrics, sample_weight_mode="temporal")
    counts = (scores[..., 0] > 0) * (weights if weighted else 1.0)
    expected = weighted_counts(truth.ravel(), scores.ravel(), counts.ravel())
    values = model.evaluate(scores, truth, batch_size=4, verbose=0, sample_weight=weights)
    np.testing.assert_allclose(values[1:], expected, rtol=1e-5)


def test_weights_of_samples_count_for_all_their_elements(K):
    scores = RANDOM.dirichlet(np.ones(3), size=9).astype("float32")
    classes, weights = RANDOM.randint(0, 3, (9, 1)), RANDOM.uniform(size=9)
    model = identity(
        [kind(weighted=True) for kind in (Precision, Recall, F1, AUC)], "sparse_categorical_crossentropy", 3
    )
    expected = weighted_counts(np.eye(3)[classes[:, 0]].ravel(), scores.ravel(), weights.repeat(3))
    got = model.evaluate(scores, classes, batch_size=4, verbose=0, sample_weight=weights)[1:]
    np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_own_metrics_are_told_the_mask(K):
    class Count(EpochMetric):
        def batch(self, y_true, y_pred, weights=None):
            return [K.sum(weights)]

        def result(self, total):
            return total

    model = Sequential([Masking(0.0, input_shape=(3, 1))])
    model.compile("sgd", "mse", metrics=[Count()])
    x = np.array([[[0.0], [1.0], [2.0]], [[0.0], [0.0], [1.0]]])
    assert model.evaluate(x, x, batch_size=1, verbose=0)[1] == 3
    with pytest.warns(UserWarning, match="'largesterror' ignores masks.*batch.self, y_true, y_pred, weights"):
        model.compile("sgd", "mse", metrics=[LargestError()])


def test_a_weighted_metric_comes_back_from_its_configuration():
    assert metrics.get({"class_name": "F1", "config": F1(0.3, weighted=True).get_config()}).weighted
    assert AUC(weighted=True).get_config() == {"name": "auc", "weighted": True}

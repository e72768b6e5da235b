"""Keywords of Keras 0.3, which Keras 1.x took with a warning and dropped."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentTypeError
from kerasfront.layers import LSTM, Dense
from kerasfront.models import Model, Sequential

X, Y = np.ones((4, 2)), np.ones((4, 1))


@pytest.fixture
def model(engine):
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    return model


def batches():
    while True:
        yield X, Y


@pytest.mark.parametrize(
    ("method", "arguments", "keyword"),
    [
        ("compile", ("sgd", "mse"), "class_mode"),
        ("fit", (X, Y, 4, 1, 0), "show_accuracy"),
        ("evaluate", (X, Y, 4, 0), "show_accuracy"),
        ("train_on_batch", (X, Y), "accuracy"),
        ("test_on_batch", (X, Y), "accuracy"),
        ("fit_generator", (batches(), 4, 1, 0), "show_accuracy"),
        ("fit_generator", (batches(), 4, 1, 0), "nb_val_worker"),
        ("evaluate_generator", (batches(), 4), "show_accuracy"),
        ("evaluate_generator", (batches(), 4), "verbose"),
    ],
)
def test_taken_with_a_warning(model, method, arguments, keyword):
    with pytest.warns(UserWarning, match=f"^{method}: the argument '{keyword}' .* or use kerasfront.legacy") as caught:
        getattr(model, method)(*arguments, **{keyword: 1})
    assert [warning.filename for warning in caught] == [__file__]
    if keyword in ("class_mode", "show_accuracy", "accuracy"):
        assert "metrics=['accuracy']" in str(caught[0].message)


def test_those_that_were_refused_name_the_way_out(model):
    for layer, keyword in ((LSTM, "truncate_gradient"), (Dense, "cache_enabled")):
        with pytest.raises(ArgumentTypeError, match="Keras 0.x had it: put kerasfront.legacy where the script says"):
            layer(2, **{keyword: -1})
    with pytest.raises(ArgumentTypeError, match="'class_mode'.* put kerasfront.legacy"):
        Model(model.input, model.output).compile("sgd", "mse", class_mode="binary")
    with pytest.raises(TypeError, match="show_accuracies"):
        model.fit(X, Y, show_accuracies=True)

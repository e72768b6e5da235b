"""Keywords of Keras 0.3, which Keras 1.x took with a warning and dropped."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentTypeError
from kerasfront.layers import LSTM, Dense, Permute, Reshape
from kerasfront.models import Model, Sequential

X, Y = np.ones((4, 2)), np.ones((4, 1))


@pytest.fixture
def model(backend):
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


@pytest.mark.parametrize(
    ("make", "keyword"), [(LSTM, "truncate_gradient"), (Dense, "cache_enabled"), (Reshape, "dims")]
)
def test_those_that_layers_refused_name_the_way_out(make, keyword):
    message = f"{make.__name__} has no argument '{keyword}'. It is of Keras 0.x. .* or use kerasfront.legacy"
    with pytest.raises(ArgumentTypeError, match=message):
        make(**({} if make is Reshape else {"output_dim": 2}), **{keyword: (2,)})
    assert Permute(dims=(2, 1)).dims == (2, 1)


def test_those_that_models_refused_name_the_way_out(model):
    functional = Model(model.input, model.output)
    functional.compile("sgd", "mse")
    for method, keyword in ((functional.fit, "show_accuracy"), (functional.fit_generator, "nb_val_worker")):
        with pytest.raises(ArgumentTypeError, match=f"'{keyword}'. It is of Keras 0.x. .* or use kerasfront.legacy"):
            method(X, Y, **{keyword: 1})
    with pytest.raises(TypeError, match="show_accuracies"):
        model.fit(X, Y, show_accuracies=True)

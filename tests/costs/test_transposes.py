"""Models with channels first transpose no more images than the table allows."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import (
    Activation,
    BatchNormalization,
    Convolution2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    MaxPooling2D,
    ZeroPadding2D,
    merge,
)  # fmt: skip
from kerasfront.models import Model
from tests.costs.budgets import TRANSPOSES


def convolved(x, size=3):
    x = Convolution2D(4, size, size, border_mode="same", dim_ordering="th")(x)
    return Activation("relu")(BatchNormalization(axis=1)(x))


def residual(x):
    for _ in range(2):
        x = merge([convolved(convolved(x)), convolved(x, 1)], mode="sum")
        x = MaxPooling2D(dim_ordering="th")(x)
    return GlobalAveragePooling2D(dim_ordering="th")(x)


def inception(x):
    for _ in range(2):
        pooled = MaxPooling2D((3, 3), (1, 1), "valid", "th")(ZeroPadding2D(dim_ordering="th")(x))
        x = merge([convolved(x, 1), convolved(convolved(x)), convolved(pooled)], mode="concat", concat_axis=1)
    return Flatten()(x)


def images_transposed(graph):
    """How many of the tensors of a graph that somebody needs are images with their axes in another order."""
    used = {x.op for operation in graph.get_operations() for x in operation.inputs}
    found = [x for x in used if x.type == "Transpose" and x.outputs[0].shape.rank == 4]
    return sum(x.outputs[0].shape[0] is None for x in found)


@pytest.fixture(autouse=True)
def on_tensorflow():
    with K.use("tensorflow"):
        yield
        K.clear_session()


@pytest.mark.parametrize("kind", TRANSPOSES)
def test_transposes_keep_to_their_budget(kind):
    from kerasfront_tensorflow.state import state

    counts = []
    for work in ("train_on_batch", "predict_on_batch"):
        K.clear_session()
        x = Input((3, 8, 8))
        model = Model(x, Dense(2)({"residual": residual, "inception": inception}[kind](x)))
        model.compile("sgd", "mse")
        images = np.zeros((2, 3, 8, 8))
        getattr(model, work)(images, *([np.zeros((2, 2))] if work == "train_on_batch" else []))
        counts.append(images_transposed(state().executor.session.graph))
    assert all(x <= most for x, most in zip(counts, TRANSPOSES[kind], strict=True)), counts

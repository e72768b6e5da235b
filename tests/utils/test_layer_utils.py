"""Tables of layers."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input, Layer, merge
from kerasfront.errors import UnknownNameError
from kerasfront.layers import Convolution1D, Convolution2D, Dense, Flatten, TimeDistributed
from kerasfront.models import Model, Sequential
from kerasfront.utils.layer_utils import (
    collect_trainable_weights,
    convert_all_kernels_in_model,
    count_total_params,
    layer_from_config,
    print_summary,
)
from tests.pages import check_page
from tests.tiny import CUSTOM, Scale

TABLE = """
____________________________________________________________
Layer (type)      Output Shape  Param  Connected to         
============================================================
x (InputLayer)    (None, 2)     0                           
____________________________________________________________
with_a_long_name_ (None, 2)     2      x[0][0]              
____________________________________________________________
m (Merge)         (None, 2)     0      x[0][0]              
                                       with_a_long_name_of_i
============================================================
Total params: 2
Trainable params: 0
Non-trainable params: 2
____________________________________________________________
"""  # noqa: W291


@pytest.fixture
def model(K):
    x = Input(shape=(2,), name="x")
    scale = Scale(name="with_a_long_name_of_its_own", trainable=False)
    return Model(x, merge([x, scale(x)], name="m"))


def test_summary(model, capsys):
    model.summary(60, [0.3, 0.54, 0.65, 1.0])
    assert capsys.readouterr().out == TABLE.lstrip("\n")


def test_positions_in_characters(model, capsys):
    print_summary(model.layers, model.container_nodes, 60, [18, 32, 39, 60])
    assert capsys.readouterr().out == TABLE.lstrip("\n")


def test_layers_called_with_several_shapes(K, capsys):
    layer = Layer(name="l")
    layer(Input(shape=(2,), name="a")), layer(Input(shape=(3,), name="b"))
    print_summary([layer])
    table = capsys.readouterr().out
    assert "multiple" in table and "a[0][0]" in table and "b[0][0]" in table


def test_weights_that_training_changes():
    model = Sequential([Dense(2, input_dim=1), Dense(1, trainable=False)])
    assert collect_trainable_weights(model) == collect_trainable_weights(model.layers[0]) == model.layers[0].weights
    assert collect_trainable_weights(model.layers[1]) == []


def test_shared_weights_count_once(model):
    counted = set()
    assert count_total_params([*model.layers, *model.layers], counted) == (0, 2)
    assert count_total_params(model.layers, counted) == (0, 0)


def test_layer_from_config(K):
    data = {"class_name": "Scale", "config": {"name": "s"}}
    with pytest.raises(UnknownNameError, match="'Scale'"):
        layer_from_config(data)
    assert layer_from_config(data, CUSTOM).name == "s"


def test_kernels_are_flipped_wherever_they_are(K):
    inner = Sequential([Convolution2D(2, 2, 3, dim_ordering="th", input_shape=(1, 4, 5)), Flatten()])
    model = Sequential([TimeDistributed(inner, input_shape=(3, 1, 4, 5)), Convolution1D(2, 3), Dense(2)])
    before = model.get_weights()
    convert_all_kernels_in_model(model)
    after = model.get_weights()
    np.testing.assert_array_equal(after[0], before[0][:, :, ::-1, ::-1])
    np.testing.assert_array_equal(after[2], before[2][::-1])
    for i in (1, 3, 4, 5):
        np.testing.assert_array_equal(after[i], before[i])


def test_notebooks_show_models_as_tables(backend):
    model = Sequential([Dense(3, input_dim=4, name="a<b>"), Dense(2, name="d")], name="<s>")
    text = model._repr_html_()
    check_page(text)
    assert "Sequential &lt;s&gt;" in text
    assert "<td>a&lt;b&gt; (Dense)</td><td>(None, 3)</td><td>15</td>" in text and "a&lt;b&gt;[0][0]" in text
    assert "Total params: 23, Trainable params: 23, Non-trainable params: 0" in text
    check_page(Sequential()._repr_html_())


def test_notebooks_show_layers_as_tables(backend):
    fresh = Dense(3, activation="tanh", name="<d>")
    text = fresh._repr_html_()
    check_page(text)
    assert "&lt;d&gt;" in text and "<th>activation</th><td>&#x27;tanh&#x27;</td>" in text and "input_shape" not in text
    fresh(Input((4,)))
    text = fresh._repr_html_()
    check_page(text)
    assert "<th>input_shape</th><td>(None, 4)</td>" in text and "<th>params</th><td>15</td>" in text
    fresh(Input((4,)))
    shared = TimeDistributed(Dense(1))
    shared(Input((2, 3)))
    shared(Input((5, 3)))
    assert "output_shape" in fresh._repr_html_() and "output_shape" not in shared._repr_html_()

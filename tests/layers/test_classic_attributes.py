"""Attributes of built layers that scripts of the time read, with the values that classic Keras 1.2.2 gave them."""

import numpy as np
import pytest

from kerasfront import layers as L
from kerasfront.engine import Input

SEQUENCE, IMAGE, FILM = (5, 4), (8, 8, 3), (3, 8, 8, 1)
TF = {"dim_ordering": "tf"}

RECORDED = [
    (lambda: L.Convolution1D(3, 2), SEQUENCE, {"W_shape": (2, 1, 4, 3), "subsample": (1, 1)}),
    (lambda: L.Convolution1D(3, 2, subsample_length=2), SEQUENCE, {"W_shape": (2, 1, 4, 3), "subsample": (2, 1)}),
    (lambda: L.AtrousConvolution1D(3, 2, atrous_rate=2), SEQUENCE, {"W_shape": (2, 1, 4, 3), "subsample": (1, 1)}),
    (lambda: L.Convolution2D(3, 2, 2, **TF), IMAGE, {"W_shape": (2, 2, 3, 3)}),
    (lambda: L.Convolution2D(3, 2, 4, dim_ordering="th"), (3, 8, 8), {"W_shape": (3, 3, 2, 4)}),
    (lambda: L.AtrousConvolution2D(3, 2, 2, atrous_rate=(2, 2), **TF), IMAGE, {"W_shape": (2, 2, 3, 3)}),
    (lambda: L.Convolution3D(3, 2, 2, 2, **TF), (4, 4, 4, 2), {"W_shape": (2, 2, 2, 2, 3)}),
    (lambda: L.Deconvolution2D(3, 2, 2, (None, 9, 9, 3), **TF), IMAGE, {"W_shape": (2, 2, 3, 3)}),
    (lambda: L.AveragePooling1D(2), (6, 4), {"pool_size": (2, 1), "st": (2, 1)}),
    (lambda: L.MaxPooling1D(3, stride=2), (6, 4), {"pool_size": (3, 1), "st": (2, 1), "stride": 2}),
    (lambda: L.LocallyConnected1D(3, 2), SEQUENCE, {"W_shape": (4, 8, 3)}),
    (lambda: L.LocallyConnected2D(3, 2, 2, **TF), IMAGE, {"W_shape": (49, 12, 3), "output_row": 7, "output_col": 7}),
    (lambda: L.PReLU(), (6,), {"param_broadcast": [False]}),
    (lambda: L.PReLU(shared_axes=[1, 2]), (6, 5, 4), {"param_broadcast": [True, True, False]}),
    (lambda: L.ParametricSoftplus(), (6,), {"param_broadcast": [False]}),
    (lambda: L.SReLU(shared_axes=[1]), (6, 5), {"param_broadcast": [True, False]}),
    (lambda: L.ZeroPadding1D(1), SEQUENCE, {"left_pad": 1, "right_pad": 1}),
    (lambda: L.ZeroPadding1D({"left_pad": 1, "right_pad": 3}), SEQUENCE, {"left_pad": 1, "right_pad": 3}),
    (
        lambda: L.ZeroPadding2D((1, 2), **TF),
        IMAGE,
        {"padding": (1, 2), "top_pad": 1, "bottom_pad": 1, "left_pad": 2, "right_pad": 2},
    ),
    (
        lambda: L.ZeroPadding2D({"top_pad": 1, "left_pad": 4}, **TF),
        IMAGE,
        {"top_pad": 1, "bottom_pad": 0, "left_pad": 4, "right_pad": 0},
    ),
    (lambda: L.ConvLSTM2D(3, 2, 2, **TF), FILM, {"W_shape": (2, 2, 1, 3), "W_shape1": (2, 2, 3, 3)}),
    (lambda: L.Bidirectional(L.LSTM(2, return_sequences=True)), SEQUENCE, {"return_sequences": True}),
    (lambda: L.Bidirectional(L.LSTM(2)), SEQUENCE, {"return_sequences": False}),
]


@pytest.mark.parametrize(("make", "shape", "expected"), RECORDED)
def test_recorded_values(K, make, shape, expected):
    layer = make()
    layer(Input(shape=shape))
    assert {name: getattr(layer, name) for name in expected} == expected


@pytest.mark.parametrize("consume_less", ["cpu", "mem"])
@pytest.mark.parametrize(
    ("kind", "gates", "in_files"), [(L.LSTM, "ifco", "icfo"), (L.GRU, "zrh", "zrh")], ids=["LSTM", "GRU"]
)
def test_the_weights_of_each_gate(K, kind, gates, in_files, consume_less):
    layer = kind(3, consume_less=consume_less)
    layer(Input(shape=SEQUENCE))
    assert [getattr(layer, f"{part}_{gate}") for gate in in_files for part in "WUb"] == layer.trainable_weights
    assert [K.int_shape(getattr(layer, f"{part}_{gates[0]}")) for part in "WUb"] == [(4, 3), (3, 3), (3,)]
    in_one = np.concatenate([K.get_value(getattr(layer, f"W_{gate}")) for gate in gates], axis=1)
    np.testing.assert_array_equal(K.eval(layer.W), in_one)


@pytest.mark.parametrize("dim_ordering", ["th", "tf"])
def test_the_weights_of_each_gate_of_a_convolution(K, dim_ordering):
    layer = L.ConvLSTM2D(3, 2, 2, dim_ordering=dim_ordering)
    layer(Input(shape=FILM if dim_ordering == "tf" else (3, 1, 8, 8)))
    assert [getattr(layer, f"{part}_{gate}") for gate in "icfo" for part in "WUb"] == layer.trainable_weights
    assert K.int_shape(layer.W_o) == layer.W_shape and K.int_shape(layer.U_o) == layer.W_shape1


def test_weights_in_one_have_no_parts(K):
    layer = L.LSTM(3, consume_less="gpu")
    layer(Input(shape=SEQUENCE))
    assert not hasattr(layer, "W_i")


def test_the_right_threshold_of_srelu(K):
    layer = L.SReLU(t_left_init="one", t_right_init=lambda shape, name: K.variable(np.full(shape, -2.0), name=name))
    layer(Input(shape=(2,)))
    assert K.eval(layer.t_right_actual).tolist() == [3.0, 3.0]


def test_what_a_layer_derives_can_be_set_by_a_subclass(K):
    class Own(L.Convolution1D):
        def build(self, input_shape):
            self.subsample = (3, 1)
            super().build(input_shape)
            self.W_shape = "own"

    layer = Own(2, 2)
    layer(Input(shape=SEQUENCE))
    assert (layer.subsample, layer.W_shape) == ((3, 1), "own")


def test_merge_keeps_which_calls_it_was_given(K):
    one, other = (L.Dense(2, input_dim=3) for _ in range(2))
    for layer in (one, other):
        layer(Input(shape=(3,)))
    assert L.Merge([one, other], mode="sum").node_indices is None
    assert L.Merge([one, other], mode="sum", node_indices=[0, 0]).node_indices == [0, 0]


def test_classic_names_of_arguments(K):
    x = Input(shape=SEQUENCE)
    mask = L.Masking().compute_mask(x, input_mask=None)
    assert L.LSTM(2, return_sequences=True).compute_mask(input=x, mask=mask) is mask
    assert L.Merge(mode="sum")(inputs=[x, x], mask=None) is not None
    assert K.int_shape(L.Merge(mode="concat").call(inputs=[x, x])) == (None, 5, 8)

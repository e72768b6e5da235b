"""What no layer can be made or called with: each error names the layer, what it needs and what it got."""

import numpy as np
import pytest

from kerasfront import layers
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError
from kerasfront.layers import Input, Merge, merge
from kerasfront.models import Sequential

WHOLE = {
    "Dense": ("output_dim", ()),
    "TimeDistributedDense": ("output_dim", ()),
    "MaxoutDense": ("nb_feature", (2,)),
    "RepeatVector": ("n", ()),
    "Embedding": ("input_dim", ()),
    "SimpleRNN": ("output_dim", ()),
    "GRU": ("output_dim", ()),
    "LSTM": ("output_dim", ()),
    "ConvLSTM2D": ("nb_row", (2,)),
    "Convolution1D": ("filter_length", (2,)),
    "Convolution2D": ("nb_row", (2,)),
    "Convolution3D": ("kernel_dim1", (2,)),
    "AtrousConvolution1D": ("filter_length", (2,)),
    "SeparableConvolution2D": ("nb_row", (2,)),
    "LocallyConnected1D": ("nb_filter", ()),
    "MaxPooling1D": ("pool_length", ()),
    "AveragePooling1D": ("pool_length", ()),
    "UpSampling1D": ("length", ()),
}
"""By class, an argument that is an integer of 1 or more, and what comes before it."""

AFTER = {
    "Embedding": (2,), "ConvLSTM2D": (2,), "Convolution1D": (), "Convolution2D": (2,), "Convolution3D": (2, 2),
    "SeparableConvolution2D": (2,), "LocallyConnected1D": (2,),
}  # fmt: skip
"""What must come after it."""


@pytest.mark.parametrize("value", [0, -3, 2.5, "two", None])
@pytest.mark.parametrize("name", WHOLE)
def test_sizes_are_whole_numbers(name, value):
    argument, before = WHOLE[name]
    fault = f"an integer, got {value!r}" if type(value) is not int else f"at least 1, got {value}"
    with pytest.raises((ArgumentError, ArgumentTypeError), match=rf"{name}\): {argument} must be {fault}"):
        getattr(layers, name)(*before, value, *AFTER.get(name, ()))


def test_sizes_of_numpy_are_whole_numbers():
    assert type(layers.Dense(np.int64(3)).output_dim) is int


@pytest.mark.parametrize("value", [1.0, -0.1, "half", None])
@pytest.mark.parametrize(
    ("name", "argument", "before"),
    [
        ("Dropout", "p", ()),
        ("SpatialDropout1D", "p", ()),
        ("SpatialDropout2D", "p", ()),
        ("GaussianDropout", "p", ()),
        ("Embedding", "dropout", (3, 2)),
        ("SimpleRNN", "dropout_W", (2,)),
        ("GRU", "dropout_U", (2,)),
        ("LSTM", "dropout_W", (2,)),
        ("ConvLSTM2D", "dropout_U", (2, 2, 2)),
    ],
)
def test_shares_lie_between_0_and_1(name, argument, before, value):
    fault = "at least 0 and below 1" if type(value) is float else "a number"
    message = rf"{name}\): {argument} must be {fault}, got {value!r}"
    with pytest.raises((ArgumentError, ArgumentTypeError), match=message):
        getattr(layers, name)(*before, **{argument: value})


MADE = [
    (lambda: layers.Dense(2, activation="rleu"), r"Dense\): activation .* Did you mean 'relu'"),
    (lambda: layers.Dense(2, init="glorot"), r"Dense\): init .* Did you mean 'glorot_"),
    (lambda: layers.LSTM(2, forget_bias_init="on"), r"LSTM\): forget_bias_init .* Did you mean 'one'"),
    (lambda: layers.Dense(2, W_constraint="maxnrm"), r"Dense\): W_constraint .* Did you mean 'maxnorm'"),
    (lambda: layers.Dense(2, input_dim="x"), "input_dim must be a tuple of integers"),
    (lambda: layers.Dense(2, input_shape=(-3,)), "input_shape must hold positive sizes"),
    (lambda: layers.Dense(2, input_shape=(2.5,)), "input_shape must be a tuple of integers"),
    (lambda: layers.SpatialDropout2D(0.5, dim_ordering="nchw"), r"2D\): dim_ordering cannot be 'nchw'.*'th'"),
    (lambda: layers.Reshape(3), r"Reshape\): target_shape must be a tuple of integers, got 3"),
    (lambda: layers.Reshape((-2, 3)), r"Reshape\): target_shape\[0\] must be at least -1"),
    (lambda: layers.Reshape((-1, -1)), r"Reshape\): target_shape may have at most one -1"),
    (lambda: layers.Permute(2), r"Permute\): dims must be a tuple of integers, got 2"),
    (lambda: layers.Permute((1, 3)), r"Permute\): dims must hold 1 to 2 once each"),
    (lambda: layers.GaussianNoise(-1), r"GaussianNoise\): sigma must be at least 0"),
    (lambda: layers.BatchNormalization(mode=3), r"BatchNormalization\): mode must be 0, 1 or 2"),
    (lambda: layers.BatchNormalization(epsilon=-1), r"BatchNormalization\): epsilon must be at least 0"),
    (lambda: layers.LSTM(2, consume_less="tpu"), r"LSTM\): consume_less must be one of"),
    (lambda: layers.ConvLSTM2D(2, 2, 2, input_dim=3), r"ConvLSTM2D\): input_dim and input_length .* input_shape="),
    (lambda: layers.LSTM(2).reset_states(), r"LSTM\) keeps no states .* stateful=True"),
    (lambda: layers.Bidirectional(layers.GRU(2), merge_mode="con"), r"Bidirectional\): merge_mode must be one of"),
    (lambda: Merge(mode="summ"), r"Merge\): unknown mode 'summ'. Did you mean 'sum'"),
    (lambda: Merge(mode="dot", dot_axes=(1,)), r"Merge\): dot_axes must be an integer, or two"),
    (lambda: Merge(mode="dot", dot_axes="last"), r"Merge\): dot_axes must be an integer, or two"),
]


@pytest.mark.parametrize(("make", "message"), MADE)
def test_what_cannot_be_made(make, message):
    with pytest.raises(ArgumentError, match=message):
        make()


WRONG_TYPES = [
    (lambda: layers.Dense(2, name=3), "Dense: name must be a text, got 3"),
    (lambda: layers.Masking("0"), r"Masking\): mask_value must be a number"),
    (lambda: layers.LeakyReLU("0"), r"LeakyReLU\): alpha must be a number"),
    (lambda: layers.Lambda("x * 2"), "function must be callable"),
    (lambda: layers.Lambda(abs, arguments=3), "arguments must be a dict"),
    (lambda: layers.TimeDistributed(layers.Dense), "Did you forget to instantiate it"),
    (lambda: layers.Bidirectional(layers.Dense(2)), "needs a recurrent layer"),
    (lambda: layers.Dense(3, activaton="relu"), "has no argument 'activaton'. Did you mean 'activation'"),
    (lambda: Sequential([3]), "only layers can be added, got 3"),
]


@pytest.mark.parametrize(("make", "message"), WRONG_TYPES)
def test_what_is_of_a_wrong_type(make, message):
    with pytest.raises(ArgumentTypeError, match=message):
        make()


CALLED = [
    (lambda x: layers.Dense(2)(x(None)), r"Dense\) cannot make its weight .* every size must be known"),
    (lambda x: layers.Dropout(0.5, noise_shape=(3,))(x(3, 4)), r"Dropout\): noise_shape must hold 1, None or the size"),
    (lambda x: layers.Highway()(x(3, 4)), r"Highway\) expects an input of rank 2"),
    (lambda x: layers.Reshape((5, -1))(x(4)), r"Reshape\) cannot reshape .* number of elements must stay"),
    (lambda x: layers.Flatten()(x(None, 4)), r"Flatten\) needs to know .* complete input_shape"),
    (lambda x: layers.Embedding(9, 2, input_length=4)(x(5)), r"Embedding\) expects sequences .* input_length=4"),
    (lambda x: layers.BatchNormalization(axis=5)(x(3)), r"BatchNormalization\) needs to know the size of axis 5"),
    (lambda x: layers.PReLU()(x(None, 3)), r"PReLU\) has parameters for each element .* shared_axes"),
    (lambda x: layers.PReLU(shared_axes=[3])(x(3, 3)), r"PReLU\): .* shared_axes must hold numbers from 1 to 2"),
    (lambda x: layers.SReLU(shared_axes=[3])(x(3, 3)), r"SReLU\): .* shared_axes must hold numbers from 1 to 2"),
    (lambda x: layers.Convolution1D(2, 7)(x(5, 2)), r"Convolution1D\) would turn .* larger input or a smaller window"),
    (lambda x: layers.MaxPooling2D((9, 9))(x(4, 4, 3)), r"MaxPooling2D\) would turn .* larger input"),
    (lambda x: layers.LocallyConnected1D(2, 2)(x(None, 3)), r"LocallyConnected1D\) has weights for each place"),
    (lambda x: layers.LSTM(2)(x(3)), r"LSTM\) expects an input of rank 3"),
    (lambda x: layers.GRU(2, unroll=True)(x(None, 3)), r"GRU\) has unroll=True, .* give input_length"),
    (lambda x: layers.SimpleRNN(2, stateful=True)(x(4, 3)), r"SimpleRNN\) is stateful and needs a fixed number"),
    (lambda x: layers.TimeDistributed(layers.Dense(2))(x(3)), r"TimeDistributed\) expects an input of rank 3"),
    (lambda x: merge([x(3), x(4)], mode="sum"), r"Merge\) of mode 'sum' needs inputs of one shape"),
    (lambda x: merge([x(3)], mode="sum"), r"Merge\) merges a list of at least two tensors"),
    (lambda x: merge(x(3), mode="sum"), r"Merge\) merges a list of at least two tensors"),
    (lambda x: merge([x(3), layers.Dense(3)], mode="sum"), r"Merge\) merges a list of at least two tensors"),
    (lambda x: merge([x(3), x(3)], mode="concat", concat_axis=5), r"Merge\) .* concat_axis=5"),
    (lambda x: merge([x(3), x(3), x(3)], mode="dot"), r"Merge\) of mode 'dot' needs exactly two inputs"),
    (lambda x: merge([x(3, 2), x(3, 4)], mode="cos", dot_axes=2), r"Merge\) .* axes of equal size"),
    (lambda x: merge([x(3, 2), x(3, 2)], mode="dot", dot_axes=0), r"Merge\) .* other than the batch axis"),
]


@pytest.mark.parametrize(("call", "message"), CALLED)
def test_what_cannot_be_called(K, call, message):
    with pytest.raises(ArgumentError, match=message):
        call(lambda *sizes: Input(sizes))


def test_merging_layers_that_were_never_called():
    with pytest.raises(NotReadyError, match=r"Dense\) was never called"):
        merge([layers.Dense(3), layers.Dense(3)])

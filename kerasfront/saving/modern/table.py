"""Layers of Keras 1 as Keras 2 and 3 have them: other names of classes, arguments and values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

Names = Mapping[Any, str]
NONE: Mapping[str, Any] = MappingProxyType({})


class Row(NamedTuple):
    """A class of layers.

    Attributes
    ----------
    name : str
        Of the class in Keras 2.
    arguments : mapping
        From arguments of Keras 1 to those of Keras 2; several that became one tuple stand as a tuple.
    new : mapping
        Arguments that Keras 1 did not have, with the value that computes the same.
    needed : mapping
        Arguments that Keras 2 does not have, with the only value that it computes.
    lost : mapping
        Arguments that Keras 2 does not have and that count in training only, with the value that does nothing.
    last : int
        The last Keras that has the class.
    """

    name: str
    arguments: Names = NONE  # type: ignore[assignment]
    new: Mapping[str, Any] = NONE
    needed: Mapping[str, Any] = NONE
    lost: Mapping[str, Any] = NONE
    last: int = 3


IGNORED = frozenset({
    "name", "trainable", "batch_input_shape", "input_dtype", "input_dim", "input_length", "consume_less", "unroll",
    "noise_shape", "seed",
})  # fmt: skip
"""Arguments that say nothing more: the input's shape stands in an InputLayer, and what is computed does not depend on
the rest of them."""

SEQUENCE = {"data_format": "channels_last"}
ORDERING = {"dim_ordering": "data_format"}
BIAS = {"b_regularizer": "bias_regularizer", "b_constraint": "bias_constraint", "bias": "use_bias"}
ACTIVE = {"activation": "activation", "activity_regularizer": "activity_regularizer"}
KERNEL = {"init": "kernel_initializer", "W_regularizer": "kernel_regularizer", "W_constraint": "kernel_constraint"}
WEIGHTED = {**KERNEL, **BIAS, **ACTIVE}
DENSE = {"output_dim": "units", **WEIGHTED}

FILTERS = {"nb_filter": "filters", "border_mode": "padding"}
SEQUENCES = {**FILTERS, ("filter_length",): "kernel_size", ("subsample_length",): "strides", **WEIGHTED}
WINDOW = {**FILTERS, ("nb_row", "nb_col"): "kernel_size", "subsample": "strides", **ORDERING}
IMAGES = {**WINDOW, **WEIGHTED}
VOLUMES = {**IMAGES, ("kernel_dim1", "kernel_dim2", "kernel_dim3"): "kernel_size"}
del VOLUMES["nb_row", "nb_col"]
SEPARATE = {
    **WINDOW, **BIAS, **ACTIVE, "depth_multiplier": "depth_multiplier", "init": "depthwise_initializer",
    "depthwise_regularizer": "depthwise_regularizer", "depthwise_constraint": "depthwise_constraint",
    "pointwise_regularizer": "pointwise_regularizer", "pointwise_constraint": "pointwise_constraint",
}  # fmt: skip

RECURRENT = {
    "init": "kernel_initializer", "inner_init": "recurrent_initializer", "activation": "activation",
    "W_regularizer": "kernel_regularizer", "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer", "dropout_W": "dropout", "dropout_U": "recurrent_dropout",
    "return_sequences": "return_sequences", "go_backwards": "go_backwards", "stateful": "stateful",
}  # fmt: skip
MATRICES = {"output_dim": "units", "unroll": "unroll", **RECURRENT}
GATES = {"inner_activation": "recurrent_activation"}
MEMORY = {**GATES, "forget_bias_init": "unit_forget_bias"}

NORMALIZATION = {
    "epsilon": "epsilon", "axis": "axis", "momentum": "momentum", "beta_init": "beta_initializer",
    "gamma_init": "gamma_initializer", "beta_regularizer": "beta_regularizer", "gamma_regularizer": "gamma_regularizer",
}  # fmt: skip
EMBEDDING = {
    "input_dim": "input_dim", "output_dim": "output_dim", "init": "embeddings_initializer",
    "W_regularizer": "embeddings_regularizer", "W_constraint": "embeddings_constraint",
    "activity_regularizer": "activity_regularizer", "mask_zero": "mask_zero",
}  # fmt: skip
POOLING_1D = {("pool_length",): "pool_size", ("stride",): "strides", "border_mode": "padding"}
POOLING = {"pool_size": "pool_size", "strides": "strides", "border_mode": "padding", **ORDERING}

LAYERS: dict[str, Row] = {
    "Activation": Row("Activation", {"activation": "activation"}),
    "ActivityRegularization": Row("ActivityRegularization", {"l1": "l1", "l2": "l2"}),
    "AtrousConvolution1D": Row("Conv1D", {**SEQUENCES, ("atrous_rate",): "dilation_rate"}, SEQUENCE),
    "AtrousConvolution2D": Row("Conv2D", {**IMAGES, "atrous_rate": "dilation_rate"}),
    "AveragePooling1D": Row("AveragePooling1D", POOLING_1D, SEQUENCE),
    "AveragePooling2D": Row("AveragePooling2D", POOLING),
    "AveragePooling3D": Row("AveragePooling3D", POOLING),
    "BatchNormalization": Row("BatchNormalization", NORMALIZATION, needed={"mode": 0}),
    "Bidirectional": Row("Bidirectional", {"layer": "layer", "merge_mode": "merge_mode"}),
    "ConvLSTM2D": Row("ConvLSTM2D", {**WINDOW, **RECURRENT, **MEMORY}),
    "Convolution1D": Row("Conv1D", SEQUENCES, SEQUENCE),
    "Convolution2D": Row("Conv2D", IMAGES),
    "Convolution3D": Row("Conv3D", VOLUMES),
    "Cropping1D": Row("Cropping1D", {"cropping": "cropping"}),
    "Cropping2D": Row("Cropping2D", {"cropping": "cropping", **ORDERING}),
    "Cropping3D": Row("Cropping3D", {"cropping": "cropping", **ORDERING}),
    "Deconvolution2D": Row("Conv2DTranspose", {**IMAGES, "output_shape": "output_padding"}),
    "Dense": Row("Dense", DENSE),
    "Dropout": Row("Dropout", {"p": "rate", "noise_shape": "noise_shape", "seed": "seed"}),
    "ELU": Row("ELU", {"alpha": "alpha"}),
    "Embedding": Row("Embedding", EMBEDDING, lost={"dropout": 0.0}),
    "Flatten": Row("Flatten", new=SEQUENCE),
    "GRU": Row("GRU", {**MATRICES, **GATES}, {"reset_after": False}),
    "GaussianDropout": Row("GaussianDropout", {"p": "rate"}),
    "GaussianNoise": Row("GaussianNoise", {"sigma": "stddev"}),
    "GlobalAveragePooling1D": Row("GlobalAveragePooling1D", new=SEQUENCE),
    "GlobalAveragePooling2D": Row("GlobalAveragePooling2D", ORDERING),
    "GlobalAveragePooling3D": Row("GlobalAveragePooling3D", ORDERING),
    "GlobalMaxPooling1D": Row("GlobalMaxPooling1D", new=SEQUENCE),
    "GlobalMaxPooling2D": Row("GlobalMaxPooling2D", ORDERING),
    "GlobalMaxPooling3D": Row("GlobalMaxPooling3D", ORDERING),
    "LSTM": Row("LSTM", {**MATRICES, **MEMORY}),
    "LeakyReLU": Row("LeakyReLU", {"alpha": "alpha"}),
    "LocallyConnected1D": Row("LocallyConnected1D", SEQUENCES, SEQUENCE, last=2),
    "LocallyConnected2D": Row("LocallyConnected2D", IMAGES, last=2),
    "Masking": Row("Masking", {"mask_value": "mask_value"}),
    "MaxPooling1D": Row("MaxPooling1D", POOLING_1D, SEQUENCE),
    "MaxPooling2D": Row("MaxPooling2D", POOLING),
    "MaxPooling3D": Row("MaxPooling3D", POOLING),
    "PReLU": Row("PReLU", {"init": "alpha_initializer", "shared_axes": "shared_axes"}),
    "Permute": Row("Permute", {"dims": "dims"}),
    "RepeatVector": Row("RepeatVector", {"n": "n"}),
    "Reshape": Row("Reshape", {"target_shape": "target_shape"}),
    "SeparableConvolution2D": Row("SeparableConv2D", SEPARATE),
    "SimpleRNN": Row("SimpleRNN", MATRICES),
    "SpatialDropout1D": Row("SpatialDropout1D", {"p": "rate"}),
    "SpatialDropout2D": Row("SpatialDropout2D", {"p": "rate", **ORDERING}),
    "SpatialDropout3D": Row("SpatialDropout3D", {"p": "rate", **ORDERING}),
    "ThresholdedReLU": Row("ReLU", {"theta": "threshold"}),
    "TimeDistributed": Row("TimeDistributed", {"layer": "layer"}),
    "TimeDistributedDense": Row("Dense", DENSE),
    "UpSampling1D": Row("UpSampling1D", {"length": "size"}),
    "UpSampling2D": Row("UpSampling2D", {"size": "size", **ORDERING}),
    "UpSampling3D": Row("UpSampling3D", {"size": "size", **ORDERING}),
    "ZeroPadding1D": Row("ZeroPadding1D", {"padding": "padding"}),
    "ZeroPadding2D": Row("ZeroPadding2D", {"padding": "padding", **ORDERING}),
    "ZeroPadding3D": Row("ZeroPadding3D", {"padding": "padding", **ORDERING}),
}

AXIS, PAIR = {"concat_axis": "axis"}, {"dot_axes": "axes"}
MERGES: dict[str, Row] = {
    "sum": Row("Add"),
    "mul": Row("Multiply"),
    "max": Row("Maximum"),
    "ave": Row("Average"),
    "concat": Row("Concatenate", AXIS),
    "dot": Row("Dot", PAIR, {"normalize": False}),
    "cos": Row("Dot", PAIR, {"normalize": True}),
}
"""By its mode, what became of a Merge."""

INPUT = {"batch_input_shape": "batch_input_shape", "input_dtype": "dtype", "sparse": "sparse", "name": "name"}
DATA_FORMATS = {"th": "channels_first", "tf": "channels_last"}
INITIALIZERS = {
    "uniform": "random_uniform", "normal": "random_normal", "zero": "zeros", "one": "ones",
    **{name: name for name in (
        "lecun_uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "orthogonal", "identity",
    )},
}  # fmt: skip
REGULARIZERS = {"L1L2Regularizer": Row("L1L2", {"l1": "l1", "l2": "l2"})}
CONSTRAINTS = {
    "MaxNorm": Row("MaxNorm", {"m": "max_value", "axis": "axis"}),
    "NonNeg": Row("NonNeg"),
    "UnitNorm": Row("UnitNorm", {"axis": "axis"}),
    "MinMaxNorm": Row("MinMaxNorm", {"low": "min_value", "high": "max_value", "rate": "rate", "axis": "axis"}),
}
ACTIVATIONS = frozenset({
    "elu", "hard_sigmoid", "linear", "relu", "sigmoid", "softmax", "softplus", "softsign", "tanh",
})  # fmt: skip

"""Counterparts of the layers of Keras 1 in Keras 2 and 3: other names of classes, arguments and values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

Names = Mapping[Any, str]
NONE: Mapping[str, Any] = MappingProxyType({})


class Counterpart(NamedTuple):
    """The class of Keras 2 and 3 that computes what a class here does.

    Attributes
    ----------
    name : str
        Name of the class in Keras 2 and 3.
    arguments : mapping
        Names of arguments here, to those in Keras 2; a tuple of names for several that became one tuple.
    new : mapping
        Arguments that exist only in Keras 2, with the value that computes the same.
    needed : mapping
        Arguments that exist only here, with the one value that Keras 2 can compute.
    lost : mapping
        Arguments that exist only here and only matter in training, with the value that has no effect.
    last : int
        The last major version of Keras that has the class.
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
"""Arguments without a counterpart: an InputLayer has the shape of the input, and the rest do not change the output."""

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

COUNTERPARTS: dict[str, Counterpart] = {
    "Activation": Counterpart("Activation", {"activation": "activation"}),
    "ActivityRegularization": Counterpart("ActivityRegularization", {"l1": "l1", "l2": "l2"}),
    "AtrousConvolution1D": Counterpart("Conv1D", {**SEQUENCES, ("atrous_rate",): "dilation_rate"}, SEQUENCE),
    "AtrousConvolution2D": Counterpart("Conv2D", {**IMAGES, "atrous_rate": "dilation_rate"}),
    "AveragePooling1D": Counterpart("AveragePooling1D", POOLING_1D, SEQUENCE),
    "AveragePooling2D": Counterpart("AveragePooling2D", POOLING),
    "AveragePooling3D": Counterpart("AveragePooling3D", POOLING),
    "BatchNormalization": Counterpart("BatchNormalization", NORMALIZATION, needed={"mode": 0}),
    "Bidirectional": Counterpart("Bidirectional", {"layer": "layer", "merge_mode": "merge_mode"}),
    "ConvLSTM2D": Counterpart("ConvLSTM2D", {**WINDOW, **RECURRENT, **MEMORY}),
    "Convolution1D": Counterpart("Conv1D", SEQUENCES, SEQUENCE),
    "Convolution2D": Counterpart("Conv2D", IMAGES),
    "Convolution3D": Counterpart("Conv3D", VOLUMES),
    "Cropping1D": Counterpart("Cropping1D", {"cropping": "cropping"}),
    "Cropping2D": Counterpart("Cropping2D", {"cropping": "cropping", **ORDERING}),
    "Cropping3D": Counterpart("Cropping3D", {"cropping": "cropping", **ORDERING}),
    "Deconvolution2D": Counterpart("Conv2DTranspose", {**IMAGES, "output_shape": "output_padding"}),
    "Dense": Counterpart("Dense", DENSE),
    "Dropout": Counterpart("Dropout", {"p": "rate", "noise_shape": "noise_shape", "seed": "seed"}),
    "ELU": Counterpart("ELU", {"alpha": "alpha"}),
    "Embedding": Counterpart("Embedding", EMBEDDING, lost={"dropout": 0.0}),
    "Flatten": Counterpart("Flatten", new=SEQUENCE),
    "GRU": Counterpart("GRU", {**MATRICES, **GATES}, {"reset_after": False}),
    "GaussianDropout": Counterpart("GaussianDropout", {"p": "rate"}),
    "GaussianNoise": Counterpart("GaussianNoise", {"sigma": "stddev"}),
    "GlobalAveragePooling1D": Counterpart("GlobalAveragePooling1D", new=SEQUENCE),
    "GlobalAveragePooling2D": Counterpart("GlobalAveragePooling2D", ORDERING),
    "GlobalAveragePooling3D": Counterpart("GlobalAveragePooling3D", ORDERING),
    "GlobalMaxPooling1D": Counterpart("GlobalMaxPooling1D", new=SEQUENCE),
    "GlobalMaxPooling2D": Counterpart("GlobalMaxPooling2D", ORDERING),
    "GlobalMaxPooling3D": Counterpart("GlobalMaxPooling3D", ORDERING),
    "LSTM": Counterpart("LSTM", {**MATRICES, **MEMORY}),
    "LeakyReLU": Counterpart("LeakyReLU", {"alpha": "alpha"}),
    "LocallyConnected1D": Counterpart("LocallyConnected1D", SEQUENCES, SEQUENCE, last=2),
    "LocallyConnected2D": Counterpart("LocallyConnected2D", IMAGES, last=2),
    "Masking": Counterpart("Masking", {"mask_value": "mask_value"}),
    "MaxPooling1D": Counterpart("MaxPooling1D", POOLING_1D, SEQUENCE),
    "MaxPooling2D": Counterpart("MaxPooling2D", POOLING),
    "MaxPooling3D": Counterpart("MaxPooling3D", POOLING),
    "PReLU": Counterpart("PReLU", {"init": "alpha_initializer", "shared_axes": "shared_axes"}),
    "Permute": Counterpart("Permute", {"dims": "dims"}),
    "RepeatVector": Counterpart("RepeatVector", {"n": "n"}),
    "Reshape": Counterpart("Reshape", {"target_shape": "target_shape"}),
    "SeparableConvolution2D": Counterpart("SeparableConv2D", SEPARATE),
    "SimpleRNN": Counterpart("SimpleRNN", MATRICES),
    "SpatialDropout1D": Counterpart("SpatialDropout1D", {"p": "rate"}),
    "SpatialDropout2D": Counterpart("SpatialDropout2D", {"p": "rate", **ORDERING}),
    "SpatialDropout3D": Counterpart("SpatialDropout3D", {"p": "rate", **ORDERING}),
    "ThresholdedReLU": Counterpart("ReLU", {"theta": "threshold"}),
    "TimeDistributed": Counterpart("TimeDistributed", {"layer": "layer"}),
    "TimeDistributedDense": Counterpart("Dense", DENSE),
    "UpSampling1D": Counterpart("UpSampling1D", {"length": "size"}),
    "UpSampling2D": Counterpart("UpSampling2D", {"size": "size", **ORDERING}),
    "UpSampling3D": Counterpart("UpSampling3D", {"size": "size", **ORDERING}),
    "ZeroPadding1D": Counterpart("ZeroPadding1D", {"padding": "padding"}),
    "ZeroPadding2D": Counterpart("ZeroPadding2D", {"padding": "padding", **ORDERING}),
    "ZeroPadding3D": Counterpart("ZeroPadding3D", {"padding": "padding", **ORDERING}),
}

AXIS, PAIR = {"concat_axis": "axis"}, {"dot_axes": "axes"}
MERGES: dict[str, Counterpart] = {
    "sum": Counterpart("Add"),
    "mul": Counterpart("Multiply"),
    "max": Counterpart("Maximum"),
    "ave": Counterpart("Average"),
    "concat": Counterpart("Concatenate", AXIS),
    "dot": Counterpart("Dot", PAIR, {"normalize": False}),
    "cos": Counterpart("Dot", PAIR, {"normalize": True}),
}
"""The counterpart of a Merge, by its mode."""

INPUT = {"batch_input_shape": "batch_input_shape", "input_dtype": "dtype", "sparse": "sparse", "name": "name"}
DATA_FORMATS = {"th": "channels_first", "tf": "channels_last"}
INITIALIZERS = {
    "uniform": "random_uniform", "normal": "random_normal", "zero": "zeros", "one": "ones",
    **{name: name for name in (
        "lecun_uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "orthogonal", "identity",
    )},
}  # fmt: skip
REGULARIZERS = {"L1L2Regularizer": Counterpart("L1L2", {"l1": "l1", "l2": "l2"})}
CONSTRAINTS = {
    "MaxNorm": Counterpart("MaxNorm", {"m": "max_value", "axis": "axis"}),
    "NonNeg": Counterpart("NonNeg"),
    "UnitNorm": Counterpart("UnitNorm", {"axis": "axis"}),
    "MinMaxNorm": Counterpart("MinMaxNorm", {"low": "min_value", "high": "max_value", "rate": "rate", "axis": "axis"}),
}
ACTIVATIONS = frozenset({
    "elu", "hard_sigmoid", "linear", "relu", "sigmoid", "softmax", "softplus", "softsign", "tanh",
})  # fmt: skip

"""Other names in Keras 2 and 3: one table, for messages and for programs that translate scripts.

A classic spelling that is a name, perhaps with dots, may stand in the place of the other one as it is (`is_renaming`);
one that is a phrase says what to write.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from types import FrameType
from typing import Any, TypeVar

from kerasfront.earlier_keras import ARGUMENTS as EARLIER
from kerasfront.earlier_keras import refuse_earlier_arguments
from kerasfront.errors import ArgumentTypeError

F = TypeVar("F", bound=Callable[..., Any])

_CONV_2D = {"kernel_size": "nb_row, nb_col: Convolution2D(32, 3, 3)", "strides": "subsample"}
_GENERATOR = {"workers": "nb_worker", "max_queue_size": "max_q_size", "use_multiprocessing": "pickle_safe"}
_LIMITED = {**_GENERATOR, "steps": "val_samples, a number of samples: steps * batch_size"}

ARGUMENTS: Mapping[str, Mapping[str, str]] = {
    "Layer": {
        "units": "output_dim",
        "filters": "nb_filter",
        "kernel_size": "filter_length, or nb_row and nb_col, or kernel_dim1 to kernel_dim3",
        "strides": "subsample",
        "padding": "border_mode",
        "data_format": "dim_ordering: 'tf' for 'channels_last', 'th' for 'channels_first'",
        "dilation_rate": "atrous_rate, of AtrousConvolution1D and AtrousConvolution2D",
        "use_bias": "bias",
        "kernel_initializer": "init",
        "recurrent_initializer": "inner_init",
        "embeddings_initializer": "init",
        "depthwise_initializer": "init",
        "pointwise_initializer": "init",
        "alpha_initializer": "init",
        "beta_initializer": "beta_init",
        "gamma_initializer": "gamma_init",
        "bias_initializer": "nothing: a bias begins with zeros, or with what weights=[...] gives",
        "unit_forget_bias": "forget_bias_init='one', which is the default, or 'zero'",
        "kernel_regularizer": "W_regularizer",
        "recurrent_regularizer": "U_regularizer",
        "bias_regularizer": "b_regularizer",
        "embeddings_regularizer": "W_regularizer",
        "kernel_constraint": "W_constraint",
        "bias_constraint": "b_constraint",
        "embeddings_constraint": "W_constraint",
        "recurrent_activation": "inner_activation",
        "recurrent_dropout": "dropout_U",
        "implementation": "consume_less: 'cpu', 'mem' or 'gpu'",
        "rate": "p",
        "stddev": "sigma",
        "dtype": "input_dtype",
        "batch_size": "batch_input_shape, with the number of samples first",
    },
    "Recurrent": {"dropout": "dropout_W"},
    "Convolution1D": {"kernel_size": "filter_length", "strides": "subsample_length"},
    "LocallyConnected1D": {"kernel_size": "filter_length", "strides": "subsample_length"},
    "Convolution2D": _CONV_2D,
    "LocallyConnected2D": _CONV_2D,
    "SeparableConvolution2D": _CONV_2D,
    "ConvRecurrent2D": _CONV_2D,
    "Convolution3D": {"kernel_size": "kernel_dim1, kernel_dim2, kernel_dim3: Convolution3D(32, 3, 3, 3)"},
    "MaxPooling1D": {"pool_size": "pool_length", "strides": "stride"},
    "AveragePooling1D": {"pool_size": "pool_length", "strides": "stride"},
    "UpSampling1D": {"size": "length"},
    "Container": {"inputs": "input", "outputs": "output"},
    "Optimizer": {"learning_rate": "lr"},
    "ImageDataGenerator": {"data_format": "dim_ordering: 'tf' for 'channels_last', 'th' for 'channels_first'"},
    "fit": {"epochs": "nb_epoch", "validation_freq": "validation_data, tested after each epoch"},
    "fit_generator": {
        **_GENERATOR,
        "epochs": "nb_epoch",
        "steps_per_epoch": "samples_per_epoch, a number of samples: steps * batch_size",
        "validation_steps": "nb_val_samples, a number of samples: steps * batch_size",
    },
    "evaluate_generator": _LIMITED,
    "predict_generator": _LIMITED,
}
"""By class (of those that a class descends from, the first that knows the argument counts) or by function."""

NAMES: Mapping[str, Mapping[str, str]] = {
    "": {"initializers": "initializations", "losses": "objectives"},
    "layers": {
        **dict.fromkeys(("add", "Add"), "merge([a, b], mode='sum')"),
        **dict.fromkeys(("multiply", "Multiply"), "merge([a, b], mode='mul')"),
        **dict.fromkeys(("average", "Average"), "merge([a, b], mode='ave')"),
        **dict.fromkeys(("maximum", "Maximum"), "merge([a, b], mode='max')"),
        **dict.fromkeys(("concatenate", "Concatenate"), "merge([a, b], mode='concat')"),
        **dict.fromkeys(("dot", "Dot"), "merge([a, b], mode='dot')"),
        **dict.fromkeys(("Conv2DTranspose", "Convolution2DTranspose"), "Deconvolution2D, which takes output_shape"),
        "MaxPool1D": "layers.MaxPooling1D",
        "MaxPool2D": "layers.MaxPooling2D",
        "MaxPool3D": "layers.MaxPooling3D",
        "AvgPool1D": "layers.AveragePooling1D",
        "AvgPool2D": "layers.AveragePooling2D",
        "AvgPool3D": "layers.AveragePooling3D",
        "GlobalMaxPool1D": "layers.GlobalMaxPooling1D",
        "GlobalMaxPool2D": "layers.GlobalMaxPooling2D",
        "GlobalAvgPool1D": "layers.GlobalAveragePooling1D",
        "GlobalAvgPool2D": "layers.GlobalAveragePooling2D",
        "ConvLSTM2DCell": "layers.ConvLSTM2D",
        "CuDNNLSTM": "layers.LSTM",
        "CuDNNGRU": "layers.GRU",
        "ReLU": "Activation('relu')",
        "Softmax": "Activation('softmax')",
    },
    "utils": {
        "to_categorical": "utils.np_utils.to_categorical",
        "normalize": "utils.np_utils.normalize",
        "plot_model": "utils.visualize_util.plot",
        "get_file": "utils.data_utils.get_file",
        "print_summary": "utils.layer_utils.print_summary",
        "HDF5Matrix": "utils.io_utils.HDF5Matrix",
        "Progbar": "utils.generic_utils.Progbar",
        "CustomObjectScope": "utils.generic_utils.CustomObjectScope",
        "custom_object_scope": "utils.generic_utils.custom_object_scope",
        "get_custom_objects": "utils.generic_utils.get_custom_objects",
    },
    "backend": {
        "image_data_format": "image_dim_ordering(), which says 'tf' for 'channels_last', 'th' for 'channels_first'",
        "set_image_data_format": "set_image_dim_ordering('tf' for 'channels_last', 'th' for 'channels_first')",
    },
    "regularizers": {"l1_l2": "regularizers.l1l2", "L1L2": "regularizers.L1L2Regularizer"},
    "constraints": {
        "max_norm": "constraints.maxnorm",
        "non_neg": "constraints.nonneg",
        "unit_norm": "constraints.unitnorm",
    },
    "initialization": {
        "zeros": "zero",
        "ones": "one",
        "random_uniform": "uniform",
        "random_normal": "normal",
    },
}
"""By module below the package; by 'initialization', ..., what a text names."""


def is_renaming(classic: str) -> bool:
    """Whether the classic spelling can stand in the place of the other one as it is."""
    return all(part.isidentifier() for part in classic.split("."))


def classic_arguments(given: Iterable[str], owners: Iterable[str]) -> dict[str, str]:
    """Find the keywords of `given` in a later spelling, each with the classic one.

    Parameters
    ----------
    given : iterable of str
        Names of arguments.
    owners : iterable of str
        The keys of `ARGUMENTS` that count, the first ones before the others.
    """
    tables = [ARGUMENTS[owner] for owner in owners if owner in ARGUMENTS]
    found = {name: [table[name] for table in tables if name in table] for name in given}
    return {name: classic[0] for name, classic in found.items() if classic}


def refuse_later_arguments(owner: str, given: Iterable[str], owners: Iterable[str]) -> None:
    """Raise one error that names all later spellings among `given`, if there are any; see `classic_arguments`.

    Raises
    ------
    ArgumentTypeError
    """
    found = classic_arguments(given, owners)
    if found:
        pairs = "; ".join(f"{later}= is {classic}{'=' * classic.isidentifier()}" for later, classic in found.items())
        raise ArgumentTypeError(f"{owner}: Keras 2 spells arguments in another way. In classic Keras, {pairs}.")


def other_spellings(given: Iterable[str], owners: Iterable[str]) -> list[str]:
    """Find the keywords of `given` that are spellings of Keras 2 or arguments of Keras 0.x; see `classic_arguments`."""
    given = list(given)
    return [*classic_arguments(given, owners), *(name for name in given if name in EARLIER)]


def refuse_other_spellings(owner: str, given: Iterable[str], owners: Iterable[str]) -> None:
    """Refuse arguments of Keras 2 or 0.x; see `refuse_later_arguments` and `refuse_earlier_arguments`."""
    given = list(given)
    refuse_later_arguments(owner, given, owners)
    refuse_earlier_arguments(owner, given)


def refuse_later_keywords(function: F) -> F:
    """Decorator: keywords that only `ARGUMENTS` knows, by the name of the function or its class, are that one error.

    So are those of Keras 0.x.
    """
    owner = function.__qualname__.split(".")[-2 if function.__name__ == "__init__" else -1]
    own = inspect.signature(function).parameters

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        refuse_other_spellings(owner, [name for name in kwargs if name not in own], [owner])
        return function(*args, **kwargs)

    return call  # type: ignore[return-value]


def no_such_name(module: str, name: str, asker: FrameType) -> Exception:
    """The error for a name that a module does not have, with the classic one if the name is a later spelling.

    Parameters
    ----------
    module, name : str
    asker : frame
        That which asks the module for the name. A statement ``from module import name`` would replace the message of an
        AttributeError by one of its own, and so gets an ImportError.
    """
    message = f"module {module!r} has no attribute {name!r}"
    classic = NAMES.get(module.partition(".")[2], {}).get(name)
    if classic is None:
        return AttributeError(message)
    message = f"{message}: that is a name of Keras 2. In classic Keras it is {classic}."
    importing = asker.f_code.co_code[asker.f_lasti] == dis.opmap["IMPORT_FROM"]
    return ImportError(message, name=name) if importing else AttributeError(message)

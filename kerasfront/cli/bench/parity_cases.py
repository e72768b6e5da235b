"""The layers that parity trains, as data: class, sample shape and arguments, by family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor

ROW, STEPS, IMAGE, VOLUME = (4,), (5, 4), (5, 6, 3), (3, 4, 3, 2)


@dataclass(frozen=True)
class ParityCase:
    """A layer that parity builds a small model of.

    Attributes
    ----------
    layer : str
        Name of the class.
    shape : tuple of int
        Shape of a sample at the input of the layer.
    arguments : mapping
    inputs : int
        Number of such inputs of the layer.
    integers : int
        Upper limit of the integers that the layer takes; 0: its inputs are outputs of another layer with weights.
    then : str
        Name of a recurrent layer that follows, for layers that produce a mask.
    """

    layer: str
    shape: tuple[int, ...]
    arguments: Mapping[str, Any]
    inputs: int = 1
    integers: int = 0
    then: str = ""

    @property
    def title(self) -> str:
        """Name of the class, with the mode if several of them are trained."""
        mode = self.arguments.get("mode", self.arguments.get("merge_mode"))
        return self.layer if mode is None else f"{self.layer} ({mode})"


def _doubled_tanh(x: Tensor) -> Tensor:
    return 2.0 * K.tanh(x)


def _case(layer: str, shape: tuple[int, ...], /, **arguments: Any) -> ParityCase:
    return ParityCase(layer, shape, arguments)


def _inner(layer: str, /, **config: Any) -> dict[str, Any]:
    return {"class_name": layer, "config": config}


_LSTM = _inner("LSTM", output_dim=2, return_sequences=True)
_FILTERS = {"nb_filter": 2, "activation": "tanh"}
_IMAGE_FILTERS = {**_FILTERS, "nb_row": 2, "nb_col": 3, "dim_ordering": "tf"}
_FIRST_LAST = {"dim_ordering": "tf"}

CASES: dict[str, tuple[ParityCase, ...]] = {
    "core": (
        _case("Activation", ROW, activation="softmax"),
        _case("ActivityRegularization", ROW, l2=0.01),
        _case("Dense", ROW, output_dim=3, activation="tanh", W_regularizer="l2", W_constraint="maxnorm"),
        _case("Dropout", ROW, p=0.0),
        _case("Flatten", STEPS),
        _case("GaussianDropout", ROW, p=0.0),
        _case("GaussianNoise", ROW, sigma=0.0),
        _case("Highway", ROW, activation="tanh"),
        _case("Lambda", ROW, function=_doubled_tanh),
        ParityCase("Masking", STEPS, {}, then="SimpleRNN"),
        _case("MaxoutDense", ROW, output_dim=3, nb_feature=2),
        _case("Permute", STEPS, dims=(2, 1)),
        _case("RepeatVector", ROW, n=3),
        _case("Reshape", ROW, target_shape=(2, 2)),
        _case("SpatialDropout1D", STEPS, p=0.0),
        _case("SpatialDropout2D", IMAGE, p=0.0, **_FIRST_LAST),
        _case("SpatialDropout3D", VOLUME, p=0.0, **_FIRST_LAST),
        _case("TimeDistributedDense", STEPS, output_dim=3, activation="tanh"),
    ),
    "activations": (
        _case("ELU", ROW),
        _case("LeakyReLU", ROW),
        _case("PReLU", ROW),
        _case("ParametricSoftplus", ROW),
        _case("SReLU", ROW),
        _case("ThresholdedReLU", ROW, theta=0.1),
        ParityCase("Embedding", (5,), {"input_dim": 6, "output_dim": 3}, integers=6),
        _case("BatchNormalization", ROW, mode=0),
        _case("BatchNormalization", ROW, mode=1),
        _case("BatchNormalization", ROW, mode=2),
    ),
    "merge": tuple(
        ParityCase("Merge", ROW, {"mode": mode}, inputs=2) for mode in ("sum", "mul", "max", "ave", "concat")
    )
    + tuple(ParityCase("Merge", STEPS, {"mode": mode, "dot_axes": 2}, inputs=2) for mode in ("dot", "cos")),
    "convolutional": (
        _case("AtrousConvolution1D", STEPS, filter_length=2, atrous_rate=2, **_FILTERS),
        _case("AtrousConvolution2D", IMAGE, atrous_rate=(2, 2), **_IMAGE_FILTERS),
        _case("Convolution1D", STEPS, filter_length=3, border_mode="same", **_FILTERS),
        _case("Convolution2D", IMAGE, border_mode="same", **_IMAGE_FILTERS),
        _case("Convolution3D", VOLUME, kernel_dim1=2, kernel_dim2=2, kernel_dim3=2, **_FILTERS, **_FIRST_LAST),
        _case("Deconvolution2D", IMAGE, output_shape=(None, 6, 8, 2), **_IMAGE_FILTERS),
        _case("SeparableConvolution2D", IMAGE, **_IMAGE_FILTERS),
        _case("LocallyConnected1D", STEPS, filter_length=2, **_FILTERS),
        _case("LocallyConnected2D", IMAGE, **_IMAGE_FILTERS),
    ),
    "margins": (
        _case("Cropping1D", STEPS),
        _case("Cropping2D", IMAGE, cropping=((1, 0), (2, 1)), **_FIRST_LAST),
        _case("Cropping3D", VOLUME, cropping=((1, 0), (0, 1), (1, 1)), **_FIRST_LAST),
        _case("UpSampling1D", STEPS),
        _case("UpSampling2D", IMAGE, **_FIRST_LAST),
        _case("UpSampling3D", VOLUME, **_FIRST_LAST),
        _case("ZeroPadding1D", STEPS),
        _case("ZeroPadding2D", IMAGE, **_FIRST_LAST),
        _case("ZeroPadding3D", VOLUME, **_FIRST_LAST),
    ),
    "pooling": tuple(
        _case(f"{kind}Pooling{rank}D", shape, **({} if rank == 1 else _FIRST_LAST))
        for kind in ("Average", "Max", "GlobalAverage", "GlobalMax")
        for rank, shape in ((1, STEPS), (2, IMAGE), (3, VOLUME))
    ),
    "recurrent": (
        _case("SimpleRNN", STEPS, output_dim=2),
        _case("GRU", STEPS, output_dim=2),
        _case("LSTM", STEPS, output_dim=2),
        _case("ConvLSTM2D", (2, 3, 4, 2), nb_filter=2, nb_row=2, nb_col=2, dim_ordering="tf"),
        _case("Bidirectional", STEPS, layer=_LSTM, merge_mode="concat"),
        _case("TimeDistributed", STEPS, layer=_inner("Dense", output_dim=2, activation="tanh")),
    ),
}

NOT_TRAINED = {
    "Container": "holds layers",
    "InputLayer": "computes nothing",
    "Layer": "the base of all others",
    "Model": "holds layers",
    "Sequential": "holds layers",
}
"""Reasons for classes without a case. Layers that draw random numbers in training are trained with rate 0."""

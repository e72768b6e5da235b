"""Which way round the kernels of convolutions lie in a file.

We cross-correlate on every backend. Classic Keras did so on one of its backends only; on the other it convolved, which
turns the kernel round along the axes of space, and its files do not say so. The names of the two conventions are those
of the backends, as in the files and tools of classic Keras.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError
from kerasfront.utils.layer_utils import innermost_layers
from kerasfront.utils.np_utils import convert_kernel

CORRELATION, CONVOLUTION = "tensorflow", "theano"
CONVENTIONS = (CORRELATION, CONVOLUTION)

Turned = Mapping[Tensor, str]
"""The kernels that lie the other way round in a file, each with its dim_ordering."""
NONE: Turned = MappingProxyType({})


def checked_convention(kernels: str) -> str:
    """`kernels`, if it is the name of a convention.

    Raises
    ------
    ArgumentError
        If it is something else.
    """
    if kernels not in CONVENTIONS:
        raise ArgumentError(f"kernels must be one of {', '.join(map(repr, CONVENTIONS))}, got {kernels!r}.")
    return kernels


def kernels_of(layers: Iterable[Layer]) -> dict[Tensor, str]:
    """The kernels of convolutions, also those within wrappers and models, each with its dim_ordering."""
    inner = [part for layer in layers for part in innermost_layers(layer)]
    return {kernel: part.layout for part in inner for kernel in getattr(part, "kernels", ())}


def turned(layers: Iterable[Layer], convention: str) -> Turned:
    """The kernels that lie the other way round in files of a convention."""
    return kernels_of(layers) if convention == CONVOLUTION else NONE


def turn(variable: Tensor | None, array: np.ndarray, flips: Turned) -> np.ndarray:
    """The other form of a variable's value, if it is a kernel to be turned round."""
    return convert_kernel(array, flips[variable]) if variable is not None and variable in flips else array


def warn_of_guess(where: str, kernels: Iterable[Layer], margins: Iterable[Layer]) -> None:
    """Say that a file does not tell the backend that it was written on, what depends on it, and how to decide.

    Parameters
    ----------
    where : str
        The file.
    kernels : iterable of Layer
        Those whose kernels are turned round.
    margins : iterable of Layer
        Those whose margins move.
    """
    turned_names, moved_names = (", ".join(layer.name for layer in layers) for layers in (kernels, margins))
    texts = []
    if turned_names:
        texts.append(f"has kernels of convolutions ({turned_names}), but does not say which way round")
    if moved_names:
        texts.append(f"has border_mode 'same' ({moved_names}), but does not say on which side it pads")
    warnings.warn(
        f"{where} {', and '.join(texts):.1000}. It is taken for one of classic Keras on Theano, whose kernels are "
        "flipped and which pads before the input, because weights written on TensorFlow have names that end in ':0'. "
        f"If predictions are wrong, pass kernels={CORRELATION!r}; if they are right, pass kernels={CONVOLUTION!r} to "
        "say so.",
        stacklevel=2,
    )

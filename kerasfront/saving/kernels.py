"""Conventions of convolution kernels in files: for correlation or for convolution.

We cross-correlate on every backend. Classic Keras did so on one of its backends only; on the other it convolved, which
flips kernels along the spatial axes, and its files do not say so. The two conventions are named after the backends, as
in the files and tools of classic Keras.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError
from kerasfront.utils.layer_utils import kernels_of
from kerasfront.utils.np_utils import convert_kernel

CORRELATION, CONVOLUTION = "tensorflow", "theano"
CONVENTIONS = (CORRELATION, CONVOLUTION)

Turned = Mapping[Tensor, str]
"""Kernels that are flipped in a file, each with its dim_ordering."""
NONE: Turned = MappingProxyType({})


def checked_convention(kernels: str) -> str:
    """Return `kernels` if it is the name of a convention.

    Raises
    ------
    ArgumentError
        If it is not.
    """
    if kernels not in CONVENTIONS:
        raise ArgumentError(f"kernels must be one of {', '.join(map(repr, CONVENTIONS))}, got {kernels!r}.")
    return kernels


def turned(layers: Iterable[Layer], convention: str) -> Turned:
    """The kernels that are flipped in files of a convention."""
    return kernels_of(layers) if convention == CONVOLUTION else NONE


def turn(variable: Tensor | None, array: np.ndarray, flips: Turned) -> np.ndarray:
    """Flip the value of a variable if it is one of `flips`."""
    return convert_kernel(array, flips[variable]) if variable is not None and variable in flips else array


def decided_convention(
    where: str,
    layers: Iterable[Layer],
    margins: Iterable[Layer],
    recorded: str | None,
    kernels: str | None,
    reason: str = "because weights written on TensorFlow have names that end in ':0'",
) -> str:
    """Decide the convention of the kernels in a file: from the caller, the file, or a guess.

    Parameters
    ----------
    where : str
        The file, for messages.
    layers : iterable of Layer
        Layers that get weights from the file.
    margins : iterable of Layer
        Layers that pad on another side in files of `CONVOLUTION`.
    recorded, kernels : str or None
        Convention according to the file and to the caller.
    reason : str
        Why the guess is `CONVOLUTION`, for the warning.

    Warns
    -----
    UserWarning
        If something depends on a guess.
    """
    convention = recorded if kernels is None else checked_convention(kernels)
    if convention is not None:
        return convention
    flipped, moved = (
        ", ".join(layer.name for layer in found) for found in ([x for x in layers if kernels_of([x])], margins)
    )
    doubts = [f"has kernels of convolutions ({flipped}), but does not say which way round"] if flipped else []
    doubts += [f"has border_mode 'same' ({moved}), but does not say on which side it pads"] if moved else []
    if doubts:
        warnings.warn(
            f"{where} {', and '.join(doubts):.1000}. It is taken for one of classic Keras on Theano, whose kernels are "
            f"flipped and which pads before the input, {reason}. If predictions are wrong, pass "
            f"kernels={CORRELATION!r}; if they are right, pass kernels={CONVOLUTION!r} to say so.",
            stacklevel=2,
        )
    return CONVOLUTION

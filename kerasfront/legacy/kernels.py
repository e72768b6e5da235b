"""Which way round kernels of convolutions lie in files of Keras 0.3."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from kerasfront.engine.topology import Layer
from kerasfront.saving.kernels import (
    CONVOLUTION,
    CORRELATION,
    Turned,
    checked_convention,
    kernels_of,
    turned,
    warn_of_borders,
)


def turned_in_file(where: str, layers: Sequence[Layer], recorded: str | None, kernels: str | None) -> Turned:
    """The kernels that lie the other way round, as the caller or the file tells, or in the worst case by a guess.

    Parameters
    ----------
    where : str
        The file, for messages.
    layers : sequence of Layer
    recorded : str or None
        What the file tells. Those of Keras 0.3 tell nothing.
    kernels : str or None
        What the caller tells.
    """
    convention = recorded if kernels is None else checked_convention(kernels)
    if convention is None and kernels_of(layers):
        warnings.warn(
            f"{where} has kernels of convolutions, and files of Keras 0.3 do not say which way round. They are taken "
            f"for those of its usual engine, which turned them. If that is right, pass kernels={CONVOLUTION!r}; if "
            f"predictions are wrong, pass kernels={CORRELATION!r}.",
            stacklevel=2,
        )
    if convention != CORRELATION:
        warn_of_borders(where, layers)
    return turned(layers, convention or CONVOLUTION)

"""Which way round kernels of convolutions lie in files of Keras 0.3."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from kerasfront.engine.topology import Layer
from kerasfront.saving.kernels import CONVOLUTION, CORRELATION, checked_convention, kernels_of


def convention_in_file(
    where: str, layers: Sequence[Layer], margins: Sequence[Layer], recorded: str | None, kernels: str | None
) -> str:
    """How kernels of convolutions lie, as the caller or the file tells, or in the worst case by a guess.

    Parameters
    ----------
    where : str
        The file, for messages.
    layers : sequence of Layer
    margins : sequence of Layer
        Those that pad on another side in files of the usual backend.
    recorded : str or None
        What the file tells. Those of Keras 0.3 tell nothing.
    kernels : str or None
        What the caller tells.
    """
    convention = recorded if kernels is None else checked_convention(kernels)
    kernels_told = "kernels of convolutions" if kernels_of(layers) else ""
    margins_told = f"border_mode 'same' ({', '.join(layer.name for layer in margins):.1000})" if margins else ""
    doubtful = " and ".join(filter(None, (kernels_told, margins_told)))
    if convention is None and doubtful:
        warnings.warn(
            f"{where} has {doubtful}, and files of Keras 0.3 do not say of which backend. It is taken for one of its "
            "usual backend, which turned kernels and padded before the input. If that is right, pass "
            f"kernels={CONVOLUTION!r}; if predictions are wrong, pass kernels={CORRELATION!r}.",
            stacklevel=2,
        )
    return convention or CONVOLUTION

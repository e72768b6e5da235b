"""Losses without a gradient."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container
from kerasfront.engine.training.compile_args import Description
from kerasfront.optimizers import weight_name

NAMED = 5
"""Number of weights that a warning names."""


def warn_of_no_gradient(
    container: Container, description: Description, losses: Sequence[Tensor], trained: Sequence[Tensor]
) -> None:
    """Warn of each output whose loss has no gradient with respect to any trained weight that the output depends on.

    Parameters
    ----------
    container : Container
    description : Description
    losses : list of scalar tensors
        For each output of the description.
    trained : list of variables
    """
    for output, loss in zip(description, losses):
        weights = _weights_behind(container, container.outputs[output.index], trained)
        if weights and not any(K.has_gradient(loss, weights)):
            names = ", ".join(map(weight_name, weights[:NAMED])) + (", ..." if len(weights) > NAMED else "")
            warnings.warn(
                f"The loss of output {output.name!r} has no gradient by any weight that the output is computed from "
                f"({names}), so it trains nothing. Rounding, comparing, K.argmax and K.stop_gradient have none; or the "
                "loss does not use y_pred.",
                stacklevel=3,
            )


def _weights_behind(container: Container, output: Tensor, trained: Sequence[Tensor]) -> list[Tensor]:
    """Return the trained weights that `output` depends on."""
    needed, found = {id(output)}, set[int]()
    for node in reversed(container.graph.nodes):
        if any(id(x) in needed for x in node.output_tensors):
            needed |= {id(x) for x in node.input_tensors}
            found |= {id(weight) for weight in node.outbound_layer.trainable_weights}
    return [weight for weight in trained if id(weight) in found]

"""The choice of how operations run, by the devices of the machine."""

from __future__ import annotations

import functools
import warnings
from dataclasses import dataclass

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled
from kerasfront_tensorflow.ops.recurrence import FILE

COMPILED, CUDNN, STEPS = "compiled", "cuDNN", "step by step"
"""Implementations of a recurrent network: an operation of ours for processors, one of cuDNN, a loop of the graph."""

RECURRENCES = (
    ("lstm", "sigmoid"), ("lstm", "hard_sigmoid"), ("gru", "sigmoid"), ("gru", "hard_sigmoid"), ("simple_rnn", "tanh"),
)  # fmt: skip
LAYERS = {"lstm": "LSTM", "gru": "GRU", "simple_rnn": "SimpleRNN"}


@dataclass(frozen=True)
class Machine:
    """Facts that the choice depends on.

    Attributes
    ----------
    gpus : tuple of str
        Names of the GPUs that TensorFlow may use.
    has_cudnn : bool
        Whether TensorFlow is built with cuDNN.
    has_compiler : bool
        Whether operations that come with kerasfront can be compiled, for the processor.
    """

    gpus: tuple[str, ...]
    has_cudnn: bool
    has_compiler: bool

    @property
    def device(self) -> str:
        """Device of the operations that can run on GPUs: the first GPU, if there is any."""
        return self.gpus[0] if self.gpus else "CPU:0"


@dataclass(frozen=True)
class Recurrence:
    """A recurrent network; see `K.gated_rnn`.

    Attributes
    ----------
    cell, inner_activation : str
    dtype : str
    masked, scaled : bool
        Whether there are a mask, and factors of the output on its way to each gate.
    images : bool
        Whether inputs and states are images.
    """

    cell: str
    inner_activation: str
    dtype: str = "float32"
    masked: bool = False
    scaled: bool = False
    images: bool = False


UNFIT = (
    (lambda asked: asked.images, "it convolves no states"),
    (lambda asked: asked.cell == "simple_rnn", "kerasfront uses it for LSTM only"),
    (lambda asked: asked.cell == "gru", "its GRU resets the state after the product, that of classic Keras before it"),
    (
        lambda asked: asked.inner_activation == "hard_sigmoid",
        "it has no hard_sigmoid; a new model can have inner_activation='sigmoid'",
    ),
    (lambda asked: asked.masked, "it knows no masks"),
    (lambda asked: asked.scaled, "it knows no dropout_U"),
)
"""What cuDNN cannot do, with the reason."""


def here() -> Machine:
    """The facts of this machine."""
    gpus = tuple(device.name.split("device:")[-1] for device in tf.config.get_visible_devices("GPU"))
    has_cudnn = bool(gpus) and bool(tf.sysconfig.get_build_info().get("is_cuda_build"))
    return Machine(gpus, has_cudnn, compiled.compiler() is not None)


def implementation(asked: Recurrence, machine: Machine) -> tuple[str, str]:
    """Choose the implementation of a recurrent network; if it is a loop of the graph, say why."""
    if not machine.gpus:
        if asked.dtype != "float32":
            return STEPS, "the operation that comes with kerasfront is for float32"
        return (COMPILED, "") if machine.has_compiler else (STEPS, "there is no g++")
    if not machine.has_cudnn:
        return STEPS, "TensorFlow has no cuDNN"
    reason = next((f"cuDNN does not fit: {reason}" for unfit, reason in UNFIT if unfit(asked)), "")
    return (STEPS, reason) if reason else (CUDNN, "")


def implementation_here(asked: Recurrence) -> str:
    """Choose the implementation of a recurrent network on this machine. On a GPU, warn once of a loop of the graph."""
    machine = here()
    chosen, reason = implementation(asked, machine)
    if chosen == COMPILED and compiled.load(FILE) is None:
        return STEPS
    if machine.gpus and reason and not asked.images:  # whose steps are large: a loop of them is not slow
        _say_once(f"{LAYERS[asked.cell]} runs step by step on {machine.device}, which is slow, because {reason}.")
    return chosen


@functools.cache
def _say_once(message: str) -> None:
    warnings.warn(message, stacklevel=2)


def recurrences_in_words(machine: Machine) -> str:
    """Describe how recurrent layers run."""
    chosen = {
        f"{LAYERS[cell]} ({inner})": implementation(Recurrence(cell, inner), machine) for cell, inner in RECURRENCES
    }
    if len(set(chosen.values())) == 1:
        return ": ".join(filter(None, next(iter(chosen.values()))))
    return "; ".join(f"{how}: {', '.join(x for x, (y, _) in chosen.items() if y == how)}" for how in (CUDNN, STEPS))


def operations_in_words(machine: Machine) -> str:
    """Name the device that operations run on."""
    return (
        f"on {machine.device}, except for what decodes CTC and for random numbers that are the same on all backends, "
        f"on CPU:0. Recurrent layers: {recurrences_in_words(machine)}"
    )

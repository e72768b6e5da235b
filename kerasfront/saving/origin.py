"""Who wrote a file, as far as it tells."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata

import h5py

from kerasfront import backend as K
from kerasfront.errors import FileError
from kerasfront.randomness import last_seed
from kerasfront.saving.hdf5 import Group
from kerasfront.saving.kernels import CONVOLUTION, CORRELATION
from kerasfront.saving.names import has_names, read_names
from kerasfront.saving.upgrades import numbers_of

OWN = "kerasfront"
"""The group with what we record; classic Keras does not look for it."""


@dataclass(frozen=True)
class Origin:
    """What a file says of where it comes from; None where it does not.

    Attributes
    ----------
    kerasfront : str or None
        Our version, if we wrote the file.
    keras : str or None
        The version of Keras whose layout it has.
    backend : str or None
        The backend and the version of its library.
    kernels : str or None
        The convention of convolution kernels.
    seed : int or None
        What was last given to `set_random_seed`.
    """

    kerasfront: str | None = None
    keras: str | None = None
    backend: str | None = None
    kernels: str | None = None
    seed: int | None = None

    @property
    def major(self) -> int:
        """The first number of the version of Keras; 1 where the file does not say."""
        return numbers_of(self.keras or "")[0]

    @property
    def is_later(self) -> bool:
        """Whether weights lie as in Keras 2 and 3."""
        return self.major > 1

    @property
    def is_ours(self) -> bool:
        """Whether we wrote the file."""
        return self.kerasfront is not None


def write_origin(file: h5py.Group, kernels: str) -> h5py.Group:
    """Record ourselves in a new group, which is returned. The backend is the active one."""
    group = file.create_group(OWN)
    facts = K.backend_info()
    group.attrs["version"] = metadata.version("kerasfront")
    group.attrs["backend"] = f"{K.backend()} {facts['version']}"
    group.attrs["kernels"] = kernels
    if last_seed() is not None:
        group.attrs["seed"] = last_seed()
    return group


def read_origin(file: Group, weights: Group) -> Origin:
    """What a file with a group of weights says of itself."""
    keras, backend = (_first(attribute, file, weights) for attribute in ("keras_version", "backend"))
    if OWN in file:
        own = file.group(OWN)
        attribute = "backend" if own.has("backend") else "engine"  # as the first versions called it
        return Origin(own.text("version"), keras, own.text(attribute), _kernels(own), _seed(own))
    if backend is not None:
        return Origin(keras=keras, backend=backend, kernels=CONVOLUTION if backend == CONVOLUTION else CORRELATION)
    return Origin(keras=keras, kernels=CORRELATION if _has_graph_names(weights) else None)


def _kernels(own: Group) -> str:
    kernels = own.text("kernels")
    if kernels not in (CORRELATION, CONVOLUTION):
        known = f"{CORRELATION!r} or {CONVOLUTION!r}"
        raise FileError(f"{own.where}: the attribute 'kernels' must be {known}, not {kernels!r:.50}.")
    return kernels


def _seed(own: Group) -> int | None:
    seed = own.number("seed") if own.has("seed") else None
    if not (seed is None or isinstance(seed, int)):
        raise FileError(f"{own.where}: the attribute 'seed' must be a whole number, not {seed}.")
    return seed


def _first(attribute: str, *groups: Group) -> str | None:
    return next((group.text(attribute) for group in groups if group.has(attribute)), None)


def _has_graph_names(weights: Group) -> bool:
    """Whether weights have names such as 'dense_1_W:0', which only one backend of classic Keras gave them."""
    layers = read_names(weights, "layer_names") if has_names(weights, "layer_names") else []
    return any(name.endswith(":0") for layer in layers for name in read_names(weights.group(layer), "weight_names"))

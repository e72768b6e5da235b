"""The origin of a file: versions, backend and conventions, as far as it records them."""

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
"""The group for our own records; classic Keras ignores it."""


@dataclass(frozen=True)
class Origin:
    """Information in a file about its origin; None where there is none.

    Attributes
    ----------
    kerasfront : str or None
        Version of kerasfront that wrote the file.
    keras : str or None
        Version of Keras whose layout the file has.
    backend : str or None
        Backend and version of its library.
    kernels : str or None
        Convention of convolution kernels.
    seed : int or None
        Last argument of `set_random_seed`.
    """

    kerasfront: str | None = None
    keras: str | None = None
    backend: str | None = None
    kernels: str | None = None
    seed: int | None = None

    @property
    def major(self) -> int:
        """Major version of Keras; 1 if unknown."""
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
    """Record the origin in a new group, and return the group. Call it with the backend active."""
    group = file.create_group(OWN)
    facts = K.backend_info()
    group.attrs["version"] = metadata.version("kerasfront")
    group.attrs["backend"] = f"{K.backend()} {facts['version']}"
    group.attrs["kernels"] = kernels
    if last_seed() is not None:
        group.attrs["seed"] = last_seed()
    return group


def read_origin(file: Group, weights: Group) -> Origin:
    """Read the origin of a file and its group of weights."""
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

"""File formats of other packages: entry points of the group ``kerasfront.formats``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from kerasfront.plugins import plugged
from kerasfront.saving.hdf5 import Group

GROUP = "kerasfront.formats"


class Format(Protocol):
    """Interface of a format: a module or an object with these functions."""

    def describes_model(self, config: Mapping[str, Any]) -> bool:
        """Whether plain data, from JSON or YAML, describe a model in this format."""
        ...

    def model_from_config(
        self,
        config: Mapping[str, Any],
        custom_objects: Mapping[str, Any] | None,
        allow_code: bool,
        max_parameters: int | None,
    ) -> Any:
        """Build a model from plain data; see `kerasfront.saving.model_from_config`."""
        ...

    def holds_weights(self, file: Group) -> bool:
        """Whether an HDF5 file holds weights in this format."""
        ...

    def read_weights(self, model: Any, file: Group, kernels: str | None) -> None:
        """Read the weights of a model; see `kerasfront.saving.load_weights`. The backend of the model is active."""
        ...


def format_of_model(config: Mapping[str, Any]) -> Format | None:
    """Find the format of plain data that are not in our own."""
    return next((known for known in plugged(GROUP) if known.describes_model(config)), None)


def format_of_weights(file: Group) -> Format | None:
    """Find the format of a file that is not in our own."""
    return next((known for known in plugged(GROUP) if known.holds_weights(file)), None)

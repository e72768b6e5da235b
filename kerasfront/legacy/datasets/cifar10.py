"""CIFAR-10, with channels first."""

from __future__ import annotations

from os import PathLike

from kerasfront.datasets import cifar10
from kerasfront.datasets.pictures import Split
from kerasfront.legacy.datasets.channels import channels_first


def load_data(path: str | PathLike[str] | None = None, sha256: str | None = None) -> tuple[Split, ...]:
    """Load the pictures as `kerasfront.datasets.cifar10` does, of shape (samples, 3, 32, 32)."""
    return channels_first(*cifar10.load_data(path, sha256))

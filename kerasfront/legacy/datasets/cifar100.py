"""CIFAR-100, with channels first."""

from __future__ import annotations

from os import PathLike

from kerasfront.datasets import cifar100
from kerasfront.datasets.pictures import Split
from kerasfront.legacy.datasets.channels import channels_first


def load_data(
    label_mode: str = "fine", path: str | PathLike[str] | None = None, sha256: str | None = None
) -> tuple[Split, ...]:
    """Load the pictures as `kerasfront.datasets.cifar100` does, of shape (samples, 3, 32, 32)."""
    return channels_first(*cifar100.load_data(label_mode, path, sha256))

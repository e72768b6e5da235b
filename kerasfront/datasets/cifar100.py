"""CIFAR-100: 60,000 small color images of 100 classes in 20 groups."""

from __future__ import annotations

from os import PathLike

import numpy as np

from kerasfront.datasets.cifar import load_batch
from kerasfront.datasets.files import folder_of
from kerasfront.datasets.pictures import Split, ordered
from kerasfront.datasets.table import CIFAR100
from kerasfront.errors import ArgumentError

LABEL_MODES = ("fine", "coarse")


def load_data(
    label_mode: str = "fine", path: str | PathLike[str] | None = None, sha256: str | None = None
) -> tuple[Split, Split]:
    """Load the images and labels.

    Parameters
    ----------
    label_mode : {'fine', 'coarse'}
        Whether the labels are classes or groups.
    path : path, optional
        Your own cifar-100-python.tar.gz, or the folder cifar-100-python that is in it. Default: the one in
        ``~/.keras/datasets``, to which it is downloaded if it is not there.
    sha256 : str, optional
        Checksum that the archive must have, in place of the known one.

    Returns
    -------
    ((x_train, y_train), (x_test, y_test)) : arrays
        Images of uint8 of shape (50000, 32, 32, 3) and (10000, 32, 32, 3), or with channels first if
        `K.image_dim_ordering()` says so, and labels of shape (50000, 1) and (10000, 1).

    Raises
    ------
    ArgumentError
        If `label_mode` is unknown.
    DownloadError
        Without a network; the message says where to put the archive.
    FileError
        If a file is damaged, has another format, or would run code.
    """
    if label_mode not in LABEL_MODES:
        raise ArgumentError(f"label_mode must be 'fine' or 'coarse', got {label_mode!r}.")
    with folder_of(path, CIFAR100, sha256) as folder:
        (x_train, y_train), (x_test, y_test) = (
            load_batch(folder / name, f"{label_mode}_labels") for name in ("train", "test")
        )
    return ordered(x_train, np.array(y_train)), ordered(x_test, np.array(y_test))

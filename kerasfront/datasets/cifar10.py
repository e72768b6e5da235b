"""CIFAR-10: 60,000 small color images of 10 classes."""

from __future__ import annotations

from os import PathLike

import numpy as np

from kerasfront.datasets.cifar import load_batch
from kerasfront.datasets.files import folder_of
from kerasfront.datasets.pictures import Split, ordered
from kerasfront.datasets.table import CIFAR10


def load_data(path: str | PathLike[str] | None = None, sha256: str | None = None) -> tuple[Split, Split]:
    """Load the images and labels.

    Parameters
    ----------
    path : path, optional
        Your own cifar-10-python.tar.gz, or the folder cifar-10-batches-py that is in it. Default: the one in
        ``~/.keras/datasets``, to which it is downloaded if it is not there.
    sha256 : str, optional
        Checksum that the archive must have, in place of the known one.

    Returns
    -------
    ((x_train, y_train), (x_test, y_test)) : arrays
        Images of uint8 of shape (50000, 32, 32, 3) and (10000, 32, 32, 3), or with channels first if
        `K.image_dim_ordering()` says so, and classes of shape (50000, 1) and (10000, 1).

    Raises
    ------
    DownloadError
        Without a network; the message says where to put the archive.
    FileError
        If a file is damaged, has another format, or would run code.
    """
    with folder_of(path, CIFAR10, sha256) as folder:
        batches = [load_batch(folder / f"data_batch_{number}") for number in range(1, 6)]
        x_test, y_test = load_batch(folder / "test_batch")
    x_train = np.concatenate([x for x, _ in batches])
    y_train = np.concatenate([np.array(y, "uint8") for _, y in batches])
    return ordered(x_train, y_train), ordered(x_test, np.array(y_test))

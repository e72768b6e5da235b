"""The files of CIFAR-10 and CIFAR-100: pickled dictionaries of images and labels."""

from __future__ import annotations

from os import PathLike
from typing import Any

import numpy as np

from kerasfront.backend.types import is_array, is_mapping
from kerasfront.datasets.arrays import numbers
from kerasfront.datasets.pickles import read_pickle
from kerasfront.datasets.pictures import checked
from kerasfront.errors import FileError, within
from kerasfront.utils.paths import check_path, opened

SHAPE = (3, 32, 32)


def load_batch(fpath: str | PathLike[str], label_key: str = "labels") -> tuple[np.ndarray, list[int]]:
    """Read one file.

    Parameters
    ----------
    fpath : path
    label_key : str
        'labels' (CIFAR-10), 'fine_labels' or 'coarse_labels' (CIFAR-100).

    Returns
    -------
    data : array of uint8, of shape (samples, 3, 32, 32)
    labels : list of int

    Raises
    ------
    FileError
        If the file is damaged, has another format, or would run code.
    """
    path = check_path("fpath", fpath)
    with opened(path) as file:
        packed = file.read()
    with within(str(path)):
        content: Any = read_pickle(packed)
        if not is_mapping(content) or not content.keys() >= {"data", label_key}:
            raise FileError(f"It should be a dictionary with 'data' and {label_key!r}.")
        data, labels = content["data"], numbers(content[label_key])
        if not is_array(data) or data.ndim != 2 or data.shape[1] != np.prod(SHAPE):
            raise FileError("Its images do not have 3 x 32 x 32 numbers.")
        data, _ = checked(data.reshape(-1, *SHAPE), np.array(labels), SHAPE)
    return data, labels

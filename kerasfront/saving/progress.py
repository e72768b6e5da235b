"""The progress of a training, in a file of its own."""

from __future__ import annotations

import json
from os import PathLike
from typing import Any

import numpy as np

from kerasfront.errors import FileError, unreadable, within
from kerasfront.saving.hdf5 import reading
from kerasfront.saving.text import read_json
from kerasfront.saving.writing import replacing_hdf5

ARRAYS, FACTS = "arrays", "facts"
DAMAGED = "the file is damaged or of another version. Remove it to begin anew"


def save_progress(model: Any, filepath: str | PathLike[str]) -> None:
    """Write the result of `get_progress`; an existing file is replaced as a whole."""
    arrays, facts = model.get_progress()
    with replacing_hdf5(filepath) as file:
        group = file.create_group(ARRAYS)
        for name, array in arrays.items():
            group.create_dataset(name, data=array)
        file.create_dataset(FACTS, data=np.frombuffer(json.dumps(facts, default=float).encode(), "uint8"))


def load_progress(model: Any, filepath: str | PathLike[str]) -> None:
    """Read a file and pass its content to `set_progress`.

    Raises
    ------
    FileError
        If it is not such a file, or damaged.
    ArgumentError
        If it belongs to another training.
    """
    with reading(filepath) as file:
        if ARRAYS not in file or FACTS not in file:
            raise FileError(f"{filepath} was not written by BackupAndRestore.")
        group = file.group(ARRAYS)
        arrays = {name: group.array(name).read() for name in group.names()}
        facts = read_json(file.array(FACTS).read().tobytes())
    with within(str(filepath)), unreadable("the progress cannot be restored", DAMAGED):
        model.set_progress((arrays, facts))

"""What fuzzing calls with the bytes of a file. A result may come of it or an error of ours, at a bounded cost."""

import os
import resource
import time
import warnings
from contextlib import suppress
from pathlib import Path

import kerasfront.backend as K
from kerasfront import config, saving
from kerasfront.errors import CONTROL, LONGEST, KerasfrontError
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from kerasfront.saving.hdf5.copying import copy
from kerasfront.saving.inspection import inspect

CORPUS = Path(__file__).parents[1] / "data" / "fuzz"
MODELS = 50
"""So many models are built until the graph is thrown away."""
SECONDS, SECONDS_PER_MB = 4, 20
MEGABYTES, MEGABYTES_PER_MB = 100, 400
"""What SECURITY.md promises. The time is more: the code is counted while it runs, on a machine that others use."""


class Target:
    """Reads files of one kind.

    Attributes
    ----------
    folder : Path
        Where files may be written.
    """

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, content):
        """Read a file, and make sure that what it did was allowed."""
        size = len(content) / 10**6
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", UserWarning)
            for read in self.readers(content):
                with suppress(KerasfrontError):
                    self.tried(read)
        seconds = time.process_time() - start
        megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        assert seconds < SECONDS + SECONDS_PER_MB * size, f"{seconds:.1f} s for {len(content)} bytes"
        assert megabytes < MEGABYTES + MEGABYTES_PER_MB * size, f"{megabytes:.0f} MB for {len(content)} bytes"

    def readers(self, content):
        """The functions without arguments that read it."""
        raise NotImplementedError

    @staticmethod
    def tried(read):
        """Call a reader; its error must be fit to be read."""
        try:
            read()
        except KerasfrontError as error:
            assert 0 < len(str(error)) <= LONGEST
            assert not CONTROL.search(str(error))
            raise


class Text(Target):
    """Models as JSON or YAML."""

    def __init__(self, folder, read):
        super().__init__(folder)
        self.read, self.built = read, 0
        saving.model_from_json((CORPUS / "json" / "stack").read_bytes())  # the library of the backend is loaded now

    def readers(self, content):
        self.built += 1
        if self.built % MODELS == 0:
            K.clear_session()
        return [lambda: self.read(content)]


class Groups(Target):
    """HDF5 files: everything in them, what the doctor says, and weights of a model."""

    def __init__(self, folder):
        super().__init__(folder)
        self.model = Sequential([Dense(2, input_dim=3, name="d")])

    def readers(self, content):
        path = self.folder / "file.h5"
        path.write_bytes(content)
        return [
            lambda: copy(str(path), str(self.folder / "copy.h5"), str(path), 2**26),
            lambda: inspect(path),
            lambda: self.model.load_weights(path, by_name=len(content) % 2 == 0),
        ]


class Settings(Target):
    """keras.json."""

    def readers(self, content):
        (self.folder / "keras.json").write_bytes(content)
        os.environ["KERAS_HOME"] = str(self.folder)
        config.reset()
        return [lambda key=key: config.get(key) for key in config.DEFAULTS]


TARGETS = {
    "json": lambda folder: Text(folder, saving.model_from_json),
    "yaml": lambda folder: Text(folder, saving.model_from_yaml),
    "hdf5": Groups,
    "settings": Settings,
}
"""By kind of file, from a folder to what is called with bytes."""

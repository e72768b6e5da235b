"""Small files in the layouts of the data sets. The real Keras 1.2.2 read the same ones for the recorded values."""

import gzip
import pickle
from typing import Any

import numpy as np


def texts(samples, seed):
    """Texts as numbers of words, of 1 to 8 words, with labels from 0 to 2."""
    rng = np.random.RandomState(seed)
    return [rng.randint(1, 30, rng.randint(1, 9)).tolist() for _ in range(samples)], rng.randint(0, 3, samples).tolist()


def pictures(samples, seed, shape=(28, 28)):
    rng = np.random.RandomState(seed)
    return rng.randint(0, 256, (samples, *shape)).astype("uint8"), rng.randint(0, 10, samples).astype("uint8")


IMDB = texts(12, 0), texts(20, 1)
REUTERS = texts(20, 2)
MNIST = pictures(5, 3), pictures(4, 4)
WORDS = {"the": 1, "caf\xe9": 2, "x y": 3}
FOUR = ("x_train", "y_train", "x_test", "y_test")

TEXT_CASES = (
    {},
    {"nb_words": 20},
    {"nb_words": 20, "skip_top": 8},
    {"maxlen": 6},
    {"seed": 7, "start_char": None},
    {"start_char": None, "index_from": None},
    {"start_char": 5, "oov_char": 9, "index_from": 10, "nb_words": 25},
    {"maxlen": 5, "nb_words": 12, "start_char": None},
)
"""Arguments of `load_data` of imdb and reuters; reuters also has `test_split`."""


def write_pickle(path, content, protocol=2):
    path.write_bytes(pickle.dumps(content, protocol))
    return path


def write_packed(path, content):
    path.write_bytes(gzip.compress(pickle.dumps(content, 2)))
    return path


def write_npz(path, **parts):
    """Lists of lists become arrays of objects, as in the later files of Keras."""
    arrays: Any = {name: objects(part) if isinstance(part[0], list) else part for name, part in parts.items()}
    np.savez(path, **arrays)
    return path


def objects(lists):
    array = np.empty(len(lists), object)
    array[:] = lists
    return array

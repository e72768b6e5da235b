"""50,000 movie reviews from IMDB, each positive or negative."""

from __future__ import annotations

import warnings
from os import PathLike

import numpy as np

from kerasfront.datasets.files import find
from kerasfront.datasets.reading import read_parts, read_words
from kerasfront.datasets.table import IMDB, IMDB_WORDS
from kerasfront.datasets.texts import Selection, checked, ragged, shuffle
from kerasfront.errors import within

PARTS = ("x_train", "y_train", "x_test", "y_test")
Split = tuple[np.ndarray, np.ndarray]


def load_data(
    path: str | PathLike[str] = "imdb_full.pkl",
    nb_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
    sha256: str | None = None,
) -> tuple[Split, Split]:
    """Load the reviews as lists of word numbers: the more frequent a word, the smaller its number.

    NumPy's global generator is seeded as in classic Keras, so that a script draws the same numbers afterwards.

    Parameters
    ----------
    path : path
        A file in ``~/.keras/datasets``, or a file of yours: imdb_full.pkl as classic Keras had it, or imdb.npz of later
        versions. If there is none, imdb.npz is downloaded to ``~/.keras/datasets``.
    nb_words : int, optional
        Words with this number or a greater one are replaced by `oov_char`; the greatest number by default.
    skip_top : int
        Words with a smaller number are replaced by `oov_char`.
    maxlen : int, optional
        Only shorter reviews are kept. As in Keras 1.2.2, the first 25,000 of these are the training data.
    seed : int
        Seed for shuffling the reviews.
    start_char : int or None
        Number at the start of every review.
    oov_char : int or None
        Number in place of words that are left out; with None, these are removed.
    index_from : int or None
        Added to the number of each word.
    sha256 : str, optional
        Checksum that the file must have.

    Returns
    -------
    ((x_train, y_train), (x_test, y_test)) : arrays
        Arrays of lists of int, and of 1 (positive) and 0 (negative).

    Raises
    ------
    ArgumentError
        If `maxlen` leaves no review.
    DownloadError
        Without a network; the message says where to put the file.
    FileError
        If the file is damaged, has another format, or would run code.

    Examples
    --------
    >>> from kerasfront.datasets import imdb
    >>> (x_train, y_train), (x_test, y_test) = imdb.load_data(nb_words=20000)  # doctest: +SKIP
    """
    file = find(path, IMDB, sha256)
    with within(str(file)):
        x_train, y_train, x_test, y_test = read_parts(file, PARTS)
        x_train, y_train = checked(x_train, y_train)
        x_test, y_test = checked(x_test, y_test)
    shuffle(x_train, y_train, seed)
    shuffle(x_test, y_test, seed * 2)
    selection = Selection(nb_words, skip_top, maxlen, start_char, oov_char, index_from)
    texts, labels = selection.apply(x_train + x_test, y_train + y_test)
    if len(texts) < len(x_train) + len(x_test):
        _warn_of_mixed_parts(len(x_train), len(texts))
    border = len(x_train)
    return (
        (ragged(texts[:border]), np.array(labels[:border])),
        (ragged(texts[border:]), np.array(labels[border:])),
    )


def _warn_of_mixed_parts(training: int, kept: int) -> None:
    warnings.warn(
        f"maxlen leaves {kept} reviews. As in Keras 1.2.2, the first {training} of them are the training data, "
        "including reviews for testing. To keep the two apart, omit maxlen and select from each.",
        stacklevel=3,
    )


def get_word_index(path: str | PathLike[str] = "imdb_word_index.pkl", sha256: str | None = None) -> dict[str, int]:
    """Load the word index: the number of each word, before `index_from` is added.

    Parameters
    ----------
    path : path
        As for `load_data`: imdb_word_index.pkl of classic Keras, or imdb_word_index.json of later versions.
    sha256 : str, optional
        Checksum that the file must have.
    """
    file = find(path, IMDB_WORDS, sha256)
    with within(str(file)):
        return read_words(file)

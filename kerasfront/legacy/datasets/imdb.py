"""Movie reviews of Keras 0.3: fewer than later, and not split into training and test."""

from __future__ import annotations

from os import PathLike

from kerasfront.datasets.imdb import get_word_index as get_word_index
from kerasfront.datasets.texts import Selection, Texts, load
from kerasfront.utils.published import Published

IMDB = (Published("imdb.pkl", "https://s3.amazonaws.com/text-datasets/imdb.pkl"),)


def load_data(
    path: str | PathLike[str] = "imdb.pkl",
    nb_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
    sha256: str | None = None,
) -> tuple[tuple[Texts, list[int]], tuple[Texts, list[int]]]:
    """Load the reviews as lists of word indices.

    Parameters
    ----------
    path : path
        The imdb.pkl of the time, in ``~/.keras/datasets`` or anywhere else. Nobody states its checksum, so that it is
        only downloaded with `sha256`; `kerasfront.datasets.imdb` has the reviews of later versions.
    nb_words, skip_top, maxlen, seed, start_char, oov_char, index_from
        As for `kerasfront.datasets.imdb.load_data`.
    test_split : float
        Part of the reviews that is for testing.
    sha256 : str, optional
        Checksum that the file must have.

    Returns
    -------
    ((x_train, y_train), (x_test, y_test)) : lists
    """
    selection = Selection(nb_words, skip_top, maxlen, start_char, oov_char, index_from)
    return load(path, IMDB, selection, test_split, seed, sha256)

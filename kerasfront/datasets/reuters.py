"""11,228 newswires from Reuters on 46 topics."""

from __future__ import annotations

from os import PathLike

from kerasfront.datasets.files import find
from kerasfront.datasets.reading import read_words
from kerasfront.datasets.table import REUTERS, REUTERS_WORDS
from kerasfront.datasets.texts import Selection, Texts, load
from kerasfront.errors import within

Split = tuple[Texts, list[int]]


def load_data(
    path: str | PathLike[str] = "reuters.pkl",
    nb_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
    sha256: str | None = None,
) -> tuple[Split, Split]:
    """Load the newswires as lists of word numbers: the more frequent a word, the smaller its number.

    NumPy's global generator is seeded as in classic Keras, so that a script draws the same numbers afterwards.

    Parameters
    ----------
    path : path
        A file in ``~/.keras/datasets``, or a file of yours: reuters.pkl as classic Keras had it, or reuters.npz of
        later versions. If there is none, reuters.npz is downloaded to ``~/.keras/datasets``.
    nb_words, skip_top, maxlen, seed, start_char, oov_char, index_from
        As for `imdb.load_data`.
    test_split : float
        Fraction of the newswires for testing.
    sha256 : str, optional
        Checksum that the file must have. With one, classic Keras's own reuters.pkl can be downloaded, too: nobody
        states its checksum.

    Returns
    -------
    ((x_train, y_train), (x_test, y_test)) : lists
        Lists of lists of int, and lists of topics, from 0 to 45.

    Raises
    ------
    ArgumentError
        If `maxlen` leaves no newswire.
    DownloadError
        Without a network; the message says where to put the file.
    FileError
        If the file is damaged, has another format, or would run code.
    """
    selection = Selection(nb_words, skip_top, maxlen, start_char, oov_char, index_from)
    return load(path, REUTERS, selection, test_split, seed, sha256)


def get_word_index(path: str | PathLike[str] = "reuters_word_index.pkl", sha256: str | None = None) -> dict[str, int]:
    """Load the word index: the number of each word, before `index_from` is added.

    Parameters
    ----------
    path : path
        As for `load_data`: reuters_word_index.pkl of classic Keras, or reuters_word_index.json of later versions.
    sha256 : str, optional
        Checksum that the file must have.
    """
    file = find(path, REUTERS_WORDS, sha256)
    with within(str(file)):
        return read_words(file)

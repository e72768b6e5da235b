"""Helpers for data sets of texts, which are lists of word numbers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from os import PathLike
from typing import Any

import numpy as np

from kerasfront.datasets.arrays import is_plain_list, numbers
from kerasfront.datasets.files import find
from kerasfront.datasets.reading import read_parts
from kerasfront.errors import ArgumentError, FileError, within
from kerasfront.utils.published import Published

Texts = list[list[int]]
LARGEST_REPETITION = 10
"""Maximum ratio of the total length of texts to that in the file, as a pickle can repeat one text many times."""


@dataclass(frozen=True)
class Selection:
    """Selection of texts and words, and the numbering of words; see `imdb.load_data`."""

    nb_words: int | None
    skip_top: int
    maxlen: int | None
    start_char: int | None
    oov_char: int | None
    index_from: int | None

    def apply(self, texts: Texts, labels: list[int]) -> tuple[Texts, list[int]]:
        """Renumber the words, and drop texts that are too long and words that are too frequent or too rare."""
        offset = self.index_from or 0
        start = [] if self.start_char is None else [self.start_char]
        if start or offset:
            texts = [start + [word + offset for word in text] for text in texts]
        if self.maxlen:
            kept = [(text, label) for text, label in zip(texts, labels) if len(text) < self.maxlen]
            if not kept:
                raise ArgumentError(f"maxlen={self.maxlen} leaves no text, as none is shorter. Increase maxlen.")
            texts, labels = map(list, zip(*kept))
        end = self.nb_words or max(max(text, default=0) for text in texts)
        if self.oov_char is None:
            return [[word for word in text if self.skip_top <= word < end] for text in texts], labels
        return [[word if self.skip_top <= word < end else self.oov_char for word in text] for text in texts], labels


def checked(texts: Any, labels: Any) -> tuple[Texts, list[int]]:
    """Check texts and labels from a file.

    Raises
    ------
    FileError
        If they are not lists of numbers with a label for each.
    """
    labels = numbers(labels)
    if not is_plain_list(texts) or len(texts) != len(labels) or not {list}.issuperset(map(type, texts)):
        raise FileError("It should hold a list of texts, each a list of numbers, and a label for each.")
    different = {id(text): text for text in texts}.values()
    if sum(map(len, texts)) > LARGEST_REPETITION * sum(map(len, different)):
        raise FileError("It holds the same text again and again.")
    if not {int}.issuperset(map(type, chain.from_iterable(different))):
        raise FileError("It should hold texts as lists of the numbers of their words.")
    return texts, labels


def shuffle(texts: list[Any], labels: list[Any], seed: int) -> None:
    """Shuffle both as classic Keras did, with NumPy's global generator.

    This leaves the generator in the same state, from which scripts draw their initial weights.
    """
    for items in (texts, labels):
        np.random.seed(seed)
        np.random.shuffle(items)


def load(
    path: str | PathLike[str],
    published: tuple[Published, ...],
    selection: Selection,
    test_split: float,
    seed: int,
    sha256: str | None,
) -> tuple[tuple[Texts, list[int]], tuple[Texts, list[int]]]:
    """Load texts and labels from one file, whose last part is for testing."""
    file = find(path, published, sha256)
    with within(str(file)):
        texts, labels = checked(*read_parts(file, ("x", "y")))
    shuffle(texts, labels, seed)
    texts, labels = selection.apply(texts, labels)
    border = int(len(texts) * (1 - test_split))
    return (texts[:border], labels[:border]), (texts[border:], labels[border:])


def ragged(texts: Texts) -> np.ndarray:
    """Make an array of lists, or of numbers if all lists have the same length."""
    if len({len(text) for text in texts}) <= 1:
        return np.array(texts)
    array = np.empty(len(texts), object)
    array[:] = texts
    return array

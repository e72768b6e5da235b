"""Conversion of texts to words, and of words to indices."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import md5

import numpy as np

from kerasfront.errors import ArgumentError, NotReadyError, UnknownNameError, near_misses

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
"""Characters that end a word: all punctuation except the apostrophe."""


def text_to_word_sequence(text: str, filters: str = FILTERS, lower: bool = True, split: str = " ") -> list[str]:
    """Split a text into words.

    Parameters
    ----------
    text : str
    filters : str
        Characters that end a word, as `split` does.
    lower : bool
        Whether to turn the text to lower case.
    split : str
        What stands between words.
    """
    if lower:
        text = text.lower()
    return [word for word in text.translate(dict.fromkeys(map(ord, filters), split)).split(split) if word]


def one_hot(text: str, n: int, filters: str = FILTERS, lower: bool = True, split: str = " ") -> list[int]:
    """Hash each word of a text to an index from 1 to n - 1, which is the same in every process.

    Different words may share a number. The other arguments are those of `text_to_word_sequence`.

    Raises
    ------
    ArgumentError
        If `n` is below 2.
    """
    if n < 2:
        raise ArgumentError(f"one_hot: n must be 2 or more, so that there is a number from 1 to n - 1, got {n!r}.")
    words = text_to_word_sequence(text, filters, lower, split)
    return [1 + int.from_bytes(md5(word.encode()).digest(), "big") % (n - 1) for word in words]


class Tokenizer:
    """Convert words to indices: 1 for the most frequent word, 2 for the next, and so on; 0 is not a word.

    Parameters
    ----------
    nb_words : int, optional
        Only numbers below this one are given; default: all.
    filters, lower, split : str, bool, str
        Those of `text_to_word_sequence`.
    char_level : bool
        Whether every character is a word, as it stands.

    Attributes
    ----------
    word_counts, word_docs : dict
        How often each word came, and in how many texts.
    word_index : dict
        The number of each word.
    index_docs : dict
        By number, in how many texts the word came.
    document_count : int
        Number of texts.
    """

    def __init__(
        self, nb_words: int | None = None, filters: str = FILTERS, lower: bool = True, split: str = " ",
        char_level: bool = False,
    ) -> None:  # fmt: skip
        self.nb_words = nb_words
        self.filters = filters
        self.lower = lower
        self.split = split
        self.char_level = char_level
        self.word_counts: Counter[str] = Counter()
        self.word_docs: Counter[str] = Counter()
        self.word_index: dict[str, int] = {}
        self.index_docs: Counter[int] = Counter()
        self.document_count = 0

    def _words(self, text: str) -> Sequence[str]:
        return text if self.char_level else text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts: Iterable[str]) -> None:
        """Count the words of texts, and index them. Further calls continue the counts.

        Raises
        ------
        ArgumentError
            If `texts` is a single text.
        """
        if isinstance(texts, str):
            raise ArgumentError("fit_on_texts needs a list of texts, got one text. Pass [text].")
        for text in texts:
            words = self._words(text)
            self.word_counts.update(words)
            self.word_docs.update(set(words))
            self.document_count += 1
        numbered = enumerate(sorted(self.word_counts, key=lambda word: -self.word_counts[word]), start=1)
        self.word_index = {word: number for number, word in numbered}
        self.index_docs = Counter({self.word_index[word]: count for word, count in self.word_docs.items()})

    def fit_on_sequences(self, sequences: Sequence[Iterable[int]]) -> None:
        """Count the sequences that contain each index, instead of `fit_on_texts`; for mode 'tfidf'."""
        self.document_count = len(sequences)
        self.index_docs = Counter(number for sequence in sequences for number in set(sequence))

    def texts_to_sequences(self, texts: Iterable[str]) -> list[list[int]]:
        """Convert texts to lists of indices; unknown words and indices of `nb_words` or more are left out."""
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts: Iterable[str]) -> Iterator[list[int]]:
        """Like `texts_to_sequences`, one text at a time."""
        for text in texts:
            numbers = (self.word_index.get(word) for word in self._words(text))
            yield [number for number in numbers if number and number < (self.nb_words or math.inf)]

    def texts_to_matrix(self, texts: Iterable[str], mode: str = "binary") -> np.ndarray:
        """Convert texts to a matrix with a row for each; see `sequences_to_matrix`."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Sequence[Sequence[int]], mode: str = "binary") -> np.ndarray:
        """Convert sequences to a matrix with a row for each sequence and a column for each index.

        Parameters
        ----------
        sequences : list of lists of int
            Numbers that have no column are left out.
        mode : str
            'binary': 1 where a number comes. 'count': how often. 'freq': its share of the sequence. 'tfidf':
            ``(1 + log(count)) * log(1 + texts / (1 + texts with the number))``.

        Returns
        -------
        array of float64, shape (sequences, nb_words)
            Without `nb_words`, there are as many columns as known words, and one for 0.

        Raises
        ------
        NotReadyError
            If the number of columns is not known, or mode 'tfidf' has nothing to go by.
        UnknownNameError
            For an unknown mode.
        """
        if mode not in WEIGHTS:
            raise UnknownNameError(f"sequences_to_matrix: unknown mode {mode!r}. {near_misses(mode, WEIGHTS)}")
        columns = self.nb_words or (len(self.word_index) + 1 if self.word_index else 0)
        if not columns:
            raise NotReadyError("Tokenizer: give nb_words, or call fit_on_texts first, so that the columns are known.")
        if mode == "tfidf" and not self.document_count:
            raise NotReadyError("Tokenizer: call fit_on_texts or fit_on_sequences before mode 'tfidf'.")
        matrix = np.zeros((len(sequences), columns))
        for row, sequence in zip(matrix, sequences):
            for number, count in Counter(number for number in sequence if number < columns).items():
                row[number] = WEIGHTS[mode](self, number, count, len(sequence))
        return matrix


def _tfidf(tokenizer: Tokenizer, number: int, count: int, length: int) -> float:
    rarity = math.log(1 + tokenizer.document_count / (1 + tokenizer.index_docs[number]))
    return (1 + math.log(count)) * rarity


WEIGHTS: dict[str, Callable[[Tokenizer, int, int, int], float]] = {
    "binary": lambda tokenizer, number, count, length: 1.0,
    "count": lambda tokenizer, number, count, length: count,
    "freq": lambda tokenizer, number, count, length: count / length,
    "tfidf": _tfidf,
}
"""By mode, the element of a number that comes `count` times in a sequence of a length."""

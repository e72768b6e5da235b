"""Sequences of numbers: padded to one length, and as pairs of neighbors."""

from __future__ import annotations

import random
import reprlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError

EULER = 0.577
"""Euler's constant, to as many digits as the tables of classic Keras have it."""


def pad_sequences(
    sequences: Iterable[Any],
    maxlen: int | None = None,
    dtype: str = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: float = 0.0,
) -> np.ndarray:
    """Pad or truncate sequences to one length, in one array.

    Parameters
    ----------
    sequences : list of sequences
        Of numbers, or of arrays of one shape.
    maxlen : int, optional
        Default: the greatest length.
    dtype : str
        Of the result.
    padding, truncating : str
        'pre' or 'post': where to fill up, and where to cut off.
    value : float
        What to fill up with.

    Returns
    -------
    array, shape (sequences, maxlen, ...)

    Raises
    ------
    ArgumentError
        If `sequences` is not a list of sequences, the elements differ in shape, or a mode is unknown.
    """
    for argument, mode in (("padding", padding), ("truncating", truncating)):
        if mode not in ("pre", "post"):
            raise ArgumentError(f"pad_sequences: {argument} must be 'pre' or 'post', got {mode!r}.")
    sequences = _checked_sequences(sequences, dtype)
    maxlen = max(map(len, sequences), default=0) if maxlen is None else maxlen
    shape = next((np.shape(sequence)[1:] for sequence in sequences if len(sequence)), ())
    padded = np.full((len(sequences), maxlen, *shape), value).astype(dtype)
    for number, sequence in enumerate(sequences):
        kept = np.asarray(sequence[-maxlen:] if truncating == "pre" else sequence[:maxlen], dtype) if maxlen else ()
        if not len(kept):
            continue
        if np.shape(kept)[1:] != shape:
            raise ArgumentError(
                f"pad_sequences: elements of sequence {number} have the shape {np.shape(kept)[1:]}, those of the first "
                f"sequence {shape}. All must have one shape."
            )
        start = 0 if padding == "post" else maxlen - len(kept)
        padded[number, start : start + len(kept)] = kept
    return padded


def _checked_sequences(sequences: Iterable[Any], dtype: str) -> Sequence[Any]:
    """Check that it is a list of sequences, without texts where numbers are required."""
    listed = [*sequences]
    if isinstance(sequences, str) or not all(hasattr(sequence, "__len__") for sequence in listed):
        raise ArgumentError("pad_sequences: sequences must be a list of sequences, such as [[1, 2], [3]].")
    for number, sequence in enumerate(listed if np.dtype(dtype).kind in "biuf" else ()):
        if isinstance(sequence, str) or (len(sequence) and isinstance(sequence[0], str)):
            raise ArgumentError(
                f"pad_sequences: sequence {number} holds text, {reprlib.repr(sequence)}. Make numbers of words first: "
                "kerasfront.preprocessing.text.Tokenizer, or one_hot."
            )
    return listed


def make_sampling_table(size: int, sampling_factor: float = 1e-5) -> np.ndarray:
    """Probability that `skipgrams` keeps each word, so that frequent words do not dominate.

    The word of rank r is taken to come with a frequency f of about 1 / (r * (log(r) + 0.577) + 1/2 - 1 / (12 r))
    (Zipf's law), and kept with the probability sqrt(sampling_factor / f), at most 1.

    Parameters
    ----------
    size : int
        Number of words, the most frequent first; word 0 counts as word 1.
    sampling_factor : float

    Returns
    -------
    array of float64, shape (size,)

    References
    ----------
    Mikolov et al.: Distributed Representations of Words and Phrases. arXiv:1310.4546, section 2.3
    """
    rank = np.maximum(np.arange(size), 1)
    inverse_frequency = rank * (np.log(rank) + EULER) + 0.5 - 1.0 / (12.0 * rank)
    return np.minimum(1.0, np.sqrt(sampling_factor * inverse_frequency))


def skipgrams(
    sequence: Sequence[int],
    vocabulary_size: int,
    window_size: int = 4,
    negative_samples: float = 1.0,
    shuffle: bool = True,
    categorical: bool = False,
    sampling_table: Any = None,
) -> tuple[list[list[int]], list[Any]]:
    """Make pairs of neighboring words and pairs of random words; random numbers come from `random`.

    Parameters
    ----------
    sequence : sequence of int
        Word indices; 0 is not a word.
    vocabulary_size : int
        Words are below this number.
    window_size : int
        How far apart the words of a pair may stand.
    negative_samples : float
        Pairs of any two words for each pair of neighbours; 0: none.
    shuffle : bool
        Whether to shuffle the pairs.
    categorical : bool
        Whether labels are [0, 1] and [1, 0] instead of 1 and 0.
    sampling_table : array, optional
        By word, how likely pairs that begin with it are kept; see `make_sampling_table`.

    Returns
    -------
    couples : list of [int, int]
    labels : list
        1 for neighbours, 0 for any two words.

    References
    ----------
    Mikolov et al.: Efficient Estimation of Word Representations in Vector Space. arXiv:1301.3781
    """
    couples = [
        [word, neighbour]
        for place, word in enumerate(sequence)
        if word and (sampling_table is None or sampling_table[word] >= random.random())
        for neighbour in _neighbours(sequence, place, window_size)
        if neighbour
    ]
    near, far = ([0, 1], [1, 0]) if categorical else (1, 0)
    labels: list[Any] = [near for _ in couples]
    if negative_samples > 0:
        words = [word for word, _ in couples]
        random.shuffle(words)
        count = int(len(couples) * negative_samples)
        couples += [[words[i % len(words)], random.randint(1, vocabulary_size - 1)] for i in range(count)]
        labels += [far] * count
    if shuffle:
        seed = random.randint(0, 10_000_000)
        for things in (couples, labels):
            random.Random(seed).shuffle(things)
    return couples, labels


def _neighbours(sequence: Sequence[int], place: int, window_size: int) -> list[int]:
    return [*sequence[max(0, place - window_size) : place], *sequence[place + 1 : place + window_size + 1]]

"""Padding and pairs of words, beyond what was recorded."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasfront.errors import ArgumentError
from kerasfront.preprocessing.sequence import make_sampling_table, pad_sequences, skipgrams

SIDES = st.sampled_from(["pre", "post"])


@given(st.lists(st.lists(st.integers(1, 9), max_size=5), min_size=1), st.integers(0, 6), SIDES, SIDES)
def test_padding_keeps_the_ends_of_sequences(sequences, maxlen, padding, truncating):
    padded = pad_sequences(sequences, maxlen, padding=padding, truncating=truncating)
    assert padded.shape == (len(sequences), maxlen)
    for row, sequence in zip(padded.tolist(), sequences, strict=True):
        kept = sequence[max(0, len(sequence) - maxlen) :] if truncating == "pre" else sequence[:maxlen]
        zeros = [0] * (maxlen - len(kept))
        assert row == (zeros + kept if padding == "pre" else kept + zeros)


def test_nothing_to_pad():
    assert pad_sequences([]).shape == (0, 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pad_sequences([1, 2]), "a list of sequences"),
        (lambda: pad_sequences([[1]], padding="left"), "padding must be 'pre' or 'post', got 'left'"),
        (lambda: pad_sequences([[1]], truncating="left"), "truncating must be 'pre' or 'post', got 'left'"),
        (lambda: pad_sequences([[[1, 2]], [[1]]]), r"elements of sequence 1 have the shape \(1,\)"),
    ],
)
def test_what_cannot_be_padded(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()


def test_frequent_words_are_kept_less_often():
    table = make_sampling_table(1000)
    assert (np.diff(table[1:]) > 0).all() and table[0] == table[1] and table[0] > 0 and table[-1] <= 1


def test_pairs_are_neighbours_or_any_two_words():
    random.seed(1)
    couples, labels = skipgrams([1, 2, 0, 3], 9, window_size=1, negative_samples=2.0, shuffle=False)
    assert couples[:2] == [[1, 2], [2, 1]] and labels == [1, 1, 0, 0, 0, 0]
    assert all(1 <= number < 9 for couple in couples for number in couple)


def test_shuffled_pairs_keep_their_labels():
    random.seed(1)
    couples, labels = skipgrams(range(1, 20), 20, window_size=1, categorical=True)
    near = [couple for couple, label in zip(couples, labels, strict=True) if label == [0, 1]]
    assert len(near) == 36 and all(abs(word - other) == 1 for word, other in near)
    assert labels != sorted(labels)


def test_a_table_leaves_words_out():
    assert skipgrams([1, 2, 3], 4, sampling_table=np.zeros(4)) == ([], [])

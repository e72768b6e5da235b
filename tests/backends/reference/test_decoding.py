"""The likeliest label sequences, held against the sum over all paths."""

import itertools

import numpy as np
import pytest

from kerasfront.backend.symbolic.decoding import beam_search, decode, greedy

BLANK = 2


def collapsed(path):
    return tuple(label for label, _ in itertools.groupby(path) if label != BLANK)


def by_all_paths(probabilities):
    """The probability of each sequence."""
    found = {}
    for path in itertools.product(range(BLANK + 1), repeat=len(probabilities)):
        labels = collapsed(path)
        found[labels] = found.get(labels, 0.0) + np.prod([row[label] for row, label in zip(probabilities, path)])
    return found


@pytest.mark.parametrize("seed", range(4))
def test_wide_beams_find_the_likeliest_sequences(seed):
    probabilities = np.random.RandomState(seed).dirichlet([0.6] * 3, 4)
    expected = sorted(by_all_paths(probabilities).items(), key=lambda item: -item[1])[:3]
    found = beam_search(np.log(probabilities), width=200, count=3)
    np.testing.assert_allclose([score for _, score in found], np.log([p for _, p in expected]), rtol=1e-6)
    merged = [[label for label, _ in itertools.groupby(labels)] for labels, _ in expected]
    assert [labels for labels, _ in found] == merged


def test_the_likeliest_class_of_each_step():
    steps = np.log(np.eye(3)[[0, 0, 2, 0, 1, 1, 2]] * 0.8 + 0.05)
    labels, score = greedy(steps)[0]
    assert labels == [0, 0, 1] and score == pytest.approx(-7 * np.log(0.85))
    paths, scores = decode(np.exp([steps, steps]), np.array([7, 2]), greedy)
    assert paths.tolist() == [[0, 0, 1], [0, -1, -1]] and scores.shape == (2, 1)

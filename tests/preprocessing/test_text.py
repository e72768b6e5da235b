"""Words and their numbers, beyond what was recorded."""

import subprocess
import sys

import numpy as np
import pytest

from kerasfront.errors import ArgumentError, NotReadyError, UnknownNameError
from kerasfront.preprocessing.text import Tokenizer, one_hot, text_to_word_sequence


def test_words():
    assert text_to_word_sequence("It's: a test -- isn't it?") == ["it's", "a", "test", "isn't", "it"]
    assert text_to_word_sequence("a b|B,c", split="|", lower=False) == ["a b", "B", "c"]


def test_numbers_of_words_are_the_same_in_every_process():
    numbers = one_hot("the cat and the dog", 1000)
    assert numbers[0] == numbers[3] and all(1 <= number < 1000 for number in numbers)
    code = "from kerasfront.preprocessing.text import one_hot; print(one_hot('the cat and the dog', 1000))"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code]
        printed = subprocess.run(command, env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
                                 capture_output=True, text=True, check=True).stdout  # fmt: skip
        assert printed == f"{numbers}\n"


def test_counting_goes_on():
    tokens = Tokenizer()
    tokens.fit_on_texts(["a b b"])
    tokens.fit_on_texts(text for text in ("c c", "c b"))
    assert tokens.word_counts == {"a": 1, "b": 3, "c": 3}
    assert tokens.word_index == {"b": 1, "c": 2, "a": 3}  # equally frequent words in the order in which they came
    assert tokens.index_docs == {1: 2, 2: 2, 3: 1}
    assert tokens.document_count == 3


def test_words_without_a_number_are_left_out():
    tokens = Tokenizer(nb_words=3)
    tokens.fit_on_texts(["a a a b b c"])
    assert tokens.texts_to_sequences(["c b a d"]) == [[2, 1]]
    np.testing.assert_array_equal(tokens.texts_to_matrix(["a a c", ""], "count"), [[0, 2, 0], [0, 0, 0]])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: one_hot("a", 1), ArgumentError, "n must be 2 or more"),
        (lambda: Tokenizer().fit_on_texts("a text"), ArgumentError, "needs a list of texts"),
        (lambda: Tokenizer().sequences_to_matrix([[1]]), NotReadyError, "give nb_words, or call fit_on_texts"),
        (lambda: Tokenizer(5).sequences_to_matrix([[1]], "tfidf"), NotReadyError, "call fit_on_texts or fit_on_seq"),
        (lambda: Tokenizer(5).sequences_to_matrix([[1]], "freqs"), UnknownNameError, "Did you mean 'freq'"),
    ],
)
def test_what_cannot_work_says_why(call, error, message):
    with pytest.raises(error, match=message):
        call()

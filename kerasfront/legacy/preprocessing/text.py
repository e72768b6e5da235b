"""Conversion of texts to words, and of words to indices."""

from kerasfront.preprocessing.text import FILTERS
from kerasfront.preprocessing.text import Tokenizer as Tokenizer
from kerasfront.preprocessing.text import one_hot as one_hot
from kerasfront.preprocessing.text import text_to_word_sequence as text_to_word_sequence


def base_filter() -> str:
    """The characters that end a word: all punctuation but the apostrophe, tabs and ends of lines."""
    return FILTERS

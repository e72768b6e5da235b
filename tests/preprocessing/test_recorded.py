"""Words, sequences and images against the real Keras 1.2.2, with the same random numbers."""

import importlib
import json
import random

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.preprocessing import image, text
from tests.recorded import cases
from tests.recorded_models import check_tree

MODES = ("binary", "count", "freq", "tfidf")


def np_call(config, arrays):
    """A function of arrays."""
    function = getattr(importlib.import_module(f"kerasfront.{config['module']}"), config["name"])
    arguments = [read(argument, arrays) for argument in config["args"]]
    keywords = {name: read(argument, arrays) for name, argument in config["kwargs"].items()}
    random.seed(config.get("seed"))
    np.random.seed(config.get("seed"))
    return [function(*arguments, **keywords)]


def read(argument, arrays):
    """An argument; one that JSON cannot say is an object with one key."""
    if not isinstance(argument, dict):
        return argument
    return arrays[argument["n"]] if "n" in argument else tuple(argument["__tuple__"])


def tokenizer(config, arrays):
    tokens = text.Tokenizer(**config["params"])
    tokens.fit_on_texts(config["texts"])
    new = config["new_texts"]
    counts = [tokens.word_counts, tokens.word_index, tokens.word_docs, tokens.index_docs, tokens.document_count]
    return [tokens.texts_to_sequences(new), *counts, *(tokens.texts_to_matrix(new, mode) for mode in MODES)]


def tokenizer_sequences(config, arrays):
    tokens = text.Tokenizer(config["nb_words"])
    tokens.fit_on_sequences(config["sequences"])
    matrices = [tokens.sequences_to_matrix(config["sequences"], mode) for mode in MODES]
    return [tokens.index_docs, tokens.document_count, *matrices]


def image_generator(config, arrays):
    generator = image.ImageDataGenerator(**config["params"])
    results = []
    if config.get("fit"):
        generator.fit(arrays[0], **config["fit_kwargs"])
        results = [generator.mean, generator.std, generator.principal_components]
    np.random.seed(config.get("seed", 7))
    batches = generator.flow(arrays[0], np.arange(len(arrays[0])), **config["flow_kwargs"])
    return [*results, *(part for _ in range(config["batches"]) for part in next(batches))]


def image_arrays(config, arrays):
    K.set_image_dim_ordering(config["ordering"])
    picture = image.array_to_img(arrays[0], **config.get("kwargs", {}))
    return [np.asarray(picture), image.img_to_array(picture), list(picture.size), picture.mode]


TASKS = {task.__name__: task for task in (np_call, tokenizer, tokenizer_sequences, image_generator, image_arrays)}


@pytest.fixture(autouse=True)
def ordering():
    """Settings are as before after each test."""
    before = K.image_dim_ordering()
    yield
    K.set_image_dim_ordering(before)


@pytest.mark.filterwarnings("ignore:.* has no effect before ImageDataGenerator.fit")
@pytest.mark.parametrize("case", cases("preprocessing"), ids=repr)
def test_what_was_recorded(case):
    K.set_image_dim_ordering(case.value("dim_ordering"))
    arrays = [array.copy() for array in case.arrays("input")]
    results = TASKS[case.value("task")](case.text("config"), arrays)
    texts = case.text("results")
    assert len(results) == len(texts) + len(case.arrays("output"))
    for number, result in enumerate(results):
        name = f"output_{number}"
        if name in texts:
            check_tree(json.loads(json.dumps(result)), texts[name], name)
        else:
            case.compare(result, case.array(name))
    for array, before in zip(arrays, case.arrays("input"), strict=True):
        np.testing.assert_array_equal(array, before)  # arguments stay as they are

"""Reviews and newswires: the arrays of Keras 1.2.2, from files of its time and later ones, downloaded or at hand."""

import hashlib
import json
import pickle
import warnings

import numpy as np
import pytest

from kerasfront.datasets import imdb, reuters
from kerasfront.errors import ArgumentError, DownloadError, FileError

from ..recorded import FOLDER
from . import raw

RECORDED = json.loads((FOLDER / "datasets.json").read_text())


def plain(part):
    return part.tolist() if isinstance(part, np.ndarray) else part


def kind(part):
    shape = f" {part.dtype} {list(part.shape)}" if isinstance(part, np.ndarray) else ""
    return f"{type(part).__name__}{shape}"


def load(module, path, **arguments):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "maxlen leaves", UserWarning)
        (x_train, y_train), (x_test, y_test) = module.load_data(path, **arguments)
    return [x_train, y_train, x_test, y_test]


def imdb_file(folder, layout):
    if layout == "npz":
        (x_train, y_train), (x_test, y_test) = raw.IMDB
        parts = dict(zip(raw.FOUR, (x_train, np.array(y_train), x_test, np.array(y_test))))
        return raw.write_npz(folder / "imdb.npz", **parts)
    return raw.write_pickle(folder / "imdb_full.pkl", raw.IMDB, layout)


def reuters_file(folder, layout):
    texts, labels = raw.REUTERS
    if layout == "npz":
        return raw.write_npz(folder / "reuters.npz", x=texts, y=np.array(labels))
    return raw.write_pickle(folder / "reuters.pkl", raw.REUTERS, layout)


FILES = {"imdb": (imdb, imdb_file), "reuters": (reuters, reuters_file)}
CASES = [(name, case) for name in FILES for case in RECORDED[name]]


@pytest.mark.parametrize("layout", [0, 2, 4, "npz"])
@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda value: str(value)[:80])
def test_as_recorded(tmp_path, name, case, layout):
    module, write = FILES[name]
    result = load(module, write(tmp_path, layout), **case["arguments"])
    assert [plain(part) for part in result] == case["result"]
    assert [kind(part) for part in result] == case["kinds"]
    assert np.random.rand() == case["then"]  # where NumPy's generator goes on


@pytest.mark.parametrize("name", FILES)
def test_words_that_are_left_out(tmp_path, name):
    module, write = FILES[name]
    everything = load(module, write(tmp_path, 2), start_char=None, oov_char=None, nb_words=1000)
    some = load(module, write(tmp_path, 2), start_char=None, oov_char=None, nb_words=20, skip_top=8)
    for words, kept in ((everything[0], some[0]), (everything[2], some[2])):
        assert [list(text) for text in kept] == [[word for word in text if 8 <= word < 20] for text in words]


def test_texts_of_one_length_are_a_matrix(tmp_path):
    same = ([[1, 2], [3, 4]], [0, 1])
    x_train, _, x_test, _ = load(imdb, raw.write_pickle(tmp_path / "x.pkl", (same, same)), start_char=None)
    assert x_train.shape == x_test.shape == (2, 2)


def test_maxlen(tmp_path):
    path = imdb_file(tmp_path, 2)
    with pytest.warns(
        UserWarning, match="maxlen leaves 11 reviews. As in Keras 1.2.2, the first 12 of them are the training data"
    ):
        imdb.load_data(path, maxlen=5)
    with pytest.raises(ArgumentError, match="maxlen=1 leaves no text"):
        imdb.load_data(path, maxlen=1)
    with pytest.raises(ArgumentError, match="maxlen=1 leaves no text"):
        reuters.load_data(reuters_file(tmp_path, 2), maxlen=1)


@pytest.mark.parametrize("name", FILES)
def test_download(served, cache, publish, name):
    module, write = FILES[name]
    write(served[0], "npz")
    publish(module, name.upper())
    first = load(module, f"{name}.pkl")
    assert [path.name for path in cache.iterdir()] == [f"{name}.npz"]
    (served[0] / f"{name}.npz").unlink()
    assert list(map(plain, load(module, f"{name}.pkl"))) == list(map(plain, first))
    (cache / f"{name}.npz").write_bytes(b"damaged")
    with pytest.raises(DownloadError, match=f"404.*put it at {cache}/{name}.npz"):
        module.load_data()


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_time_in_the_cache(cache, publish, name, capsys):
    module, write = FILES[name]
    cache.mkdir(parents=True)
    path = write(cache, 0)
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    publish(module, name.upper())
    assert load(module, path.name, sha256=checksum)
    if name == "reuters":  # no checksum is known that it could be held against
        assert load(module, path.name)
    else:
        with pytest.raises(DownloadError):
            module.load_data(path.name)
        assert "is damaged or another file" in capsys.readouterr().out


def test_a_checksum_lets_the_file_of_the_time_be_downloaded(served, cache, publish):
    content = reuters_file(served[0], 0).read_bytes()
    publish(reuters, "REUTERS")
    assert load(reuters, "reuters.pkl", sha256=hashlib.sha256(content).hexdigest())
    assert (cache / "reuters.pkl").read_bytes() == content


@pytest.mark.parametrize("name", FILES)
def test_word_index(served, cache, publish, tmp_path, name):
    module, _ = FILES[name]
    (served[0] / f"{name}_word_index.json").write_text(json.dumps(raw.WORDS))
    publish(module, f"{name.upper()}_WORDS")
    assert module.get_word_index() == raw.WORDS
    of_python_2 = tmp_path / "words.pkl"
    of_python_2.write_bytes(b"(dp1\nS'the'\np2\nI1\nsS'caf\\xe9'\np3\nI2\nsS'x y'\np4\nI3\ns.")
    assert module.get_word_index(of_python_2) == raw.WORDS
    of_python_2.write_bytes(pickle.dumps(raw.WORDS, 4))
    assert module.get_word_index(of_python_2) == raw.WORDS


def shared():
    text = [1] * 1000
    return [text] * 1000, [0] * 1000


WRONG = {
    "another layout": ([[1], [2]], [0, 1], [0, 1]),
    "another data set": ((np.zeros((2, 28, 28)), np.zeros(2)), (np.zeros((1, 28, 28)), np.zeros(1))),
    "fewer labels": (([[1], [2]], [0]), ([[1]], [0])),
    "no lists": (([1, 2], [0, 1]), ([1], [0])),
    "texts as texts": ((["a", "b"], [0, 1]), (["a"], [0])),
    "words as texts": (([["a"], ["b"]], [0, 1]), ([["a"]], [0])),
    "labels as lists": (([[1], [2]], [[0], [1]]), ([[1]], [[0]])),
    "the same text again and again": (shared(), shared()),
    "a number": 5,
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_files_of_something_else(tmp_path, content):
    path = raw.write_pickle(tmp_path / "x.pkl", content)
    with pytest.raises(FileError, match=f"{path}: "):
        imdb.load_data(path)
    path = raw.write_pickle(tmp_path / "x.pkl", content[0] if isinstance(content, tuple) else content)
    with pytest.raises(FileError, match=f"{path}: "):
        reuters.load_data(path)


@pytest.mark.parametrize("content", [b"{", b"[1]", b'{"a": "b"}', b'{"a": [1]}', b"[" * 100_000, b"\x80\x02]."])
def test_words_of_something_else(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(FileError):
        imdb.get_word_index(tmp_path / "x")

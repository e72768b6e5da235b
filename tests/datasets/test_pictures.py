"""MNIST and CIFAR: the arrays of Keras 1.2.2, from small files in their layouts, downloaded or at hand."""

import gzip
import io
import tarfile
import zipfile

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.datasets import cifar, cifar10, cifar100, mnist, table
from kerasfront.errors import ArgumentError, DownloadError, FileError
from kerasfront.utils.published import Published

from . import raw


def mnist_file(folder, layout):
    if layout == "npz":
        (x_train, y_train), (x_test, y_test) = raw.MNIST
        return raw.write_npz(folder / "mnist.npz", **dict(zip(raw.FOUR, (x_train, y_train, x_test, y_test))))
    if layout == "packed":
        return raw.write_packed(folder / "mnist.pkl.gz", raw.MNIST)
    return raw.write_pickle(folder / "mnist.pkl", raw.MNIST)


def assert_is_mnist(loaded):
    for (x, y), (x_expected, y_expected) in zip(loaded, raw.MNIST):
        np.testing.assert_array_equal(x, x_expected)
        np.testing.assert_array_equal(y, y_expected)
        assert x.dtype == y.dtype == np.uint8
        x[0] = 0  # scripts write to them


@pytest.mark.parametrize("layout", ["npz", "packed", "pickle"])
def test_mnist(tmp_path, layout):
    assert_is_mnist(mnist.load_data(mnist_file(tmp_path, layout)))


def test_mnist_is_downloaded_where_the_path_says(served, cache, publish, tmp_path, capsys):
    mnist_file(served[0], "npz")
    publish(mnist, "MNIST")
    assert_is_mnist(mnist.load_data())
    assert "Downloading" in capsys.readouterr().out
    (tmp_path / "own").mkdir()
    assert_is_mnist(mnist.load_data(tmp_path / "own" / "digits.pkl.gz"))
    assert (tmp_path / "own" / "mnist.npz").read_bytes() == (cache / "mnist.npz").read_bytes()
    with pytest.raises(ArgumentError, match="path must be a file, or in a folder that exists"):
        mnist.load_data(tmp_path / "other" / "mnist.npz")


def test_mnist_offline(cache, publish, tmp_path, monkeypatch):
    publish(mnist, "MNIST")
    with pytest.raises(DownloadError, match=f"put it at {cache}/mnist.npz"):
        mnist.load_data()
    assert_is_mnist(mnist.load_data(mnist_file(cache, "packed").name))
    monkeypatch.chdir(tmp_path)
    assert_is_mnist(mnist.load_data(mnist_file(tmp_path, "pickle").name))
    with pytest.raises(FileError, match="(has not|does not have) the checksum 000"):
        mnist.load_data("mnist.pkl", sha256="0" * 64)


def batch(samples, seed, **labels):
    x, _ = raw.pictures(samples, seed, (3072,))
    return {"data": x, "filenames": ["a.png"] * samples, "batch_label": f"batch {seed}"} | labels


CIFAR10 = {f"data_batch_{n}": batch(2, n, labels=[n, 0]) for n in range(1, 6)} | {
    "test_batch": batch(3, 6, labels=[7, 8, 9])
}
CIFAR100 = {
    "train": batch(4, 7, fine_labels=[99, 0, 1, 2], coarse_labels=[19, 0, 0, 1]),
    "test": batch(2, 8, fine_labels=[5, 6], coarse_labels=[7, 8]),
}
BATCHES = {cifar10: CIFAR10, cifar100: CIFAR100}
FOLDERS = {cifar10: "cifar-10-batches-py", cifar100: "cifar-100-python"}
ARCHIVES = {cifar10: "cifar-10-python.tar.gz", cifar100: "cifar-100-python.tar.gz"}
TABLES = {cifar10: "CIFAR10", cifar100: "CIFAR100"}


def cifar_folder(module, place):
    folder = place / FOLDERS[module]
    folder.mkdir(parents=True)
    for name, content in BATCHES[module].items():
        raw.write_pickle(folder / name, content)
    return folder


def cifar_archive(module, place):
    folder = cifar_folder(module, place / "unpacked")
    with tarfile.open(place / ARCHIVES[module], "w:gz") as archive:
        archive.add(folder, folder.name)
    return place / ARCHIVES[module]


def assert_is_cifar(module, loaded, key):
    (x_train, y_train), (x_test, y_test) = loaded
    *train, test = BATCHES[module].values()
    np.testing.assert_array_equal(x_train, picture(train))
    np.testing.assert_array_equal(x_test, picture([test]))
    assert x_train.dtype == x_test.dtype == np.uint8
    np.testing.assert_array_equal(y_train[:, 0], [label for part in train for label in part[key]])
    np.testing.assert_array_equal(y_test[:, 0], test[key])
    assert y_test.dtype == np.int64 and y_train.dtype == ("uint8" if module is cifar10 else "int64")


def picture(parts):
    return np.concatenate([part["data"] for part in parts]).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)


@pytest.mark.parametrize(("module", "key"), [(cifar10, "labels"), (cifar100, "fine_labels")], ids=["10", "100"])
def test_cifar(served, cache, publish, module, key, tmp_path):
    archive = cifar_archive(module, served[0])
    publish(module, TABLES[module])
    assert_is_cifar(module, module.load_data(), key)
    assert sorted(path.name for path in cache.iterdir()) == [FOLDERS[module], f"{FOLDERS[module]}.tar.gz"]
    assert_is_cifar(module, module.load_data(path=archive), key)
    assert_is_cifar(module, module.load_data(path=cifar_folder(module, tmp_path)), key)
    with pytest.raises(FileError, match="(has not|does not have) the checksum"):
        module.load_data(path=archive, sha256="0" * 64)
    with pytest.raises(ArgumentError, match=f"path must be {ARCHIVES[module]} or the folder"):
        module.load_data(path=tmp_path / "nothing")


@pytest.mark.parametrize("module", [cifar10, cifar100], ids=["10", "100"])
def test_cifar_offline(cache, publish, module):
    publish(module, TABLES[module])
    with pytest.raises(DownloadError, match=f"put it at {cache}/{FOLDERS[module]}.tar.gz"):
        module.load_data()
    cifar_folder(module, cache)
    assert len(module.load_data()) == 2  # unpacked by hand


def test_cifar_with_channels_first(tmp_path):
    folder = cifar_folder(cifar100, tmp_path)
    before = K.image_dim_ordering()
    K.set_image_dim_ordering("th")
    try:
        (x, y), _ = cifar100.load_data("coarse", path=folder)
    finally:
        K.set_image_dim_ordering(before)
    np.testing.assert_array_equal(x, picture([CIFAR100["train"]]).transpose(0, 3, 1, 2))
    assert y.tolist() == [[19], [0], [0], [1]]
    with pytest.raises(ArgumentError, match="label_mode must be 'fine' or 'coarse', got 'both'"):
        cifar100.load_data("both")


@pytest.mark.parametrize("layout", ["of Python 2", 2, 4])
def test_batches(tmp_path, layout):
    content = batch(2, 0, labels=[3, 4])
    if layout == "of Python 2":
        content = {name.encode(): value for name, value in content.items()}
    path = raw.write_pickle(tmp_path / "x", content, layout if isinstance(layout, int) else 2)
    data, labels = cifar.load_batch(path)
    np.testing.assert_array_equal(data.reshape(2, 3072), batch(2, 0)["data"])
    assert labels == [3, 4]


WRONG_BATCHES = {
    "no dictionary": [1],
    "other labels": batch(2, 0, fine_labels=[1, 2]),
    "fewer labels": batch(2, 0, labels=[1]),
    "labels as lists": batch(2, 0, labels=[[1], [2]]),
    "another shape": {"data": np.zeros((2, 3071), "uint8"), "labels": [1, 2]},
    "no array": {"data": [[0] * 3072], "labels": [1]},
}


@pytest.mark.parametrize("content", WRONG_BATCHES.values(), ids=WRONG_BATCHES)
def test_batches_of_something_else(tmp_path, content):
    path = raw.write_pickle(tmp_path / "x", content)
    with pytest.raises(FileError, match=f"{path}: "):
        cifar.load_batch(path)


def evil_npz(path, content=b"cos\nsystem\n(S'touch evil'\ntR."):
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "|O", "fortran_order": False, "shape": (1,)})
    with zipfile.ZipFile(path, "w") as archive:
        for name in raw.FOUR:
            archive.writestr(f"{name}.npy", head.getvalue() + content)


def huge_npz(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x_train.npy", bytes(2 * 2**26))


def untrue_npz(path):
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "|u1", "fortran_order": False, "shape": (2**40,)})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x_train.npy", head.getvalue() + b"abc")


def npz_with_parts(path):
    np.savez(path, x_train=np.zeros(2, [("a", "i4"), ("b", "O")]))


def half_an_npz(path):
    whole = mnist_file(path.parent, "npz").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def other_npz(path):
    np.savez(path, a=np.zeros(2))


def huge_packed(path):
    path.write_bytes(gzip.compress(bytes(2 * 2**26)))


def half_packed(path):
    path.write_bytes(mnist_file(path.parent, "packed").read_bytes()[:-50])


def digits_as_lists(path):
    raw.write_pickle(path, (([[1]], [1]), ([[1]], [1])))


def other_digits(path):
    raw.write_pickle(path, (raw.pictures(2, 0, (27, 28)), raw.pictures(2, 0, (27, 28))))


HOSTILE = (
    evil_npz,
    huge_npz,
    untrue_npz,
    npz_with_parts,
    half_an_npz,
    other_npz,
    huge_packed,
    half_packed,
    digits_as_lists,
    other_digits,
)


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_hostile_and_damaged_files(tmp_path, monkeypatch, make):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "file.npz"
    make(path)
    with pytest.raises(FileError, match=str(path)):
        mnist.load_data(path)
    assert not (tmp_path / "evil").exists()


def test_every_checksum_has_its_source():
    tables = [value for value in vars(table).values() if isinstance(value, (Published, tuple))]
    published = [file for files in tables for file in (files if isinstance(files, tuple) else (files,))]
    assert len(published) == 12
    for file in published:
        assert file.known == bool(file.stated_by)
        assert {len(checksum) for checksum in (file.md5, file.sha256) if checksum} <= {32, 64}

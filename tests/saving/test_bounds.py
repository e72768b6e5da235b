"""Each bound on files: what is just under it is read, what is just over it is refused, in time and memory of its size.

`test_bounded.py` does the same with what is built of a file, in processes of their own.
"""

import gc
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np
import pytest

import kerasfront.models  # noqa: F401  (it registers what files name)
from kerasfront import config
from kerasfront.engine.topology import limits
from kerasfront.errors import ArgumentError
from kerasfront.saving import structure, text, yaml_loader
from kerasfront.saving.hdf5 import budget, chunks, group, isolation, reading
from kerasfront.saving.training import VALUES, check_numbers
from kerasfront.utils import archives
from kerasfront.utils.io_utils import HDF5Matrix
from tests.saving.test_bounded import MB, MB_BY_MB, SECONDS, SECONDS_BY_MB

PEAK, RESIDENT = "VmHWM", "VmRSS"


class Bound(NamedTuple):
    """A bound, and how to write a file with so many of what it bounds.

    Attributes
    ----------
    most : int
    write : callable
        ``write(path, number)``; `number` is `most`, then one more, or as many more as `step` says.
    read : callable
        ``read(path)``.
    message : str
        A part of the error.
    step : int
    """

    most: int
    write: Callable[[Path, int], Any]
    read: Callable[[Path], Any]
    message: str
    step: int = 1


def json_of(make):
    return lambda path, number: path.write_text(make(number))


def read_json(path):
    return text.read_json(path.read_text())


def read_yaml(path):
    return text.read_yaml(path.read_text())


def structure_of(path):
    structure.check_structure(read_json(path), structure.CALLS)


def layers(number):
    return "[" + ",".join(f'{{"class_name":"Flatten","config":{{"name":"{i}"}}}}' for i in range(number)) + "]"


def inputs(number):
    return f'[{{"class_name":"Merge","config":{{}},"inbound_nodes":[[{",".join(["[]"] * (number - 1))}]]}}]'


def laughs(number):
    """Aliases of a list of 1,000, each counted as 1,001 values; the rest of them are zeros."""
    times, rest = divmod(number - 1004, 1001)
    return f"a: &a [{'0,' * 999}]\nb: [{'*a,' * times}{'0,' * rest}]"


def parameters(path):
    with limits.at_most(limits.PARAMETERS):
        limits.take_parameters("Layer 'd' (Dense)", read_json(path))


def work(path):
    with limits.work_of_text(0, True):
        limits.take_work("Layer 'd' (Dense)", *read_json(path))


def hdf5(fill, **options):
    def write(path, number):
        with h5py.File(path, "w", **options) as file:
            fill(file, number)

    return write


def read_array(path):
    with reading(path) as file:
        return file.array("x").read()


def zeros(file, number, **options):
    file.create_dataset("x", (number,), "uint8", **{"compression": "gzip", "fillvalue": 1, **options})


def beside(padding):
    """Fill a file in which so many other bytes lie."""

    def fill(file, number):
        file["y"] = np.zeros(padding, "uint8")
        zeros(file, number, chunks=(min(number, 1024),))

    return fill


def read_expected(path):
    with reading(path) as file:
        return file.array("x").read(file.array("x").shape)


def one_chunk(file, number):
    zeros(file, 16, chunks=(number,), maxshape=(None,))


def ones(padding):
    def fill(file, number):
        file["y"] = np.zeros(padding, "uint8")
        file.create_dataset("x", (number,), "uint8", chunks=(1,), fillvalue=1)

    return fill


def links(file, number):
    array = file.create_dataset("x", data=np.zeros(2))
    for i in range(number - 1):
        h5py.h5o.link(array.id, file.id, str(i).encode())


def read_names(path):
    with reading(path) as file:
        return file.names()


def often(padding):
    """Say how often to open the one array in the file, beside so many other bytes."""

    def fill(file, number):
        file["y"] = np.zeros(padding, "uint8")
        file["x"] = 1.0
        file.attrs["times"] = number

    return fill


def read_often(path):
    with reading(path) as file:
        for _ in range(int(file.number("times"))):
            file.array("x")


def texts(length):
    def fill(file, number):
        file.attrs["a"] = np.zeros(number, f"S{length}")

    return fill


def long_text(file, number):
    file.attrs["a"] = np.array([b"x" * number])


def varying(file, number):
    file.attrs["a"] = ["x" * (number // 4200)] * 4200


def read_texts(path):
    with reading(path) as file:
        return file.texts("a")


def attributes(file, number):
    space = h5py.h5s.create(h5py.h5s.SCALAR)
    for i in range(number):
        h5py.h5a.create(file.id, str(i).encode(), h5py.h5t.NATIVE_INT8, space)


def read_attributes(path):
    with reading(path) as file:
        return file.attributes()


def nested(file, number):
    file["/".join("x" * (number + 1))] = 1.0


def read_nested(path):
    with reading(path) as file:
        while file.is_group("x"):
            file = file.group("x")
        return file.array("x")


def read_isolated(path):
    with reading(path, isolated=True) as file:
        return file.array("x")


def rows_of_nothing(file, number):
    file.create_dataset("x", (number, 0), "float32")


def archive(path, number):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as content:
        content.writestr("x", bytes(number))


def unpack(path):
    archives.unpack(path, path.parent, "whole")


def read_settings(path):
    config.reset()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_HOME", str(path.parent))
        path.replace(path.with_name("keras.json"))
        config.get("floatx")


NEW = {"libver": "latest"}
LONG, MANY = f"more than {text.NODES} values", "leads to its groups and arrays again and again"
BOUNDS = {
    "characters of JSON": Bound(2**23, json_of(lambda n: '"' + "x" * (n - 2) + '"'), read_json, "JSON of more than"),
    "characters of YAML": Bound(2**21, json_of(lambda n: "x" * n), read_yaml, "YAML of more than"),
    "values of JSON": Bound(text.NODES, json_of(lambda n: "[" + "0," * (n - 2) + "0]"), read_json, LONG),
    "depth of JSON": Bound(text.DEPTH, json_of(lambda n: "[" * n + "]" * n), read_json, "100 deep"),
    "depth of YAML": Bound(text.DEPTH, json_of(lambda n: "[" * n + "]" * n), read_yaml, "100 deep"),
    "digits in JSON": Bound(4300, json_of(lambda n: f"[{'1' * n}]"), read_json, "thousands of digits"),
    "digits in YAML": Bound(yaml_loader.DIGITS, json_of(lambda n: "1" * n), read_yaml, "a number has 401"),
    "aliases of YAML": Bound(text.NODES, json_of(laughs), read_yaml, LONG),
    "layers": Bound(structure.CALLS, json_of(layers), structure_of, "more than 10000 calls"),
    "inputs": Bound(structure.CALLS, json_of(inputs), structure_of, "more than 10000 calls"),
    "characters of a name": Bound(
        structure.NAME, json_of(lambda n: f'{{"name": "{"x" * n}"}}'), structure_of, "A name has 1001"
    ),
    "parameters": Bound(limits.PARAMETERS, json_of(lambda n: f"[{n}]"), parameters, "max_parameters="),
    "work": Bound(limits.WORK, json_of(lambda n: f"[{n}]"), work, "max_layers=None"),
    "values of compile": Bound(
        VALUES,
        json_of(lambda n: f"[{'0,' * (n - 2)}0]"),
        lambda path: check_numbers("x", read_json(path)),
        "2000 values",
    ),
    "unexpected bytes": Bound(budget.ALLOWANCE, hdf5(zeros), read_array, "far more than the"),
    "bytes of a chunk": Bound(budget.ALLOWANCE, hdf5(one_chunk), read_expected, "consists of chunks of"),
    "chunks": Bound(chunks.CHUNKS, hdf5(ones(0)), read_expected, "consists of more than 10000 chunks"),
    "objects": Bound(budget.OBJECTS, hdf5(often(0)), read_often, MANY),
    "bytes of texts": Bound(group.TEXT_BYTES, hdf5(long_text, **NEW), read_texts, "too large"),
    "texts": Bound(group.ENTRIES, hdf5(texts(1), **NEW), read_texts, "too large"),
    "groups in groups": Bound(group.DEPTH, hdf5(nested), read_nested, "more than 64 deep"),
    "settings": Bound(
        config.MAX_BYTES, json_of(lambda n: "{" + " " * (n - 2) + "}"), read_settings, "settings at most 65,536"
    ),
    "bytes in an archive": Bound(archives.ALLOWANCE, archive, unpack, "over 67108864 bytes"),
}
SLOW = {
    "values of YAML": Bound(text.NODES, json_of(lambda n: "[" + "0," * (n - 1) + "]"), read_yaml, LONG),
    "entries": Bound(group.ENTRIES, hdf5(links, **NEW), read_names, "more than 100000 entries"),
    "attributes": Bound(group.ENTRIES, hdf5(attributes, **NEW), read_attributes, "more than 100000 attributes"),
    "bytes of varying texts": Bound(group.VARIABLE_TEXT_BYTES, hdf5(varying, **NEW), read_texts, "too large", 4200 * 8),
    "content in isolation": Bound(isolation.CONTENT, hdf5(zeros), read_isolated, "far more than it has"),
}


def resident(kind):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(kind)) / 1024


@pytest.fixture
def within_promise(tmp_path):
    """Function that reads a file, and holds time and peak memory against what SECURITY.md says."""

    def run(read, path):
        size = path.stat().st_size / 2**20
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        memory, seconds = resident(RESIDENT), time.process_time()
        try:
            read(path)
        finally:
            assert time.process_time() - seconds <= SECONDS + SECONDS_BY_MB * size
            assert resident(PEAK) - memory <= MB + MB_BY_MB * size

    yield run
    config.reset()


CASES = [*BOUNDS.items(), *[pytest.param(*row, marks=pytest.mark.slow) for row in SLOW.items()]]


@pytest.mark.parametrize(("name", "bound"), CASES, ids=[*BOUNDS, *SLOW])
def test_each_bound(tmp_path, within_promise, name, bound):
    path = tmp_path / "file"
    bound.write(path, bound.most)
    within_promise(bound.read, path)
    path = tmp_path / "other"
    bound.write(path, bound.most + bound.step)
    with pytest.raises(ArgumentError, match=bound.message) as caught:
        within_promise(bound.read, path)
    assert len(str(caught.value)) < 2000


BY_SIZE = {
    "unexpected bytes": (budget.RATIO, beside(200_000), read_array, "far more than the"),
    "chunks": (1 / chunks.CHUNK_BYTES, ones(4_000_000), read_expected, "consists of more than 1[56]... chunks"),
    "objects": (1 / budget.OBJECT_BYTES, often(200_000), read_often, MANY),
    "rows of nothing": (1, rows_of_nothing, lambda path: HDF5Matrix(path, "x"), "more rows than a file of"),
}


@pytest.mark.parametrize("name", BY_SIZE)
def test_bounds_that_grow_with_the_file(tmp_path, within_promise, name):
    """A little under and over, since the number changes the size of the file."""
    ratio, fill, read, message = BY_SIZE[name]
    path = tmp_path / "x.h5"
    number = 2
    for _ in range(4):
        hdf5(fill)(path, number)
        number = int(0.98 * ratio * path.stat().st_size)
    within_promise(read, path)
    for _ in range(4):
        number = int(1.02 * ratio * path.stat().st_size) + 2
        hdf5(fill)(path, number)
    with pytest.raises(ArgumentError, match=message):
        within_promise(read, path)

"""Predictions from files to files: each kind of file, in blocks, and never a part of a file."""

import csv
import signal
import subprocess
import sys

import h5py
import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
import zarr

import kerasfront.backend
import kerasfront.cli.predict.command as command
from kerasfront.cli import main
from kerasfront.layers import Dense, Input, merge
from kerasfront.models import Model

X = np.linspace(-1, 1, 75, dtype="float32").reshape(25, 3)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Files are named as a user would; blocks are small."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "BLOCK_BYTES", 400)
    return tmp_path


@pytest.fixture
def model(backends):
    with kerasfront.backend.use(backends[0]):
        x = Input((3,), name="x")
        built = Model(x, Dense(2, name="y")(x))
        built.save("model.h5")
        yield built


@pytest.fixture
def two(backends):
    with kerasfront.backend.use(backends[0]):
        a, b = Input((3,), name="a"), Input((1,), name="b")
        built = Model([a, b], [Dense(1, name="first")(merge([a, b], mode="concat")), Dense(2, name="second")(a)])
        built.save("two.h5")
        yield built


def write(name, **arrays):
    """The arrays in a file of the kind that the name tells."""
    first, kind = next(iter(arrays.values())), name.rpartition(".")[2]
    if kind == "npy":
        np.save(name, first)
    elif kind == "npz":
        np.savez_compressed(name, **arrays)
    elif kind == "h5":
        with h5py.File(name, "w") as file:
            file.update(arrays)
    elif kind == "zarr":
        group = zarr.open_group(name, mode="w")
        for key, array in arrays.items():
            zarr.open_array(f"{name}/{key}", mode="w", shape=array.shape, chunks=(4, 3), dtype=array.dtype)[:] = array
        assert group is not None
    elif kind == "parquet":
        pyarrow.parquet.write_table(pyarrow.table({key: array.tolist() for key, array in arrays.items()}), name)
    else:
        np.savetxt(name, first, delimiter=",", header="p,q,r", comments="")


def read(name):
    """The arrays of a file, by name."""
    kind = name.rpartition(".")[2]
    if kind == "npy":
        return {"y": np.load(name)}
    if kind == "npz":
        return dict(np.load(name))
    if kind == "h5":
        with h5py.File(name) as file:
            return {key: file[key][()] for key in file}
    if kind == "zarr":
        return {key: array[:] for key, array in zarr.open_group(name, mode="r").arrays()}
    if kind == "parquet":
        return {key: column.to_numpy() for key, column in zip(*_columns(pyarrow.parquet.read_table(name)))}
    with open(name) as file:
        names, *rows = csv.reader(file)
        return dict(zip(names, np.array(rows, "float32").T))


def _columns(table):
    return table.column_names, table.columns


@pytest.mark.parametrize("kind", ["npy", "npz", "h5", "zarr", "parquet", "csv"])
def test_each_kind_of_file(kind, model, folder, capsys):
    write(f"in.{kind}", x=X)
    assert main(["predict", "model.h5", f"in.{kind}", f"out.{kind}"]) == 0
    found, expected = read(f"out.{kind}"), model.predict(X)
    columns = [found["y"]] if "y" in found else [found["y_0"], found["y_1"]]
    np.testing.assert_allclose(np.column_stack(columns), expected, atol=1e-6)
    said = capsys.readouterr().out
    assert "samples/s" in said and "Written: " in said
    assert sorted(path.name for path in folder.iterdir()) == sorted(["model.h5", f"in.{kind}", f"out.{kind}"])
    assert main(["predict", "model.h5", f"in.{kind}", f"out.{kind}"]) == 2
    assert "exists" in capsys.readouterr().err
    assert main(["predict", "model.h5", f"in.{kind}", f"out.{kind}", "--overwrite", "--quiet"]) == 0


def test_several_inputs_and_outputs(two, capsys):
    b = X[:, :1] * 2.0
    expected = two.predict([X, b])
    write("left.npy", x=X)
    write("right.npy", x=b)
    assert main(["predict", "two.h5", "left.npy", "right.npy", "out.npz", "--quiet"]) == 0
    write("both.h5", b=b, a=X, other=X)
    assert main(["predict", "two.h5", "both.h5", "out.h5", "--quiet"]) == 0
    write("named.npz", u=b, v=X)
    choice = ["--columns", "a=v", "--columns", "b=u", "--keep", "u"]
    assert main(["predict", "two.h5", "named.npz", "out.zarr", *choice, "--quiet"]) == 0
    for name in ("out.npz", "out.h5", "out.zarr"):
        found = read(name)
        np.testing.assert_allclose(found["first"], expected[0], atol=1e-6)
        np.testing.assert_allclose(found["second"], expected[1], atol=1e-6)
    np.testing.assert_array_equal(found["u"], b)
    assert main(["predict", "two.h5", "both.h5", "out.npy", "--quiet"]) == 2
    assert "holds one array, but there are first, second" in capsys.readouterr().err


def test_columns_of_a_table_and_a_key(model):
    (lines := ["id,p,q,r"]).extend(f"n{i},{','.join(map(str, row))}" for i, row in enumerate(X))
    with open("in.csv", "w") as file:
        file.write("\n".join(lines))
    arguments = ["predict", "model.h5", "in.csv", "out.csv", "--columns", "p,q,r", "--keep", "id", "--quiet"]
    assert main(arguments) == 0
    with open("out.csv") as file:
        names, first, *rest = csv.reader(file)
    assert names == ["id", "y_0", "y_1"] and first[0] == "n0" and len(rest) == 24
    np.testing.assert_allclose(np.array(first[1:], "float32"), model.predict(X)[0], atol=1e-6)


MISTAKES = {
    "the name must end in .npy": ["in.txt", "out.npy"],
    "the name must end in .npy, .npz": ["in.npy", "out.txt"],
    "nowhere.npy": ["nowhere.npy", "out.npy"],
    "cannot be read": ["broken.npz", "out.npy"],
    "must have as many samples, got 3, 25": ["in.npy", "short.npy", "out.npy"],
    "There is no column 'z'": ["in.npy", "out.npy", "--columns", "z"],
    "column 'q' must hold numbers, got 'two'": ["words.csv", "out.npy"],
    "a line has 2 cells, there are 3 columns": ["ragged.csv", "out.npy"],
    "There are no samples": ["empty.npy", "out.npy"],
    "--launch must be": ["in.npy", "out.npy", "--launch", "0"],
}


@pytest.mark.parametrize("message", MISTAKES)
def test_mistakes_are_told_and_leave_no_file(message, model, folder, capsys):
    write("in.npy", x=X)
    write("short.npy", x=X[:3])
    write("empty.npy", x=X[:0])
    (folder / "broken.npz").write_bytes(b"PK nothing")
    (folder / "words.csv").write_text("p,q,r\n" + "1,2,3\n" * 20 + "1,two,3\n")
    (folder / "ragged.csv").write_text("p,q,r\n" + "1,2,3\n" * 20 + "1,2\n")
    before = {path.name for path in folder.iterdir()}
    assert main(["predict", "model.h5", *MISTAKES[message], "--quiet"]) == 2
    assert message in capsys.readouterr().err
    assert {path.name for path in folder.iterdir()} == before


@pytest.mark.slow
def test_several_processes(model):
    write("in.npy", x=X)
    assert main(["predict", "model.h5", "in.npy", "out.npy", "--launch", "2", "--quiet"]) == 0
    np.testing.assert_allclose(np.load("out.npy"), model.predict(X), atol=1e-6)


KILLED = """
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from kerasfront.cli.predict.command import end_with_parent

if __name__ == "__main__":
    ProcessPoolExecutor(1, get_context("spawn"), end_with_parent).submit(int).result()
    os.kill(os.getpid(), 9)
"""


@pytest.mark.slow
def test_no_process_outlives_a_command_that_is_killed(folder):
    (folder / "killed.py").write_text(KILLED)
    command = [sys.executable, "killed.py"]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=100, check=False)  # until nobody has its output
    assert done.returncode == -signal.SIGKILL

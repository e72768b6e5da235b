"""Data that are read from where they lie: as arrays in memory, and in little memory."""

import dask.array
import h5py
import numpy as np
import pytest
import zarr

import kerasfront.backend
from kerasfront.callbacks import LambdaCallback
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from kerasfront.utils.io_utils import HDF5Matrix

X = np.random.RandomState(0).rand(50, 4).astype("float32")
Y = X.sum(axis=1, keepdims=True)
PAGE = 4096
MB = 2**20


def as_hdf5(folder):
    with h5py.File(folder / "data.h5", "w") as file:
        file.update({"x": X, "y": Y})
    return [HDF5Matrix(folder / "data.h5", name) for name in "xy"]


def as_memory_map(folder):
    for name, array in zip("xy", (X, Y)):
        np.save(folder / f"{name}.npy", array)
    return [np.load(folder / f"{name}.npy", mmap_mode="r") for name in "xy"]


def as_zarr(folder):
    stores = []
    for name, array in zip("xy", (X, Y)):
        stores.append(zarr.open_array(str(folder / name), mode="w", shape=array.shape, chunks=(7, 4), dtype="float32"))
        stores[-1][:] = array
    return stores


def as_dask(folder):
    return [dask.array.from_array(array, chunks=(7, array.shape[1])) for array in (X, Y)]


def trained(x, y, **options):
    kerasfront.set_random_seed(1)
    np.random.seed(1)
    model = Sequential([Dense(3, input_dim=4), Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(x, y, nb_epoch=2, batch_size=8, verbose=0, **options)
    return [*model.get_weights(), history.history["loss"], model.predict(x), model.evaluate(x, y, verbose=0)]


@pytest.mark.parametrize(
    "options", [{"shuffle": True}, {"shuffle": "batch"}, {"shuffle": False, "validation_split": 0.2}]
)
@pytest.mark.parametrize("store", [as_hdf5, as_memory_map, as_zarr, as_dask])
def test_training_is_as_on_arrays(store, options, backends, tmp_path):
    with kerasfront.backend.use(backends[0]):
        for found, expected in zip(trained(*store(tmp_path), **options), trained(X, Y, **options)):
            np.testing.assert_array_equal(found, expected)
        kerasfront.backend.clear_session()


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE


def growth(path, rows, columns):
    """How many bytes of memory are added by training and predicting on that many numbers in a file."""
    with h5py.File(path, "w") as file:
        stored = file.create_dataset("x", (rows, columns), "float32", chunks=(1000, columns))
        for start in range(0, rows, 1000):
            stored[start : start + 1000] = 0.01
    model = Sequential([Dense(1, input_dim=columns)])
    model.compile("sgd", "mse")
    model.fit(np.zeros((512, columns)), np.zeros((512, 1)), batch_size=256, nb_epoch=1, verbose=0)
    before, seen = resident(), []
    watch = LambdaCallback(on_batch_end=lambda batch, logs: seen.append(resident()))
    options = {"batch_size": 256, "verbose": 0, "shuffle": "batch", "nb_epoch": 1, "callbacks": [watch]}
    x = HDF5Matrix(path, "x")
    model.fit(x, np.zeros((rows, 1)), **options)
    model.predict(x, batch_size=256)
    return max(*seen, resident()) - before


@pytest.mark.parametrize(
    ("rows", "allowed"), [(40_000, 80 * MB), pytest.param(1_000_000, 1000 * MB, marks=pytest.mark.full)]
)
def test_memory_does_not_grow_with_the_data(rows, allowed, backends, tmp_path):
    columns = 1000
    assert rows * columns * 4 > 1.9 * allowed
    with kerasfront.backend.use(backends[0]):
        assert growth(tmp_path / "data.h5", rows, columns) < allowed
        kerasfront.backend.clear_session()

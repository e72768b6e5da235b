"""Data that are read from where they lie: as arrays in memory, and in little memory."""

import threading

import dask.array
import h5py
import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
import zarr

import kerasfront.backend
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from kerasfront.utils import ArrowSequence
from kerasfront.utils.io_utils import HDF5Matrix

X = np.random.RandomState(0).rand(50, 4).astype("float32")
Y = X.sum(axis=1, keepdims=True)
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
    """Bytes of memory that this process has to itself: pages of files, the system takes back when it needs them."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("RssAnon"))


def growth(work):
    """How many bytes of memory are added at most while `work` runs."""
    before, seen, done = resident(), [0], threading.Event()

    def watch():
        while not done.wait(0.005):
            seen.append(resident())

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        work()
    finally:
        done.set()
        watching.join()
    return max(seen) - before


COLUMNS = 1000
"""Of large stores, which hold nothing but zeros: so most take up little of a disk."""


def large_hdf5(path, rows):
    with h5py.File(path, "w") as file:
        stored = file.create_dataset("x", (rows, COLUMNS), "float32", chunks=(1000, COLUMNS))
        for start in range(0, rows, 1000):  # chunks that are not there are refused
            stored[start : start + 1000] = 0.0
    return HDF5Matrix(path, "x")


def large_memory_map(path, rows):
    return np.lib.format.open_memmap(path, "w+", "float32", (rows, COLUMNS))


def large_zarr(path, rows):
    return zarr.open_array(str(path), mode="w", shape=(rows, COLUMNS), chunks=(1000, COLUMNS), dtype="float32")


def large_dask(path, rows):
    return dask.array.zeros((rows, COLUMNS), "float32", chunks=(1000, COLUMNS))


def large_parquet(path, rows):
    group = 10_000
    lists = pyarrow.FixedSizeListArray.from_arrays(np.zeros(group * COLUMNS, "float32"), COLUMNS)
    with pyarrow.parquet.ParquetWriter(path, pyarrow.schema([("x", lists.type), ("y", pyarrow.float32())])) as writer:
        for _ in range(rows // group):
            writer.write_table(pyarrow.table({"x": lists, "y": np.zeros(group, "float32")}, writer.schema), group)


def train_and_predict(model, large, path, rows):
    x = large(path, rows)
    if x is not None:
        yield lambda: model.fit(x, np.zeros((rows, 1)), batch_size=256, nb_epoch=1, verbose=0, shuffle="batch")
        yield lambda: model.predict(x, batch_size=256)
        return
    batches = [ArrowSequence(path, x="x", y=y, batch_size=256) for y in ("y", None)]
    yield lambda: model.fit_generator(batches[0], nb_epoch=1, verbose=0)
    yield lambda: model.predict_generator(batches[1])


STORES = [large_hdf5, large_memory_map, large_zarr, large_dask, large_parquet]
FULL = [pytest.param(large, 1_000_000, 1000 * MB, marks=pytest.mark.full) for large in STORES]


@pytest.mark.parametrize(("large", "rows", "allowed"), [(large_hdf5, 40_000, 80 * MB), *FULL])
def test_memory_does_not_grow_with_the_data(large, rows, allowed, backends, tmp_path):
    """Neither that of training nor that of prediction."""
    assert rows * COLUMNS * 4 > 1.9 * allowed
    with kerasfront.backend.use(backends[0]):
        model = Sequential([Dense(1, input_dim=COLUMNS)])
        model.compile("sgd", "mse")
        model.fit(np.zeros((512, COLUMNS)), np.zeros((512, 1)), batch_size=256, nb_epoch=1, verbose=0)
        for work in train_and_predict(model, large, tmp_path / "data", rows):
            added = growth(work)
            print(f"{large.__name__}: {added / MB:.0f} MB")
            assert added < allowed
        kerasfront.backend.clear_session()

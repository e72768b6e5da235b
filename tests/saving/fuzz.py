"""Changes good files at random and reads them: what comes out is a model or a clear error of ours.

A program, because what it looks for could end the process::

    python tests/saving/fuzz.py {json,yaml,weights,model} FIRST COUNT

reads the files of the seeds from FIRST on. It prints the seed of each before it is read, so that the last one printed
is to blame for a crash or a hang, and ends with exit status 1 at the first error that is not ours.
"""

import json
import random
import signal
import sys
import tempfile
import warnings
from pathlib import Path

import h5py
import numpy as np

import kerasfront.backend as K
from kerasfront import saving
from kerasfront.engine.topology import Input, Merge
from kerasfront.errors import KerasfrontError
from kerasfront.layers import GRU, Activation, BatchNormalization, Bidirectional, Convolution1D, Dense, Flatten, Lambda
from kerasfront.models import Model, Sequential

SECONDS = 20
"""So long may reading a single file take."""
VALUES = [None, True, -1, 0, 3, 1.5, float("inf"), 10**30, "", "x", "relu", "Dense", [], [[]], {}, {"name": "l2"}]
WORDS = [bytes(8), b"\xff" * 8, (2**63).to_bytes(8, "little"), (2**40).to_bytes(8, "little"), b"\1\0\0\0"]


def small_stack():
    """A model with weights of several kinds."""
    layers = [Convolution1D(2, 2, input_shape=(4, 3), name="c"), BatchNormalization(name="b"), Flatten(name="f")]
    return Sequential([*layers, Dense(2, activation="softmax", W_regularizer="l2", name="d")])


def graph():
    """A model that branches, with a layer within a layer and a lambda."""
    a, b = Input((3, 2), name="a"), Input((3, 2), name="b")
    left = Bidirectional(GRU(2, return_sequences=True, name="g"), name="two")(a)
    merged = Merge(mode="concat", concat_axis=-1, name="m")([left, Lambda(lambda x: x * 2, name="l")(b)])
    return Model([a, b], Activation("relu", name="r")(merged))


def good_files(kind, folder):
    """The bytes of files to be changed."""
    if kind in ("json", "yaml"):
        models = [small_stack(), graph()]
        return [(saving.to_json if kind == "json" else saving.to_yaml)(model).encode() for model in models]
    model = small_stack()
    model.compile("rmsprop", "mse")
    model.train_on_batch(np.ones((2, 4, 3)), np.ones((2, 2)))
    (model.save_weights if kind == "weights" else model.save)(folder / "first.h5")
    with h5py.File(folder / "first.h5") as old, h5py.File(folder / "second.h5", "w", libver="latest") as new:
        for name, value in old.attrs.items():
            new.attrs[name] = value.decode() if isinstance(value, bytes) else value
        for name in old:
            old.copy(name, new)
    return [path.read_bytes() for path in sorted(folder.glob("*.h5"))]


def changed_bytes(chance, content):
    """A few bytes of `content` changed, copied, cut out or put in."""
    data = bytearray(content)
    used = [place for place, byte in enumerate(data) if byte]
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        place = chance.choice(used) if chance.random() < 0.7 else chance.randrange(len(data))
        way = chance.randrange(6)
        if way == 0:
            data[place : place + 1] = bytes([chance.randrange(256)])
        elif way == 1:
            data[place : place + 1] = bytes([(data[place] if place < len(data) else 0) ^ 1 << chance.randrange(8)])
        elif way == 2:
            word = chance.choice([*WORDS, chance.randrange(len(data)).to_bytes(8, "little")])
            data[place : place + len(word)] = word
        elif way == 3:
            start = chance.randrange(len(data))
            data[place : place + chance.randrange(64)] = data[start : start + chance.randrange(64)]
        elif way == 4:
            del data[place : place + chance.randrange(1, 16)]
        else:
            data = data[: max(place, 1)] if chance.random() < 0.2 else data
    return bytes(data)


def changed_value(chance, data):
    """Plain data with one part at random left out, doubled, or made something else."""
    if isinstance(data, (dict, list)) and data and chance.random() < 0.9:
        copy = data.copy()
        key = chance.choice(list(copy)) if isinstance(copy, dict) else chance.randrange(len(copy))
        way = chance.random()
        if way < 0.75:
            copy[key] = changed_value(chance, copy[key])
        elif way < 0.85:
            del copy[key]
        elif isinstance(copy, dict):
            copy[chance.choice(("x", "weights", "layers", "input_tensor", "batch_input_shape"))] = copy[key]
        else:
            copy.insert(key, copy[key])
        return copy
    return chance.choice(VALUES)


def changed_structure(chance, content, path):
    """An HDF5 file with one attribute, group or array at random changed."""
    path.write_bytes(content)
    with h5py.File(path, "r+") as file:
        names: list[str] = [""]
        file.visit(names.append)
        place = chance.choice(names)
        thing = file[place or "/"]
        if thing.attrs and chance.random() < 0.5:
            name = chance.choice(list(thing.attrs))
            value = thing.attrs[name]
            if name in ("model_config", "training_config") and chance.random() < 0.9:
                thing.attrs[name] = json.dumps(changed_value(chance, json.loads(value)))
            else:
                odd = [1.5, "x", [b"d", b"d"], ["d"], np.zeros(3), h5py.Empty("f4"), b"\xff", [b"../d"], [b"d/d_W"]]
                thing.attrs[name] = chance.choice(odd)
        elif place:
            del file[place]
            odd = [np.zeros((2, 2)), "x", 1.5, h5py.SoftLink("/"), h5py.ExternalLink("first.h5", "/"), np.ones(2, "i1")]
            file[place] = chance.choice(odd)
    return path.read_bytes()


def changed(kind, chance, files, path):
    """The bytes of a changed file."""
    content = chance.choice(files)
    if chance.random() < 0.5:
        return changed_bytes(chance, content)
    if kind == "json":
        return json.dumps(changed_value(chance, json.loads(content))).encode()
    if kind == "yaml":
        lines = content.splitlines(keepends=True)
        start, place = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[place : place + chance.randrange(3)] = lines[start : start + chance.randrange(4)]
        return b"".join(lines)
    return changed_structure(chance, content, path)


def read(kind, content, path, model):
    """Read a file, as a user does."""
    path.write_bytes(content)
    if kind == "weights":
        model.load_weights(path, by_name=path.stat().st_size % 2 == 0)
        return
    readers = {"json": saving.model_from_json, "yaml": saving.model_from_yaml, "model": saving.load_model}
    result = readers[kind](content if kind != "model" else path)
    result.get_weights()


def main(kind, first, count):
    """Read changed files; the exit status."""
    warnings.simplefilter("ignore")
    outcomes = {"models": 0, "errors": 0}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, path = good_files(kind, folder), folder / "changed"
        for seed in range(first, first + count):
            if seed % 100 == 0:
                K.clear_session()
                model = small_stack() if kind == "weights" else None
            print("seed", seed, flush=True)
            signal.alarm(SECONDS)
            try:
                read(kind, changed(kind, random.Random(seed), files, path), path, model)
                outcomes["models"] += 1
            except KerasfrontError as error:
                assert str(error)
                outcomes["errors"] += 1
    signal.alarm(0)
    print(outcomes)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

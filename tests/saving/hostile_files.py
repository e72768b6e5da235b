"""Files after the published holes of Keras in reading files, made anew for each test: what each did, and what stops it.

Where the details of a report are not known to us, `known` is False, and the file tries the nearest thing that we know.
"""

import json
import marshal
import os
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

import kerasfront.models  # noqa: F401  (registers them)
from kerasfront import saving
from kerasfront.errors import ArgumentError, FileError, KerasfrontError, UnknownNameError
from kerasfront.utils.data_utils import get_file
from kerasfront.utils.python_code import CodeNotAllowedError

CODE = [marshal.dumps(compile("open('executed', 'w')", "evil", "exec")).decode("latin-1"), None, None]


@dataclass(frozen=True)
class Hole:
    """A published hole.

    Attributes
    ----------
    cve : str
    did : str
        What a file could do.
    make : callable
        Makes the file in a folder and gives its path.
    read : callable
        Reads it.
    error, message
        What reading must end with.
    known : bool
        Whether `did` is what the report says, or else our guess at its kin.
    """

    cve: str
    did: str
    make: Callable[[Path], Path]
    read: Callable[[Path], Any]
    error: type[KerasfrontError]
    message: str
    known: bool = True


def layer(name, config, **more):
    """A part of a configuration."""
    return {"class_name": name, "config": config, **more}


DENSE = layer("Dense", {"name": "d", "output_dim": 1, "batch_input_shape": [None, 2]})
LAMBDA = {"name": "evil", "function": CODE, "function_type": "lambda", "batch_input_shape": [None, 2], "arguments": {}}


def text(content, name="model.json"):
    """A function that writes a text."""

    def make(folder):
        (folder / name).write_text(content if isinstance(content, str) else json.dumps(content))
        return folder / name

    return make


def stack(*layers):
    """The configuration of a Sequential."""
    return layer("Sequential", list(layers))


def whole(*layers, change=lambda group: None):
    """A function that writes a whole-model file in the classic layout, with changes to the weights of layer d."""

    def make(folder):
        with h5py.File(folder / "model.h5", "w") as file:
            file.attrs["keras_version"] = b"1.2.2"
            file.attrs["model_config"] = json.dumps(stack(*layers)).encode()
            weights = file.create_group("model_weights")
            weights.attrs["layer_names"] = [b"d"]
            group = weights.create_group("d")
            group.attrs["weight_names"] = [b"d_W", b"d_b"]
            group["d_W"], group["d_b"] = np.ones((2, 1), "float32"), np.zeros(1, "float32")
            change(group)
        return folder / "model.h5"

    return make


def replaced(**options):
    """A change: the kernel is created anew."""

    def change(group):
        del group["d_W"]
        group.create_dataset("d_W", **options)

    return change


def linked(group):
    del group["d_W"]
    group["d_W"] = h5py.ExternalLink("/etc/secret.h5", "/d_W")


def gzip_bomb(group):
    replaced(shape=(2, 1), dtype="float32", chunks=(2, 1), compression="gzip")(group)
    group["d_W"].id.write_direct_chunk((0, 0), zlib.compress(bytes(2**26), 9))


def traversal(folder):
    """An archive with a link out of it, and a file through that link."""
    with tarfile.open(folder / "a.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo("data/" + "x" * 200)
        link.type, link.linkname = tarfile.SYMTYPE, "../" * 10 + "tmp"
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo(link.name + "/evil"))
    return folder / "a.tar.gz"


def unpack(path):
    os.environ["KERAS_HOME"] = str(path.parent)
    return get_file("data", path.as_uri(), untar=True)


def from_json(path):
    return saving.model_from_json(path.read_text())


def from_yaml(path):
    return saving.model_from_yaml(path.read_text())


def module(name, of, arguments):
    """A part that names a module, as Keras 3 writes it."""
    return layer(name, arguments, module=of, registered_name=name)


GET_FILE = module("get_file", "keras.utils", {"fname": "x", "origin": "http://127.0.0.1:1/"})
UNSAFE = module("enable_unsafe_deserialization", "keras.config", {})
LOOKUP = layer("StringLookup", {"name": "evil", "vocabulary": "/etc/passwd"})
EMBEDDING = layer("Embedding", {"name": "evil", "input_dim": 2, "output_dim": 2, "weights": "/etc/passwd"})
BY_NAME = {"name": "evil", "function": "get_file", "function_type": "function", "batch_input_shape": [None, 2]}
HOLES = [
    Hole(
        "CVE-2021-37678", "YAML that calls any function", text("!!python/object/apply:os.system ['true']"), from_yaml,
        FileError, "not YAML of plain data",
    ),
    Hole(
        "CVE-2021-37678", "YAML that makes any object", text("a: !!python/object/new:type [x, !!python/tuple [], {}]"),
        from_yaml, FileError, "not YAML of plain data",
    ),
    Hole(
        "CVE-2024-3660", "code in a Lambda layer", text(stack(layer("Lambda", LAMBDA))), from_json,
        CodeNotAllowedError, "'evil' holds Python code",
    ),
    Hole(
        "CVE-2025-1550", "names of modules in a configuration",
        text(stack(module("system", "os", {"command": "true"}))), from_json,
        UnknownNameError, "Unknown layer 'system'",
    ),
    Hole(
        "CVE-2025-8747", "functions of Keras itself as layers, such as downloads", text(stack(GET_FILE)), from_json,
        UnknownNameError, "Unknown layer 'get_file'",
    ),
    Hole(
        "CVE-2025-8747", "functions of Keras itself by name in a Lambda", text(stack(layer("Lambda", BY_NAME))),
        from_json, UnknownNameError, "Unknown function 'get_file'",
    ),
    Hole(
        "CVE-2025-9905", "code in a Lambda layer of a whole-model .h5 file", whole(layer("Lambda", LAMBDA)),
        saving.load_model, CodeNotAllowedError, "'evil' holds Python code",
    ),
    Hole(
        "CVE-2025-9906", "a configuration that first switches the checks off",
        text(stack(UNSAFE, layer("Lambda", LAMBDA))), from_json,
        UnknownNameError, "Unknown layer 'enable_unsafe_deserialization'",
    ),
    Hole(
        "CVE-2025-12058", "a path in the arguments of a layer, which reads that file", text(stack(LOOKUP)), from_json,
        UnknownNameError, "Unknown layer 'StringLookup'",
    ),
    Hole(
        "CVE-2025-12058", "a path where weights are expected", text(stack(EMBEDDING)), from_json,
        ArgumentError, "'evil'",
    ),
    Hole(
        "CVE-2025-12060", "an archive that get_file unpacks elsewhere, by a link", traversal, unpack,
        FileError, "neither a plain file nor a folder",
    ),
    Hole(
        "CVE-2026-0897", "a shape in an HDF5 file that takes all memory",
        whole(DENSE, change=replaced(shape=(2**25, 2**25), dtype="float64", chunks=(16, 16))), saving.load_model,
        ArgumentError, "'d'.*needs weights of shapes",
    ),
    Hole(
        "CVE-2026-1669", "weights that are those of another file, by an external link", whole(DENSE, change=linked),
        saving.load_model, FileError, "never followed",
    ),
    Hole(
        "CVE-2026-1669", "weights that are the bytes of another file",
        whole(DENSE, change=replaced(shape=(2, 1), dtype="uint8", external=[("/etc/passwd", 0, 2)])),
        saving.load_model, FileError, "other files",
    ),
    Hole(
        "CVE-2026-12479", "small packed weights that unpack to gigabytes", whole(DENSE, change=gzip_bomb),
        saving.load_model, FileError, "does not unpack to", known=False,
    ),
    Hole(
        "CVE-2026-12481", "a small configuration of a huge model",
        text(stack(layer("Dense", {"name": "d", "output_dim": 10**12, "batch_input_shape": [None, 2]}))), from_json,
        ArgumentError, "max_parameters", known=False,
    ),
    Hole(
        "CVE-2026-12570", "code hidden in a layer within a layer",
        text(stack(layer("TimeDistributed", {"name": "t", "layer": layer("Lambda", LAMBDA)}))), from_json,
        CodeNotAllowedError, "'evil' holds Python code", known=False,
    ),
]  # fmt: skip

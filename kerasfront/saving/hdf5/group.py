"""Files and groups, with their attributes.

Models need groups, arrays of numbers, and attributes of text and numbers. Everything else that HDF5 can do (links that
lead elsewhere, storage in other files, references, filters from plug-ins, ...) is refused where it is met. A size that
the file declares is held against what the model needs, or against the size of the file, before anything is read.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from kerasfront.errors import FileError, unreadable
from kerasfront.saving.hdf5.array import NUMBERS, Array
from kerasfront.saving.hdf5.isolation import copied
from kerasfront.saving.hdf5.source import Source
from kerasfront.utils.paths import check_path

ENTRIES = 100_000
"""So many entries a group may have, and so many texts an attribute."""
TEXT_BYTES = 2**24
"""So many bytes an attribute may have."""
VARIABLE_TEXT_BYTES = 2**28
"""So many bytes the texts of an attribute may have if their length is variable; this is but a bound."""
DEPTH = 64
"""So many groups may lie within each other."""


def parts(name: str) -> list[str]:
    """The names of the groups on the way, and of what they lead to; as in HDF5, empty ones and dots count nothing."""
    return [part for part in name.split("/") if part not in ("", ".")]


@contextmanager
def reading(filepath: str | PathLike[str], isolated: bool = False, name: str | None = None) -> Generator[Group]:
    """Open an HDF5 file for reading, and yield its root.

    Parameters
    ----------
    filepath : path
    isolated : bool
        Whether a process of its own reads the file first, with limits; see `kerasfront.saving.hdf5.isolation`.
    name : str, optional
        What messages call the file.

    Raises
    ------
    FileError
        If the file is not an HDF5 file, or damaged.
    PathError
        If there is no such file, or it may not be read.
    """
    with ExitStack() as stack:
        source = Source(check_path("filepath", filepath), name)
        if isolated:
            source = source.in_copy(stack.enter_context(copied(source.path)))
        with unreadable(f"{source.name} cannot be read"):
            file = stack.enter_context(h5py.File(source.path, "r", driver="sec2"))
        yield Group(file, source.name, source)


def view(group: h5py.Group) -> Group:
    """View a group of a file on disk that the caller has opened.

    Raises
    ------
    FileError
        If the file is damaged.
    """
    if group.file.mode != "r":
        group.file.flush()
    return Group(group, f"{group.file.filename}:{group.name}", Source(Path(group.file.filename)))


class Group:
    """A group in an HDF5 file, with its attributes.

    Attributes
    ----------
    where : str
        File and path within, for messages.
    source : Source
        The whole file.
    """

    def __init__(self, group: h5py.Group, where: str, source: Source, above: Sequence[int] = ()) -> None:
        self._group = group
        self.where = where
        self.source = source
        with unreadable(f"{where} cannot be read"):
            self._way = (*above, _address(group))
        if self._way[-1] in above or len(above) > DEPTH:
            raise FileError(f"{where}: a group lies within itself, or groups lie more than {DEPTH} deep.")

    def __contains__(self, name: str) -> bool:
        """Whether a group or an array of that name exists."""
        with unreadable(f"{self.where} cannot be read"):
            return self._group.id.links.exists(name.encode("utf8"))

    def names(self) -> list[str]:
        """List the names of the groups and arrays."""
        found: list[bytes] = []

        def collect(name: bytes) -> bool | None:
            found.append(name)
            return len(found) > ENTRIES or None

        with unreadable(f"{self.where} cannot be read"):
            self._group.id.links.iterate(collect)
            if len(found) > ENTRIES:
                raise FileError(f"{self.where} has more than {ENTRIES} entries.")
            return [name.decode("utf8") for name in found]

    def group(self, name: str) -> Group:
        """Open the group of a name; slashes separate nested groups.

        Raises
        ------
        FileError
            If there is none, or a link on the way leads elsewhere.
        """
        found = self._follow(name)
        if not isinstance(found, Group):
            raise FileError(f"{self.where}: {name!r} must be a group, it is an array.")
        return found

    def array(self, name: str) -> Array:
        """Open the array of a name without reading it; slashes separate nested groups.

        Raises
        ------
        FileError
            If there is none, a link on the way leads elsewhere, or it does not hold plain numbers in this file.
        """
        found = self._follow(name)
        if not isinstance(found, Array):
            raise FileError(f"{self.where}: {name!r} must be an array, it is a group.")
        return found

    def is_group(self, name: str) -> bool:
        """Whether the object of that name is a group, not an array."""
        return isinstance(self._follow(name), Group)

    def _follow(self, name: str) -> Group | Array:
        here: Group | Array = self
        for part in parts(name):
            if not isinstance(here, Group):
                raise FileError(f"{self.where}: {name!r} is not the name of a group or an array.")
            here = here._child(part)
        return here

    def _child(self, name: str) -> Group | Array:
        where = f"{self.where}{'/' if len(self._way) > 1 else ':'}{repr(name)[1:-1]}"
        with unreadable(f"{where} cannot be read"):
            key, group = name.encode("utf8"), self._group.id
            if not group.links.exists(key):
                raise FileError(f"{self.where} lacks {name!r}.")
            if group.links.get_info(key).type != h5py.h5l.TYPE_HARD:
                raise FileError(f"{where} is a link to another place or file, which is never followed.")
            self.source.budget.take_object()
            found = h5py.h5o.open(group, key)
            if isinstance(found, h5py.h5g.GroupID):
                return Group(h5py.Group(found), where, self.source, self._way)
            if isinstance(found, h5py.h5d.DatasetID):
                return Array(h5py.Dataset(found), where, self.source)
        raise FileError(f"{where} is neither a group nor an array.")

    def attributes(self) -> list[str]:
        """List the names of the attributes."""
        with unreadable(f"{self.where} cannot be read"):
            if h5py.h5a.get_num_attrs(self._group.id) > ENTRIES:
                raise FileError(f"{self.where} has more than {ENTRIES} attributes.")
            return list(self._group.attrs)

    def has(self, attribute: str) -> bool:
        """Whether an attribute of that name exists."""
        with unreadable(f"{self.where} cannot be read"):
            return h5py.h5a.exists(self._group.id, attribute.encode("utf8"))

    def text(self, attribute: str) -> str:
        """Read an attribute that is a text, stored as bytes or as text.

        Raises
        ------
        FileError
            If it is missing, something else, or too long.
        """
        texts = self.texts(attribute)
        if len(texts) != 1:
            raise FileError(f"{self.where}: attribute {attribute!r} must be one text, it is {len(texts)}.")
        return texts[0]

    def texts(self, attribute: str) -> list[str]:
        """Read an attribute that is a list of texts, stored as bytes or as text.

        Raises
        ------
        FileError
            If it is missing, something else, or too long.
        """
        with self._attribute(attribute) as (shape, kind):
            if math.prod(shape) == 0:
                return []  # classic Keras stored an empty list as numbers
            if not isinstance(kind, h5py.h5t.TypeStringID):
                raise FileError(f"{self.where}: attribute {attribute!r} must be text.")
            return [_decoded(item) for item in np.ravel(self._group.attrs[attribute])]

    def number(self, attribute: str) -> int | float:
        """Read an attribute that is a number.

        Raises
        ------
        FileError
            If it is missing or something else.
        """
        with self._attribute(attribute) as (shape, kind):
            if math.prod(shape) != 1 or type(kind) not in NUMBERS:
                raise FileError(f"{self.where}: attribute {attribute!r} must be a number.")
            return np.ravel(self._group.attrs[attribute])[0].item()

    @contextmanager
    def _attribute(self, name: str) -> Generator[tuple[tuple[int, ...], Any]]:
        """Yield shape and type of an attribute that is small enough to be read."""
        if not self.has(name):
            raise FileError(f"{self.where} lacks the attribute {name!r}.")
        with unreadable(f"{self.where}: attribute {name!r} cannot be read"):
            found = h5py.h5a.open(self._group.id, name.encode("utf8"))
            null = found.get_space().get_simple_extent_type() == h5py.h5s.NULL
            shape, kind = (0,) if null else found.shape, found.get_type()
            if not self._readable(name, math.prod(shape), kind):
                raise FileError(f"{self.where}: attribute {name!r} is too large: shape {shape}.")
            yield shape, kind

    def _readable(self, name: str, count: int, kind: Any) -> bool:
        """Whether an attribute of so many elements is small enough."""
        if isinstance(kind, h5py.h5t.TypeStringID) and kind.is_variable_str():
            return count <= ENTRIES and count * self.source.longest_text(name, ENTRIES) <= VARIABLE_TEXT_BYTES
        return count <= ENTRIES and count * kind.get_size() <= min(TEXT_BYTES, self.source.size)


def _address(group: h5py.Group) -> int:
    return h5py.h5o.get_info(group.id).addr


def _decoded(text: bytes | str) -> str:
    if isinstance(text, bytes):
        return text.decode("utf8")
    return text.encode("utf8").decode("utf8")  # h5py decodes invalid bytes to surrogates: refused here

"""A reader of the data in a pickle that does not run it.

Classic data sets are pickles: lists, tuples and dictionaries of numbers, strings and NumPy arrays. A pickle is
a program for a machine with a stack, whose instructions can also call any function of any module. The machine here
knows those that build data and no others. It calls nothing that a file names: the few names by which NumPy pickles
arrays stand for functions of this module. Each instruction takes time and memory in proportion to its own length.
"""

from __future__ import annotations

import codecs
import io
import pickletools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import numpy as np

from kerasfront.datasets.arrays import array_of
from kerasfront.errors import FileError, translated

NUMBERS = re.compile(rb"(?:K.|M..){1,1000}", re.DOTALL)
NUMBER = re.compile(rb"K.|M..", re.DOTALL)
LINES_OF_NUMBERS = re.compile(rb"(?:I(?:0|-?[1-9]\d{0,17})\na){1,1000}")
"""Runs of instructions that are most of a file: push a small number; push a number and append it to a list."""
TYPES = re.compile(r"[biu][1248]|f[248]|O8?")


def read_pickle(data: bytes) -> Any:
    """Read an object of plain data and NumPy arrays from a pickle.

    Parameters
    ----------
    data : bytes
        A pickle of protocol 0 to 4, from Python 2 or 3. Strings of Python 2 are read as Latin-1.

    Returns
    -------
    object
        Numbers, strings, bytes, None, lists, tuples, dictionaries with strings as keys, and arrays of numbers, which
        cannot be written to. An array of objects is the list of them.

    Raises
    ------
    FileError
        If it is damaged, or would create or call anything else, which is not done.
    """
    with translated("The file is damaged or not a pickle", FileError):
        return _Machine(data).run()


@dataclass(frozen=True)
class _Name:
    """The meaning of a NumPy name in a file."""

    function: Callable[..., Any]


@dataclass
class _Blank:
    """A NumPy array or type that is not filled in yet, with the function to do so and the result."""

    fill: Callable[[Any], Any]
    value: Any = None


class _Machine:
    """A machine for one pickle. `stack` has the objects, `marks` the heights where groups of objects begin."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.file = io.BytesIO(data)
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}
        self.converted = 0

    def run(self) -> Any:
        while True:
            self._run_of_numbers()
            code = self.file.read(1).decode("latin-1")
            if code == ".":
                return _filled(self.stack.pop())
            if code not in INSTRUCTIONS:
                raise FileError(f"The pickle has the instruction {code!r}, which does not occur in data.")
            instruction, read = INSTRUCTIONS[code]
            instruction(self, read(self.file) if read else None)

    def _run_of_numbers(self) -> None:
        place = self.file.tell()
        if found := NUMBERS.match(self.data, place):
            self.stack.extend([int.from_bytes(push[1:], "little") for push in NUMBER.findall(found[0])])
        elif found := LINES_OF_NUMBERS.match(self.data, place):
            self.top(list).extend(map(int, found[0].replace(b"I", b"").split(b"\na")[:-1]))
        if found:
            self.file.seek(found.end())

    def push(self, value: Any) -> None:
        self.stack.append(value)

    def take(self, number: int) -> list[Any]:
        """Pop the last objects from the stack."""
        items = self.stack[-number:]
        del self.stack[-number:]
        if len(items) < number:
            raise FileError("The pickle takes more from its stack than there is.")
        return items

    def group(self) -> list[Any]:
        """Pop the objects since the last mark from the stack."""
        begin = self.marks.pop()
        items = self.stack[begin:]
        del self.stack[begin:]
        return items

    def top(self, kind: type) -> Any:
        """The last object on the stack, to be changed, checked to be of a kind."""
        if type(self.stack[-1]) is not kind:
            raise FileError(f"The pickle changes something that is not a {kind.__name__.strip('_')}.")
        return self.stack[-1]

    def append(self, items: list[Any]) -> None:
        self.top(list).extend(items)

    def update(self, items: list[Any]) -> None:
        self.top(dict).update(self.dictionary(items))

    def dictionary(self, items: list[Any]) -> dict[str, Any]:
        return dict(zip(map(self._key, items[::2]), items[1::2], strict=True))

    def _key(self, value: Any) -> str:
        if isinstance(value, bytes):
            return self.convert(value, bytes.decode)
        if not isinstance(value, str):
            raise FileError(f"The pickle has a dictionary with a {type(value).__name__} as a key, not a string.")
        return value

    def bytes_of(self, content: Any) -> Any:
        """The bytes of an array, which Python 2 wrote as a string."""
        return self.convert(content, str.encode) if isinstance(content, str) else content

    def convert(self, value: Any, by: Callable[[Any, str], Any]) -> Any:
        """Convert a string to bytes or bytes to a string, in total not more than the file has."""
        self.converted += len(value)
        if self.converted > len(self.data):
            raise FileError("The pickle repeats the same string again and again.")
        return by(value, "latin-1")

    def remember(self, place: int) -> None:
        self.memo[place] = self.stack[-1]

    def recall(self, place: int) -> None:
        self.push(_filled(self.memo[place]))

    def call(self) -> None:
        name, arguments = self.take(2)
        if not isinstance(name, _Name):
            raise FileError("The pickle calls something other than NumPy's functions for arrays.")
        self.push(name.function(self, *arguments))

    def build(self) -> None:
        (state,) = self.take(1)
        blank = self.top(_Blank)
        blank.value = blank.fill(state)
        self.stack[-1] = blank.value


def _filled(value: Any) -> Any:
    return value.value if isinstance(value, _Blank) else value


def _new_array(machine: _Machine, *_: Any) -> _Blank:
    return _Blank(lambda state: array_of(state[2], state[1], bool(state[3]), machine.bytes_of(state[4])))


def _new_type(machine: _Machine, code: Any, *_: Any) -> _Blank:
    if not isinstance(code, str) or not TYPES.fullmatch(code):
        raise FileError("The pickle holds an array of an unknown type.")
    return _Blank(lambda state: np.dtype(code).newbyteorder(state[1]))


def _scalar(machine: _Machine, kind: Any, content: str | bytes) -> Any:
    return array_of(kind, (), False, machine.bytes_of(content)).item()


def _encoded(machine: _Machine, text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise FileError("The pickle has bytes in an encoding that pickles do not use.")
    return machine.bytes_of(text)


def _no_bytes(machine: _Machine) -> bytes:
    """Make an empty sequence of bytes, as protocols before 3 do."""
    return b""


NAMES = {
    "_codecs encode": _Name(_encoded),
    "__builtin__ bytes": _Name(_no_bytes),
    "numpy ndarray": _Name(_new_array),
    "numpy dtype": _Name(_new_type),
    "numpy.core.multiarray _reconstruct": _Name(_new_array),
    "numpy._core.multiarray _reconstruct": _Name(_new_array),
    "numpy.core.multiarray scalar": _Name(_scalar),
    "numpy._core.multiarray scalar": _Name(_scalar),
}
"""The names that a file may use."""


def _named(name: str) -> _Name:
    if name not in NAMES:
        raise FileError(
            f"The pickle names {name.replace(' ', '.')!r:.200}, which is not data. Nothing was run. The file "
            "is damaged or an attack: get it again."
        )
    return NAMES[name]


def _text_of_python_2(file: BinaryIO) -> str:
    line = pickletools.read_stringnl(file, decode=False)
    return codecs.escape_decode(cast(bytes, line))[0].decode("latin-1")


LITERALS = (
    *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
    *("STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE"),
    *("BINBYTES", "SHORT_BINBYTES"),
)
"""Instructions that push their argument."""

Instruction = Callable[[_Machine, Any], None]

_BY_NAME: dict[str, Instruction] = {
    **dict.fromkeys(("PROTO", "FRAME"), lambda machine, _: None),
    **dict.fromkeys(LITERALS, _Machine.push),
    "NONE": lambda machine, _: machine.push(None),
    "NEWTRUE": lambda machine, _: machine.push(True),
    "NEWFALSE": lambda machine, _: machine.push(False),
    "MARK": lambda machine, _: machine.marks.append(len(machine.stack)),
    "EMPTY_LIST": lambda machine, _: machine.push([]),
    "LIST": lambda machine, _: machine.push(machine.group()),
    "APPEND": lambda machine, _: machine.append(machine.take(1)),
    "APPENDS": lambda machine, _: machine.append(machine.group()),
    "EMPTY_TUPLE": lambda machine, _: machine.push(()),
    "TUPLE": lambda machine, _: machine.push(tuple(machine.group())),
    "TUPLE1": lambda machine, _: machine.push(tuple(machine.take(1))),
    "TUPLE2": lambda machine, _: machine.push(tuple(machine.take(2))),
    "TUPLE3": lambda machine, _: machine.push(tuple(machine.take(3))),
    "EMPTY_DICT": lambda machine, _: machine.push({}),
    "DICT": lambda machine, _: machine.push(machine.dictionary(machine.group())),
    "SETITEM": lambda machine, _: machine.update(machine.take(2)),
    "SETITEMS": lambda machine, _: machine.update(machine.group()),
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT"), _Machine.remember),
    "MEMOIZE": lambda machine, _: machine.remember(len(machine.memo)),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), _Machine.recall),
    "GLOBAL": lambda machine, name: machine.push(_named(name)),
    "STACK_GLOBAL": lambda machine, _: machine.push(_named(" ".join(machine.take(2)))),
    "REDUCE": lambda machine, _: machine.call(),
    "BUILD": lambda machine, _: machine.build(),
}

_READERS = {"STRING": _text_of_python_2}
"""Readers of arguments that `pickletools` reads as ASCII."""

INSTRUCTIONS = {
    opcode.code: (_BY_NAME[opcode.name], _READERS.get(opcode.name, opcode.arg and opcode.arg.reader))
    for opcode in pickletools.opcodes
    if opcode.name in _BY_NAME
}
"""By instruction, its method and the reader of its argument."""

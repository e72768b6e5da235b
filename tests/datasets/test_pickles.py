"""Pickles give their data and run nothing; hostile ones are refused in bounded time and memory."""

import os
import pickle
import resource
import struct
import subprocess
import sys
import time
from random import Random

import numpy as np
import pytest

from kerasfront.datasets.pickles import read_pickle
from kerasfront.errors import FileError

DATA = {
    "numbers": [
        0,
        1,
        255,
        256,
        65535,
        65536,
        -1,
        -(2**31),
        2**31,
        2**40,
        -(2**70),
        1.5,
        float("inf"),
        True,
        False,
        None,
    ],
    "texts": ["", "a", "caf\xe9", "\u4e2d", "x" * 300, "a\nb\\'\""],
    "bytes": [b"", b"abc\xff", b"x" * 300],
    "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
    "lists": [[], [1], [[2], [3, [4]]], list(range(3000))],
    "dictionary": {"a": {}, "b": {"c": 1}},
    "number of NumPy": [np.int64(7), np.float32(1.5)],
}
ARRAYS = {
    "bytes": np.arange(12, dtype="uint8").reshape(3, 4),
    "in columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "big endian": np.arange(3, dtype=">i4"),
    "no axes": np.array(3.0),
    "empty": np.zeros((0, 4), "float32"),
    "truth": np.array([True, False]),
}


@pytest.mark.parametrize("protocol", range(5))
def test_data(protocol):
    assert read_pickle(pickle.dumps(DATA, protocol)) == DATA
    shared = [1, 2]
    first, second = read_pickle(pickle.dumps((shared, shared), protocol))
    assert first == shared and first is second


@pytest.mark.parametrize("protocol", range(5))
@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_arrays(array, protocol):
    first, second = read_pickle(pickle.dumps((array, array), protocol))
    np.testing.assert_array_equal(first, array)
    assert first.dtype == array.dtype and first is second
    objects = np.empty(2, object)
    objects[:] = [[1, 2], [3]]
    assert read_pickle(pickle.dumps(objects, protocol)) == [[1, 2], [3]]


PYTHON_2 = {
    "protocol 0": b"(dp1\nS'caf\\xe9'\np2\n(lp3\nI1\naI-2\naI01\naL5L\naF1.5\nasS'b'\np4\nVx\\u4e2d\np5\ns.",
    "protocol 2": b"\x80\x02}q\x01(U\x04caf\xe9q\x02]q\x03(K\x01J\xfe\xff\xff\xff\x88\x8a\x01\x05G?\xf8\0\0\0\0\0\0e"
    b"U\x01bq\x04X\x04\0\0\0x\xe4\xb8\xadq\x05u.",
}
ARRAY_OF_PYTHON_2 = (
    b"\x80\x02cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85U\x01b\x87Rq\x03(K\x01K\x02K\x03\x86"
    b"cnumpy\ndtype\nq\x04U\x02u1K\x00K\x01\x87Rq\x05(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89U\x06ab\xff"
    b"def"
    b"tb."
)


@pytest.mark.parametrize("data", PYTHON_2.values(), ids=PYTHON_2)
def test_python_2(data):
    expected = pickle.loads(data, encoding="latin-1")
    assert read_pickle(data) == expected == {"caf\xe9": [1, -2, True, 5, 1.5], "b": "x\u4e2d"}


def test_arrays_of_python_2():
    np.testing.assert_array_equal(read_pickle(ARRAY_OF_PYTHON_2), [list(b"ab\xff"), list(b"def")])


class Attack:
    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call


class State:
    pass


ATTACKS = {
    "a command": Attack(os.system, ("touch evil",)),
    "code": Attack(eval, ("open('evil', 'w')",)),
    "a process": Attack(subprocess.Popen, (["touch", "evil"],)),
    "an attribute": Attack(getattr, ("text", "upper")),
    "a part of NumPy": Attack(np.save, ("evil.npy", [1])),
    "within data": {"data": [np.zeros(2), {"labels": (Attack(os.system, ("touch evil",)),)}]},
    "an object": State(),
    "a class": State,
    "a set": {1, 2},
}


@pytest.mark.parametrize("protocol", range(5))
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_nothing_is_run(tmp_path, monkeypatch, attack, protocol):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError, match="which is not data. Nothing was run|has the instruction"):
        read_pickle(pickle.dumps(attack, protocol))
    assert not list(tmp_path.iterdir())


def changed(data, random):
    """The bytes with some of them changed, taken away or put in from elsewhere."""
    data = bytearray(data)
    for _ in range(random.randint(1, 4)):
        place, other = random.randrange(len(data)), random.randrange(len(data))
        change = random.choice((bytes([random.randrange(256)]), b"", data[other : other + 20]))
        data[place : place + random.randint(0, 3)] = change
    return bytes(data)


@pytest.mark.parametrize("protocol", range(5))
def test_files_changed_at_random(protocol):
    random = Random(protocol)
    data = pickle.dumps([DATA["numbers"], DATA["texts"], ARRAYS["bytes"], {"labels": (1, [2])}], protocol)
    refused = 0
    for _ in range(1000):
        try:
            read_pickle(changed(data, random))
        except FileError:
            refused += 1
    assert 0 < refused < 1000


def long(opcode, content=b""):
    return opcode + struct.pack("<I", 2**32 - 1) + content


ARRAY = b"cnumpy.core.multiarray\n_reconstruct\n)R"
TYPE = b"cnumpy\ndtype\nX\x02\0\0\0u1\x85R(K\x03X\x01\0\0\0|tb"
DAMAGED = {
    "nothing": b"",
    "no end": b"]",
    "no list": b"K\x01K\x02a.",
    "appending to nothing": b"K\x01a.",
    "a list of numbers that is none": b"}I1\na.",
    "no mark": b"e.",
    "too few": b"K\x01\x86.",
    "a dictionary with a number as a key": b"}K\x01K\x02s.",
    "a dictionary with a deep key": b")" + b"\x85" * 100_000 + b"q\x00}h\x00K\x01s.",
    "half an item": b"(X\x01\0\0\0ad.",
    "bytes by their number": b"c__builtin__\nbytes\n\x8a\x05\0\0\0\0\x10\x85R.",
    "an unknown memory": b"h\x07.",
    "calling a number": b"K\x01)R.",
    "calling an array": ARRAY + b")R.",
    "filling in a number": b"K\x01Nb.",
    "filling in twice": ARRAY + b"(K\x01K\x01\x85" + TYPE + b"\x89C\x01atbNb.",
    "negative size": ARRAY + b"(K\x01J\xff\xff\xff\xff\x85" + TYPE + b"\x89C\x01atb.",
    "a shape that is none": ARRAY + b"(K\x01X\x01\0\0\0a" + TYPE + b"\x89C\x01atb.",
    "a huge shape": ARRAY + b"(K\x01\x8a\x07\0\0\0\0\0\0\x01\x8a\x07\0\0\0\0\0\0\x01\x86" + TYPE + b"\x89C\x01atb.",
    "too short": ARRAY + b"(K\x01K\x05\x85" + TYPE + b"\x89C\x01atb.",
    "a type that is none": b"cnumpy\ndtype\nX\x06\0\0\0u1,a,b\x85R.",
    "a type of texts": b"cnumpy\ndtype\nX\x02\0\0\0S9\x85R.",
    "a long text": long(b"X", b"abc"),
    "long bytes": long(b"B", b"abc"),
    "a long number": long(b"\x8b", b"abc"),
    "digits": b"I" + b"9" * 100_000 + b"\n.",
    "an unknown instruction": b"\xff.",
    "a name that is none": b"\x8c\x02os\x8c\x06system\x93.",
    "a name of numbers": b"K\x01K\x02\x93.",
    "an extension": b"\x82\x01.",
    "a persistent object": b"Pabc\n.",
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_damage(data):
    with pytest.raises(FileError) as caught:
        read_pickle(data)
    assert len(str(caught.value)) < 2000


def bomb_of_references():
    """Lists that hold the list before ten times: 10 ** 60 elements, if somebody wrote them down."""
    return b"(lq\x00" + b"".join(b"](" + b"h\x00" * 10 + b"eq\x00" for _ in range(60)) + b"."


def bomb_of_memory():
    return b"]" + long(b"r") + long(b"j") + b"."


@pytest.mark.parametrize("make", [bomb_of_references, bomb_of_memory], ids=lambda make: make.__name__)
def test_bombs_take_nothing(make):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read_pickle(make())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000


LONG_TEXT = b"X" + struct.pack("<I", 10**6) + bytes(10**6) + b"q\x00"
AGAIN = {
    "as bytes": LONG_TEXT + b"c_codecs\nencode\nq\x01X\x06\0\0\0latin1q\x02]" + b"h\x01h\x00h\x02\x86Ra" * 1000,
    "as keys": b"B" + LONG_TEXT[1:] + b"}" + b"h\x00Ns" * 1000,
    "in numbers": LONG_TEXT + b"]cnumpy.core.multiarray\nscalar\nq\x01" + b"h\x01" + TYPE + b"h\x00\x86R" * 1000,
}


@pytest.mark.parametrize("data", AGAIN.values(), ids=AGAIN)
def test_nothing_is_copied_again_and_again(data):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileError):
        read_pickle(data + b".")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


@pytest.mark.parametrize("unit", [b"K\x01", b"M\0\x01", b"]", b"(", b"(l", b"]q\x00", b"X\0\0\0\0"], ids=repr)
def test_time_is_linear(unit):
    def seconds(number):
        data = b"(" + unit * number + b"l."
        begun = time.process_time()
        read_pickle(data)
        return time.process_time() - begun

    assert min(seconds(40_000) for _ in range(3)) < 4 * min(seconds(20_000) for _ in range(3)) + 0.05


def test_deep_data_is_no_danger_to_the_interpreter():
    code = "from kerasfront.datasets.pickles import read_pickle; read_pickle(b')' + b'\\x85' * 1_000_000 + b'.')"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0

"""HDF5 files that lie, lead elsewhere or are broken: refused by one clear error, at once, in little memory."""

import subprocess
import sys
import textwrap
import zlib

import h5py
import numpy as np
import pytest

from kerasfront.errors import FileError
from kerasfront.saving.hdf5 import reading
from kerasfront.saving.hdf5.chunks import CHUNK_BYTES, CHUNKS
from kerasfront.saving.hdf5.source import Source
from kerasfront.saving.inspection import inspect

NUMBERS = np.arange(6, dtype="float32").reshape(2, 3)


def external_link(file):
    file["x"] = h5py.ExternalLink("other.h5", "/x")


def soft_link(file):
    file["y"] = NUMBERS
    file["x"] = h5py.SoftLink("/y")


def external_storage(file):
    file.create_dataset("x", (2, 3), "float32", external=[("other.bin", 0, 24)])


def virtual(file):
    layout = h5py.VirtualLayout((2, 3), "float32")
    layout[...] = h5py.VirtualSource("other.h5", "x", (2, 3))
    file.create_virtual_dataset("x", layout)


def object_reference(file):
    file.create_dataset("x", data=np.array([file.ref], dtype=h5py.ref_dtype))


def region_reference(file):
    y = file.create_dataset("y", data=NUMBERS)
    file.create_dataset("x", data=np.array([y.regionref[0]], dtype=h5py.regionref_dtype))


def compound(file):
    file["x"] = np.zeros(2, [("a", "f4"), ("b", "i4")])


def texts(file):
    file["x"] = ["a", "b"]


def sequences(file):
    file.create_dataset("x", (2,), h5py.vlen_dtype("int32"))


def opaque(file):
    file["x"] = np.zeros(2, "V4")


def enumeration(file):
    file.create_dataset("x", (2,), h5py.enum_dtype({"RED": 0, "BLUE": 1}))


def named_type(file):
    file["x"] = np.dtype("float32")


def empty(file):
    file["x"] = h5py.Empty("float32")


def other_filter(file):
    file.create_dataset("x", data=NUMBERS, chunks=(2, 3), scaleoffset=3)


def unknown_filter(file):
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_chunk((2, 3))
    creation.set_filter(32999, h5py.h5z.FLAG_OPTIONAL, ())
    h5py.h5d.create(file.id, b"x", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((2, 3)), creation)


def petabytes(file):
    file.create_dataset("x", (2**25, 2**25), "float64", chunks=(16, 16), fillvalue=1.0)


def large_chunk(file):
    file.create_dataset("x", (2, 3), "float32", chunks=(2**14, 2**14), maxshape=(None, None))


def bomb(file):
    array = file.create_dataset("x", (100, 100), "float32", chunks=(100, 100), compression="gzip")
    array.id.write_direct_chunk((0, 0), zlib.compress(bytes(2**26), 9))


def missing(file):
    file["y"] = NUMBERS


def group_for_array(file):
    file.create_group("x")


HOSTILE = {
    external_link: "never followed", soft_link: "never followed",
    external_storage: "other files", virtual: "other files",
    object_reference: "plain numbers", region_reference: "plain numbers", compound: "plain numbers",
    texts: "plain numbers", sequences: "plain numbers", opaque: "plain numbers", enumeration: "plain numbers",
    named_type: "neither a group nor an array", empty: "plain numbers",
    other_filter: "packed by", unknown_filter: "packed by",
    petabytes: "far more than the", large_chunk: "chunks of", bomb: "does not unpack to",
    missing: "lacks 'x'", group_for_array: "must be an array",
}  # fmt: skip


@pytest.mark.parametrize(("make", "message"), HOSTILE.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_refused_at_every_hop(tmp_path, make, message):
    path = tmp_path / "x.h5"
    for at in ("/", "a/b"):
        with h5py.File(path, "w") as file:
            make(file.require_group(at))
        with reading(path) as root, pytest.raises(FileError, match=message) as caught:
            (root if at == "/" else root.group(at)).array("x").read()
        assert "x.h5" in str(caught.value)
    with h5py.File(path, "w") as file:
        make(file)
        file["a"] = h5py.SoftLink("/")
    with reading(path) as root, pytest.raises(FileError, match="never followed"):
        root.array("a/x")


def test_what_models_need_is_read(tmp_path):
    path = tmp_path / "x.h5"
    packed = {"compression": "gzip", "shuffle": True, "fletcher32": True}
    with h5py.File(path, "w") as file:
        for name, dtype in (("a", "float16"), ("b", ">f8"), ("c", "uint8"), ("d", "bool"), ("e", "int64")):
            file[f"g/{name}"] = NUMBERS.astype(dtype)
        file.create_dataset("packed", data=np.arange(1000.0).reshape(50, 20), chunks=(8, 6), **packed)
        file["scalar"] = 7.0
        file.attrs.update(bytes=[b"x", b"\xc3\xa4"], text="ä", texts=["a", "ä"], none=[], number=np.int64(3))
        file.attrs["empty"] = h5py.Empty("S1")
    with reading(path) as root:
        assert root.names() == ["g", "packed", "scalar"] and root.group("g").names() == list("abcde")
        assert "g" in root and "h" not in root and root.is_group("g") and not root.is_group("g/a")
        for name in "abcde":
            array = root.array(f"g/{name}")
            read = array.read((2, 3))
            assert read.dtype == array.dtype and read.dtype.isnative
            np.testing.assert_array_equal(read, NUMBERS.astype(array.dtype))
        np.testing.assert_array_equal(root.array("packed").read(), np.arange(1000.0).reshape(50, 20))
        np.testing.assert_array_equal(root.array("packed").rows(7, 19), np.arange(140.0, 380.0).reshape(12, 20))
        assert root.array("scalar").read(()) == 7.0
        assert root.texts("bytes") == ["x", "ä"] and root.texts("texts") == ["a", "ä"]
        assert root.text("text") == "ä" and root.number("number") == 3
        assert root.texts("none") == root.texts("empty") == []
        assert root.has("text") and not root.has("other") and "number" in root.attributes()


@pytest.mark.parametrize(
    ("value", "getter", "message"),
    [
        (np.zeros(3), "texts", "must be text"),
        (["a", "b"], "text", "must be one text, it is 2"),
        ("a", "number", "must be a number"),
        ([1, 2], "number", "must be a number"),
        (b"\xff\xfe", "text", "cannot be read"),
        (np.array([b"\xff"]), "texts", "cannot be read"),
    ],
)
def test_attributes_of_another_kind(tmp_path, value, getter, message):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.attrs["a"] = value
    with reading(tmp_path / "x.h5") as root:
        with pytest.raises(FileError, match=message):
            getattr(root, getter)("a")
        with pytest.raises(FileError, match="lacks the attribute 'b'"):
            getattr(root, getter)("b")


def test_texts_stored_once_and_named_often_are_bounded(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w", libver="latest") as file:
        file.attrs["a"] = ["x" * 60_000] * 5_000
        file.attrs["b"] = ["x"] * 100_001
        file.attrs["c"] = np.zeros(2**19, "S33")
        file.attrs["d"] = ["layer"] * 500
    with reading(tmp_path / "x.h5") as root:
        for name in "abc":
            with pytest.raises(FileError, match="too large"):
                root.texts(name)
        assert root.texts("d") == ["layer"] * 500


def test_groups_within_themselves(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        group = file.create_group("a/b")
        group["a"] = file["a"]
        file["deep/" + "/".join("x" * 70)] = 1.0
    with reading(tmp_path / "x.h5") as root:
        with pytest.raises(FileError, match="within itself"):
            root.group("a/b/a")
        with pytest.raises(FileError, match="more than 64 deep"):
            root.array("deep/" + "/".join("x" * 70))


@pytest.mark.parametrize("name", ["", "/", "..", "../x", "a/../x", "x/y", "a\0b"])
def test_names_are_no_paths(tmp_path, name):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"] = 1.0
    with reading(tmp_path / "x.h5") as root, pytest.raises(FileError):
        root.array(name)


@pytest.mark.parametrize("name", ["/x", "x/", "./x", "//x/."])
def test_a_name_leads_on_from_its_group(tmp_path, name):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"], file["a/x"] = 1.0, 2.0
    with reading(tmp_path / "x.h5") as root:
        assert root.group("a").array(name).read(()) == 2


def test_shapes_and_rows_are_checked(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"] = NUMBERS
    with reading(tmp_path / "x.h5") as root:
        with pytest.raises(FileError, match=r"x has shape \(2, 3\), \(3, 2\) is needed"):
            root.array("x").read((3, 2))
        for start, stop in ((-1, 1), (0, 3), (2, 1)):
            with pytest.raises(FileError, match="has no rows"):
                root.array("x").rows(start, stop)


def test_other_files(tmp_path):
    (tmp_path / "x.h5").write_text("{}")
    with pytest.raises(FileError, match="x.h5 is not an HDF5 file"), reading(tmp_path / "x.h5"):
        pass
    with pytest.raises(FileNotFoundError), reading(tmp_path / "y.h5"):
        pass


def test_heaps_of_texts_are_looked_through(tmp_path):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file.attrs["text"] = "a text of variable length"
        file["x"] = np.frombuffer(b"GCOL\x01\0\0\0" + b"\xff" * 8, "uint8")  # looks like a heap, but is none
    with reading(path) as root:
        assert root.text("text") == "a text of variable length"
    content = path.read_bytes()
    gap = content.index(b"GCOL") + 16 + 16 + 32  # after the head of the heap, and the text with its head
    assert content[gap : gap + 8] == bytes(8)
    path.write_bytes(content[: gap + 8] + bytes(8) + content[gap + 16 :])
    with reading(path) as root, pytest.raises(FileError, match="the heap of texts at byte .* is not well formed"):
        root.text("text")


def put(content, place, new):
    return content[:place] + new + content[place + len(new) :]


DAMAGE = {
    "too long": lambda content: put(content, content.index(b"\7\0\0\0" + address(content)), b"\xff" * 4),
    "no such attribute": lambda content: content.replace(b"texts\0", b"\0\0\0\0\0\0"),
    "shape elsewhere": lambda content: put(content, content.index(b"\6\0", content.index(b"texts\0") - 9) - 1, b"\2"),
    "packed": lambda content: content + b"FRHP\0" + b"\x08\0" + b"\x10\0",
}


def address(content):
    return content.index(b"GCOL").to_bytes(8, "little")


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("others", [0, 20])
@pytest.mark.parametrize("libver", ["earliest", "latest"])
def test_texts_are_no_longer_than_the_heaps_hold(tmp_path, libver, others, damage):
    """The library would make room for what a reference says before it looks there: 4 GiB."""
    path = tmp_path / "x.h5"
    with h5py.File(path, "w", libver=libver) as file:
        for number in range(others):
            file.attrs[f"other {number}"] = number
        file.create_group("g").attrs["texts"] = np.array([b"fixed length"])
        file.create_group("h").attrs["texts"] = []
        file.attrs["texts"] = ["one", "two", "a third"]
    assert Source(path).longest_text("texts", 3) == 7
    with reading(path) as root:
        assert root.texts("texts") == ["one", "two", "a third"]
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    with pytest.raises(FileError, match="x.h5 is damaged: "):
        Source(path).longest_text("texts", 3)


def test_every_truncation_is_refused_or_harmless(tmp_path):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("g/x", data=NUMBERS)
        file.attrs["names"] = [b"g"]
    content = path.read_bytes()
    for length in range(0, len(content), 16):
        path.write_bytes(content[:length])
        with pytest.raises(FileError), reading(path) as root:
            root.texts("names")
            root.array("g/x").read((2, 3))


def test_petabytes_cost_neither_time_nor_memory(tmp_path):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        petabytes(file)
    assert path.stat().st_size < 3000
    program = """
        import resource, sys, time
        from kerasfront.errors import FileError
        from kerasfront.saving.hdf5 import reading
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        for shape in (None, (2, 3)):
            try:
                with reading(sys.argv[1]) as root:
                    root.array("x").read(shape)
            except FileError:
                print("refused")
        assert time.process_time() - start < 1
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
    """
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(program), str(path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.stdout.split() == ["refused", "refused"], result.stderr


def chunked(chunks, size=500_000, **options):
    def make(file):
        file.create_dataset("x", (2, size), "float32", chunks=chunks, **options)

    return make


PACKED = [{"fillvalue": 1.0}, {"compression": "gzip"}, {"shuffle": True}, {"fletcher32": True}]


@pytest.mark.parametrize("options", PACKED)
def test_chunks_are_counted_whatever_packs_them(tmp_path, options):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        chunked((1, 1), CHUNKS // 2 + 1, **options)(file)
        file.create_dataset("y", (2, CHUNKS // 2), "float32", chunks=(1, 1), **options)
    with reading(path) as file:
        with pytest.raises(FileError, match=rf"x\.h5:x consists of more than {CHUNKS} chunks"):
            file.array("x").read((2, CHUNKS // 2 + 1))
        assert file.array("y").read().shape == (2, CHUNKS // 2)


def test_a_larger_file_may_have_more_chunks(tmp_path):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file["y"] = np.zeros(CHUNKS * CHUNK_BYTES * 2, "uint8")
        chunked((1, 1), CHUNKS)(file)
    with reading(path) as file:
        assert file.array("x").read().shape == (2, CHUNKS)


def test_links_that_lead_to_one_array_from_everywhere(tmp_path):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        group, array = file.create_group("g0"), file.create_dataset("a", data=NUMBERS)
        for i in range(200):
            group[f"a{i}"] = array
            file[f"g{i + 1}"] = group
    opened = 0
    with reading(path) as file, pytest.raises(FileError, match="leads to its groups and arrays again and again"):
        for name in file.names():
            for inner in file.group(name).names() if file.is_group(name) else ():
                file.group(name).array(inner)
                opened += 1
    assert 500 < opened < 5000


@pytest.mark.parametrize("block", [512, 1024, 4096])
def test_a_block_of_the_user(tmp_path, block):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w", userblock_size=block) as file:
        file.create_dataset("x", data=NUMBERS, compression="gzip")
        file.attrs["names"] = ["a", "bc"]
    with path.open("r+b") as file:
        file.write(b"# a script or a certificate may stand here")
    with reading(path) as file:
        assert np.array_equal(file.array("x").read(), NUMBERS)
        assert file.texts("names") == ["a", "bc"]


def test_rows_of_nothing(tmp_path):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("x", (2**40, 0), "float32")
        file.create_dataset("y", (3, 0), "float32")
    with reading(path) as file:
        assert file.array("y").read().shape == (3, 0)
        with pytest.raises(FileError, match="more rows than a file of"):
            file.array("x")


def test_a_line_end_in_a_name_does_not_end_the_line_of_a_message(tmp_path):
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file.attrs["layer_names"] = [b"a\nb"]
        file.create_group("a\nb").attrs["weight_names"] = [b"W"]
    with pytest.raises(FileError, match=r"m\.h5:a\\nb lacks 'W'\.$") as caught:
        inspect(tmp_path / "m.h5")
    assert "\n" not in str(caught.value)

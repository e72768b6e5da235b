"""Folders are replaced as a whole, and foreign ones not at all."""

import pytest

from kerasfront.errors import ArgumentError, MissingPathError
from kerasfront.saving.folders import replacing_folder


def write(folder, text, **options):
    with replacing_folder(folder, known_by=["known"], **options) as place:
        (place / "known").write_text(text)


def test_a_folder_is_replaced_when_the_block_ends(tmp_path):
    folder = tmp_path / "folder"
    write(folder, "one")
    write(folder, "two")
    with pytest.raises(ZeroDivisionError), replacing_folder(folder, known_by=["known"]) as place:
        (place / "known").write_text("three")
        raise ZeroDivisionError
    assert (folder / "known").read_text() == "two" and list(tmp_path.iterdir()) == [folder]


def test_others_are_left_alone(tmp_path):
    folder = tmp_path / "folder"
    write(folder, "one")
    with pytest.raises(ArgumentError, match="overwrite=True"):
        write(folder, "two", overwrite=False)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "text").write_text("")
    (tmp_path / "file").write_text("")
    for name in ("thesis", "file"):
        with pytest.raises(ArgumentError, match="no folder with known in it"):
            write(tmp_path / name, "two")
    with pytest.raises(MissingPathError, match="there is no folder"):
        write(tmp_path / "nowhere" / "folder", "two")
    assert (folder / "known").read_text() == "one" and len(list(tmp_path.iterdir())) == 3

"""Numbers of NumPy in YAML, as classic Keras wrote them."""

import pytest

from kerasfront.errors import FileError
from kerasfront.saving.text import read_yaml

NUMBER = """
input_dim: !!python/object/apply:numpy.core.multiarray.scalar
- !!python/object/apply:numpy.dtype
  args:
  - {code}
  - 0
  - 1
  state: !!python/tuple
  - 3
  - <
  - null
  - null
  - null
  - -1
  - -1
  - 0
- !!binary |
  {content}
"""


def test_numbers_are_read():
    assert read_yaml(NUMBER.format(code="i8", content="DAAAAAAAAAA=")) == {"input_dim": 12}
    assert read_yaml("units: !!python/long 5\nname: !!python/str a") == {"units": 5, "name": "a"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (NUMBER.format(code="O8", content="DAAAAAAAAAA="), "type '<''O8', which is not known"),
        (NUMBER.format(code="i8", content="DAAAAA=="), "not YAML of plain data"),
        ("n: !!python/object/apply:numpy.core.multiarray.scalar [i8, a]", "without a type"),
        ("n: !!python/object/apply:numpy.dtype {args: [i8, 0, 1], state: [3, <]}", "holds a .*DType"),
        ("n: !!python/object/apply:numpy.load [a.npy]", "not YAML of plain data"),
    ],
)
def test_nothing_else(text, message):
    with pytest.raises(FileError, match=message):
        read_yaml(text)

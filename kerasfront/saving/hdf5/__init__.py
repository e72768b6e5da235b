"""HDF5 files from untrusted sources, read without following links out of the file or trusting declared sizes."""

from kerasfront.saving.hdf5.array import Array as Array
from kerasfront.saving.hdf5.group import Group as Group
from kerasfront.saving.hdf5.group import parts as parts
from kerasfront.saving.hdf5.group import reading as reading
from kerasfront.saving.hdf5.group import view as view

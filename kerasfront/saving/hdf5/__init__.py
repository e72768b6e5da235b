"""HDF5 files from anywhere, read through a view that follows nothing out of the file and believes no size."""

from kerasfront.saving.hdf5.array import Array as Array
from kerasfront.saving.hdf5.group import Group as Group
from kerasfront.saving.hdf5.group import reading as reading
from kerasfront.saving.hdf5.group import view as view

from typing import NamedTuple

from h5py.h5p import PropDCID
from h5py.h5t import TypeID

COMPACT: int
CONTIGUOUS: int
CHUNKED: int

class StoreInfo(NamedTuple):
    chunk_offset: tuple[int, ...]
    filter_mask: int
    byte_offset: int | None
    size: int

class DatasetID:
    def get_create_plist(self) -> PropDCID: ...
    def get_type(self) -> TypeID: ...
    def get_chunk_info_by_coord(self, offset: tuple[int, ...]) -> StoreInfo: ...
    def read_direct_chunk(self, offset: tuple[int, ...]) -> tuple[int, bytes]: ...

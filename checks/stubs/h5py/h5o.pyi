from h5py.h5g import GroupID

class ObjInfo:
    addr: int

def get_info(loc: GroupID) -> ObjInfo: ...
def open(loc: GroupID, name: bytes) -> object: ...

from h5py.h5l import LinkProxy

class GroupID:
    @property
    def links(self) -> LinkProxy: ...

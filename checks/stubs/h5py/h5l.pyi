from collections.abc import Callable

TYPE_HARD: int

class LinkInfo:
    type: int

class LinkProxy:
    def exists(self, name: bytes) -> bool: ...
    def get_info(self, name: bytes) -> LinkInfo: ...
    def iterate(self, func: Callable[[bytes], object]) -> object: ...

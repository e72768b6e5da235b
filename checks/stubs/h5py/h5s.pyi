NULL: int

class SpaceID:
    def get_simple_extent_type(self) -> int: ...

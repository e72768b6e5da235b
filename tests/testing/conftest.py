"""A backend that is made to do something wrong."""

import pytest


@pytest.fixture
def replace(backend, monkeypatch):
    """Put something else in the place of an operation of the backend; it is called with the right one first."""

    def replace(name, function):
        import kerasfront.backend

        operations = kerasfront.backend.current().operations
        original = operations[name]
        monkeypatch.setitem(operations, name, lambda *args, **kwargs: function(original, *args, **kwargs))

    return replace

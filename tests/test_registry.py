"""Names to objects: only what is registered or handed over can be named."""

import pytest

from kerasfront.errors import ArgumentTypeError, UnknownNameError
from kerasfront.registry import Registry, custom_object_scope, get_custom_objects, handed_over


@pytest.fixture
def shapes():
    registry = Registry("shape")

    @registry.register("disc")
    class Circle:
        def __init__(self, radius=1):
            self.radius = radius

    @registry.register()
    def square():
        return 4

    return registry


def test_a_class_is_built_and_a_function_is_returned(shapes):
    assert shapes.get("Circle", {"radius": 3}).radius == 3
    assert shapes.get("disc").radius == 1
    assert shapes.get("square")() == 4


def test_none_and_callables_stay_as_they_are(shapes):
    assert shapes.get(None) is None
    assert shapes.get(len) is len


@pytest.mark.parametrize(
    "config",
    [{"class_name": "Circle", "config": {"radius": 5}}, {"name": "Circle", "radius": 5}],
)
def test_both_layouts_of_a_configuration(shapes, config):
    before = repr(config)
    assert shapes.get(config).radius == 5
    assert repr(config) == before


def test_an_unknown_name_offers_the_nearest(shapes):
    with pytest.raises(UnknownNameError, match="Did you mean 'Circle'"):
        shapes.get("Circel")


def test_a_number_is_no_identifier(shapes):
    with pytest.raises(ArgumentTypeError, match="callable as shape"):
        shapes.get(3)


def test_a_configuration_needs_a_name(shapes):
    with pytest.raises(UnknownNameError, match="class_name"):
        shapes.from_config({"radius": 2})


def test_custom_objects_come_first_and_leave_with_their_scope(shapes):
    with custom_object_scope({"square": len}):
        assert shapes.get("square") is len
    assert shapes.get("square") is not len
    assert "square" not in get_custom_objects()


def test_a_failing_block_leaves_no_custom_objects(shapes):
    with pytest.raises(ZeroDivisionError), custom_object_scope({"own": len}):
        1 / 0  # noqa: B018
    assert "own" not in shapes


def test_what_an_earlier_call_was_given_is_found_with_a_warning(shapes):
    with handed_over({"own": len, "square": len}):
        assert shapes.get("own") is len
    with pytest.warns(UserWarning, match=r"shape 'own' is one of the custom_objects of an earlier call"):
        assert shapes.get("own") is len
    assert shapes.get("square") is not len
    assert "own" not in shapes

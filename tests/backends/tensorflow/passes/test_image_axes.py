"""The other order of axes, of constants and of what is computed."""

import numpy as np
import pytest

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes.image_axes import Constants, TurnedAxes, first, last

INT32 = tf.int32.as_datatype_enum


def test_orders_are_inverse():
    for rank in (4, 5):
        image = np.zeros(range(2, 2 + rank))
        assert image.transpose(first(rank)).transpose(last(rank)).shape == image.shape
        assert image.transpose(last(rank)).shape[-1] == image.shape[1]


@pytest.fixture
def draft():
    """Numbers for each axis and a number of an axis, as constants and as what is fed."""
    with tf.Graph().as_default() as graph:
        for dtype, value in (("int32", [7, 3, 5, 6]), ("int64", 1)):
            tf.constant(value, dtype, name=f"constant_{dtype}")
            tf.compat.v1.placeholder(dtype, np.shape(value), name=f"fed_{dtype}")
        tf.transpose(tf.zeros((1, 2, 3, 4)), first(4), name="to_first")
        tf.transpose(tf.zeros((1, 2, 3)), [0, 2, 1], name="other")
        definition = graph.as_graph_def()
    for node in definition.node:
        node.input[:] = [f"{name}:0" for name in node.input]  # as in drafts
    return definition


@pytest.mark.parametrize("kind", ["constant", "fed"])
def test_numbers_of_axes_and_for_each_axis(draft, kind):
    axes = TurnedAxes(draft, Constants(draft.node))
    names = [axes.sizes(f"{kind}_int32:0", 4, INT32), axes.numbers(f"{kind}_int64:0", 4, tf.int64.as_datatype_enum)]
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        made = tf.graph_util.import_graph_def(draft, return_elements=names, name="")
        sizes, number = session.run(made, {"fed_int32:0": [7, 3, 5, 6], "fed_int64:0": 1})
    assert sizes.tolist() == [7, 5, 6, 3] and number == 3 and number.dtype == "int64"


def test_what_puts_channels_first(draft):
    constants = Constants(draft.node)
    nodes = {node.name: node for node in draft.node}
    assert constants.to_channels_first(nodes["to_first"]) and not constants.to_channels_last(nodes["to_first"])
    assert constants.order(nodes["other"]) == []


def test_an_image_is_transposed_once(draft):
    axes = TurnedAxes(draft, Constants(draft.node))
    size = len(draft.node)
    assert axes.image("x:0", 4, INT32) == axes.image("x:0", 4, INT32)
    assert len(draft.node) == size + 2  # with the order

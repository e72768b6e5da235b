"""Nodes of while loops are told from others, also where loops lie within loops."""

import tensorflow as tf

from kerasfront_tensorflow.passes.frames import within_loops


def test_nodes_within_loops_are_found():
    v1 = tf.compat.v1
    with tf.Graph().as_default() as graph:
        v1.disable_control_flow_v2()
        x = v1.placeholder("float32", (), name="x")
        before = tf.multiply(x, 2.0, name="before")

        def inner(i, y):
            return i + 1, tf.sin(y, name="innermost")

        def outer(i, y):
            _, y = v1.while_loop(lambda i, y: i < 2, inner, (tf.constant(0), y))
            return i + 1, tf.cos(y, name="inside")

        _, y = v1.while_loop(lambda i, y: i < 3, outer, (tf.constant(0), before))
        tf.exp(y, name="after")
    nodes = graph.as_graph_def().node
    found = within_loops(nodes)
    names = {name.rpartition("/")[2] for name in found}
    assert {"innermost", "inside"} <= names and not {"x", "before", "after"} & names
    constants = [node.name for node in nodes if node.op == "Const" and node.name.startswith("while/")]
    assert constants and found.issuperset(constants)

"""Programs are no larger than they have to be."""

import pytest

from kerasfront import backend as K

pytestmark = pytest.mark.usefixtures("on_tensorflow")


def test_dependencies_grow_with_the_number_of_updates_not_with_its_square():
    from kerasfront_tensorflow.state import state

    counts = []
    for number in (10, 20):
        K.clear_session()
        variables = [K.variable(0.0) for _ in range(number)]
        K.function([], [], [(v, v + 1.0) for v in variables])([])
        graph = state().executor.session.graph.as_graph_def()
        counts.append(sum(name.startswith("^") for node in graph.node for name in node.input))
    assert counts[1] <= 2 * counts[0]

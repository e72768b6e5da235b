"""What a loop keeps for gradients is kept where there are gradients."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import GRU, LSTM

pytestmark = pytest.mark.usefixtures("on_tensorflow")


@pytest.mark.parametrize("layer", [LSTM, GRU])
def test_loops_keep_what_gradients_read(layer):
    from kerasfront_tensorflow.ops.recurrence import OPERATION
    from kerasfront_tensorflow.state import state

    x = K.placeholder((None, 4, 3))
    y = layer(2, return_sequences=True)(x)
    slopes = K.gradients(K.sum(y), [x])
    numbers, found = np.ones((2, 4, 3)), []
    for wanted in ([y], [y, *slopes]):
        found.append(K.function([x], wanted)([numbers]))
    loops = [made for made in state().executor.session.graph.get_operations() if made.type == OPERATION]
    assert [loop.get_attr("keep") for loop in loops] == [False, True]
    np.testing.assert_array_equal(found[0][0], found[1][0])

"""A step of Adam in Python is that of compiled code."""

import numpy as np

from kerasfront_theano.library import theano
from kerasfront_theano.ops.adam import AdamStep

T, Mode = theano.tensor, theano.compile.Mode


def test_steps_without_a_compiler():
    rs = np.random.RandomState(0)
    arrays = [rs.rand(2, 3).astype("float32") for _ in range(4)] + [np.float32(x) for x in (0.1, 0.9, 0.99, 1e-8)]
    made = AdamStep()(*map(T.constant, arrays))
    ours, theirs = (theano.function([], made, mode=mode)() for mode in (Mode("py", None), Mode("c|py", None)))
    for one, other in zip(ours, theirs):
        assert one.dtype == "float32"
        np.testing.assert_allclose(one, other, rtol=1e-6)

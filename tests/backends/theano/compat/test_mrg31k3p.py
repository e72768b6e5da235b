"""Random numbers without a compiler are those that compiled code draws, which are those that Theano drew."""

import os
import subprocess
import sys
import zlib

import numpy as np
import pytest

from kerasfront_theano.compat import import_theano
from kerasfront_theano.compat.mrg31k3p import advance

theano = import_theano()
rng_mrg = theano.sandbox.rng_mrg
RECORDED = [1057099143, 1049766702, 1061560410, 1060952325, 1055314776, 1048998377, 1057878238, 1063328494]
"""Some of the third 5,000 numbers of Theano 1.1.2, as bits."""

NUMBERS_SUM, STATE_SUM = 626054000, 2678991602
"""CRC-32 of all 15,000, and of the state after them."""


def drawn(dtype, size, mode):
    stream = rng_mrg.MRG_RandomStream(7)
    function = theano.function([], stream.uniform(size, dtype=dtype), mode=mode)
    numbers = [function() for _ in range(3)]
    return numbers, stream.state_updates[0][0].get_value()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", [(3,), (1,), (33, 7), (130, 11)])
def test_numbers_and_states_are_those_of_compiled_code(dtype, size):
    in_numpy = theano.compile.Mode(linker="py", optimizer="fast_run")
    (ours, our_state), (theirs, their_state) = drawn(dtype, size, in_numpy), drawn(dtype, size, None)
    np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(our_state, their_state)
    assert ours[0].dtype == dtype
    assert not np.array_equal(ours[0], ours[1])


def test_numbers_are_those_of_theano():
    """As its own C code drew them: the first, some in the middle, the last; and what was left in the state."""
    numbers, state = drawn("float32", (100, 50), None)
    picked = [0, 63, 64, 831, 832, 833, 2500, 4999]
    np.testing.assert_array_equal(numbers[2].ravel()[picked].view("uint32"), RECORDED)
    assert zlib.crc32(np.concatenate(numbers).tobytes()) == NUMBERS_SUM
    assert zlib.crc32(state.tobytes()) == STATE_SUM


def test_half_precision_stays_between_0_and_1():
    columns = np.arange(1, 601, dtype="uint32").reshape(6, 100)
    for _ in range(50):
        columns, numbers = advance(columns, "float16", 100)
    assert numbers.dtype == "float16"
    assert 0 < numbers.min() < 0.2 < 0.8 < numbers.max() < 1


def test_operations_draw_without_a_compiler():
    code = (
        "import kerasfront.backend as K; K.set_backend('theano');"
        "print(K.eval(K.random_uniform((2, 3), seed=1)).shape, K.eval(K.random_normal((4,), seed=1)).shape,"
        "K.eval(K.random_binomial((5,), 0.5, seed=1)).shape, K.eval(K.dropout(K.variable([1.0, 2.0]), 0.5)).shape)"
    )
    environment = os.environ | {"THEANO_FLAGS": "cxx="}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stdout.split("\n")[0] == "(2, 3) (4,) (5,) (2,)", done.stderr

"""The LSTM of cuDNN, as far as it can be tested without a GPU: by what NVIDIA documents of it, in NumPy."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.backend import cells
from kerasfront_tensorflow import control_flow
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import cudnn, machine

SAMPLES, TIMES, UNITS = 3, 5, 2


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_of_cudnn(x, h, c, parameters):
    """What the operation computes of x, (times, samples, features), with parameters in cuDNN's layout."""
    features, units = x.shape[2], h.shape[2]
    sizes = [(4, units, features), (4, units, units), (8, units)]
    cuts = np.cumsum([np.prod(size) for size in sizes])
    assert parameters.size == cuts[-1]
    parts = np.split(parameters, cuts[:-1])
    of_input, of_state, biases = (part.reshape(size) for part, size in zip(parts, sizes))
    h, c, outputs = h[0], c[0], []
    for at in x:
        i, f, candidate, o = (
            at @ of_input[gate].T + h @ of_state[gate].T + biases[gate] + biases[4 + gate] for gate in range(4)
        )
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
        h = sigmoid(o) * np.tanh(c)
        outputs.append(h)
    return np.stack(outputs), h[None], c[None]


def run_in_numpy(x, h, c, parameters):
    made = tf.numpy_function(lstm_of_cudnn, [x, h, c, parameters], [x.dtype] * 3)
    for new, old in zip(made[1:], (h, c)):
        new.set_shape(old.shape)
    return made


@pytest.fixture
def tensors(monkeypatch):
    """Inputs, kernel and states, on a machine with a GPU that is pretended."""
    monkeypatch.setattr(machine, "here", lambda: machine.Machine(("GPU:0",), True, False))
    monkeypatch.setattr(cudnn, "run", run_in_numpy)
    draw = np.random.RandomState(0).standard_normal
    with K.use("tensorflow"):
        shapes = (SAMPLES, TIMES, 4 * UNITS), (UNITS, 4 * UNITS), (SAMPLES, UNITS), (SAMPLES, UNITS)
        yield [K.variable(draw(shape)) for shape in shapes]


@pytest.mark.parametrize("backwards", [False, True])
def test_it_is_the_lstm_of_our_steps(tensors, backwards):
    x, kernel, *states = tensors

    def step(x, states):
        after = cells.step("lstm", "sigmoid", x, states, kernel)
        return after[0], after

    last, outputs, after = control_flow.gated_rnn("lstm", "sigmoid", step, x, states, kernel, None, backwards)
    expected = K.rnn(step, x, states, backwards)
    for found, right in zip([last, outputs, *after], [*expected[:2], *expected[2]], strict=True):
        np.testing.assert_allclose(K.eval(found), K.eval(right), rtol=1e-5, atol=1e-6)


def test_what_gradients_of_gradients_build_in_its_place(tensors):
    x, kernel, *states = tensors
    _, outputs, last = control_flow.gated_rnn("lstm", "sigmoid", None, x, states, kernel)
    with x.graph.as_default():
        compound = cudnn.CudnnCompound(
            cudnn.run(tf.transpose(x, (1, 0, 2)), *(s[None] for s in states), cudnn.parameters(kernel))[0].op,
            [tf.convert_to_tensor(x) for x in (x, kernel, *states)],
        )
        built = list(compound.built({}).values())
    session = K.get_session()
    again = session.run(built)
    np.testing.assert_allclose(again[0].transpose(1, 0, 2), K.eval(outputs), rtol=1e-5, atol=1e-6)
    for found, right in zip(again[1:], last, strict=True):
        np.testing.assert_allclose(found[0], K.eval(right), rtol=1e-5, atol=1e-6)

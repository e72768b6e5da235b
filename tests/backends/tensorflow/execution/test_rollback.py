"""Ctrl-C while something is built: afterwards everything works as if nobody had tried."""

import signal
import threading
from pathlib import Path

import pytest

import kerasfront
import kerasfront_tensorflow
from kerasfront import backend as K
from kerasfront.backend.interrupts import uninterrupted
from kerasfront.layers import BatchNormalization, Dense, Dropout, SimpleRNN
from kerasfront.models import Sequential
from tests.interrupts import ANYWHERE, PLACES, check, fail, press_ctrl_c

OURS = tuple(str(Path(package.__file__).parent) for package in (kerasfront, kerasfront_tensorflow))
WAYS = [(press_ctrl_c, ANYWHERE), (fail, OURS)]
"""Ctrl-C waits while TensorFlow builds, which does not always survive what is raised in its midst."""


def network():
    model = Sequential([SimpleRNN(2, input_shape=(3, 2)), Dropout(0.3), BatchNormalization(), Dense(1)])
    model.compile("adam", "mse")
    return model


@pytest.fixture
def tensorflow():
    with K.use("tensorflow"):
        yield
        K.clear_session()


@pytest.mark.parametrize("interrupt, files", WAYS)
def test_a_model_that_was_interrupted_while_it_was_built(tensorflow, interrupt, files):
    check(network, 3, interrupt, files)


@pytest.mark.full
@pytest.mark.parametrize("interrupt, files", WAYS)
def test_a_model_that_was_interrupted_anywhere(tensorflow, interrupt, files):
    check(network, PLACES, interrupt, files)


def test_half_an_operation_and_a_lock_that_nobody_returns(tensorflow, monkeypatch):
    """Both are left by what is raised in the midst of TensorFlow."""
    x = K.placeholder((2,))

    def interrupted(graph, operation):
        graph._group_lock._group_member_counts[0] += 1
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(type(x.graph), "_add_op", interrupted)
    with pytest.raises(KeyboardInterrupt):
        K.exp(x)
    assert K.get_session().run(K.gradients(K.sum(K.square(x)), [x]), {x: [1.0, 2.0]})[0].tolist() == [2.0, 4.0]


def test_ctrl_c_waits_for_the_end_of_the_outermost_block():
    done = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():
        with uninterrupted():
            press_ctrl_c()
            done.append("inner")
        done.append("outer")
    assert done == ["inner", "outer"]
    with pytest.raises(KeyboardInterrupt):
        press_ctrl_c()


def test_who_insists_does_not_wait():
    with uninterrupted():
        press_ctrl_c()
        with pytest.raises(KeyboardInterrupt):
            press_ctrl_c()


def test_other_threads_have_nothing_to_wait_for():
    def work():
        with uninterrupted():
            handlers.append(signal.getsignal(signal.SIGINT))

    handlers = [signal.getsignal(signal.SIGINT)]
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert handlers[0] is handlers[1]

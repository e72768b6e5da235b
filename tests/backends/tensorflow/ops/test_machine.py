"""The choice of how operations run, for devices that need not be there."""

import re
import warnings

import pytest

from kerasfront import backend as K
from kerasfront.cli import main
from kerasfront_tensorflow import control_flow, native
from kerasfront_tensorflow.execution.session import new_session
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import machine
from kerasfront_tensorflow.ops.machine import COMPILED, CUDNN, STEPS, Machine, Recurrence

PROCESSOR, WITHOUT_COMPILER = Machine((), False, True), Machine((), False, False)
GPU, OTHER_GPU = Machine(("GPU:0", "GPU:1"), True, False), Machine(("GPU:0",), False, False)

CHOICES = [
    (PROCESSOR, Recurrence("lstm", "sigmoid"), COMPILED, ""),
    (PROCESSOR, Recurrence("gru", "hard_sigmoid", masked=True, scaled=True), COMPILED, ""),
    (PROCESSOR, Recurrence("lstm", "sigmoid", "float64"), STEPS, "is for float32"),
    (WITHOUT_COMPILER, Recurrence("lstm", "sigmoid"), STEPS, "no g++"),
    (PROCESSOR, Recurrence("simple_rnn", "relu"), COMPILED, ""),
    (GPU, Recurrence("lstm", "sigmoid"), CUDNN, ""),
    (GPU, Recurrence("simple_rnn", "tanh"), STEPS, "for LSTM only"),
    (GPU, Recurrence("lstm", "sigmoid", "float64"), CUDNN, ""),
    (GPU, Recurrence("lstm", "hard_sigmoid"), STEPS, "no hard_sigmoid"),
    (GPU, Recurrence("gru", "sigmoid"), STEPS, "resets the state after the product"),
    (GPU, Recurrence("lstm", "sigmoid", masked=True), STEPS, "no masks"),
    (GPU, Recurrence("lstm", "sigmoid", scaled=True), STEPS, "no dropout_U"),
    (GPU, Recurrence("lstm", "sigmoid", images=True), STEPS, "convolves no states"),
    (OTHER_GPU, Recurrence("lstm", "sigmoid"), STEPS, "has no cuDNN"),
]


@pytest.fixture
def pretended(monkeypatch):
    """A function that lets the backend take this machine for another."""
    machine._say_once.cache_clear()
    yield lambda chosen: monkeypatch.setattr(machine, "here", lambda: chosen)
    machine._say_once.cache_clear()


@pytest.mark.parametrize(("on", "asked", "chosen", "reason"), CHOICES)
def test_choices(on, asked, chosen, reason):
    found, why = machine.implementation(asked, on)
    assert found == chosen
    assert reason in why and bool(reason) == bool(why)


def test_loops_over_images_run_on_gpus_without_a_warning(pretended):
    pretended(GPU)
    assert machine.implementation_here(Recurrence("lstm", "hard_sigmoid", images=True)) == STEPS


def test_this_machine_by_its_devices(monkeypatch):
    devices = [tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")]
    monkeypatch.setattr(tf.config, "get_visible_devices", lambda kind: devices)
    monkeypatch.setattr(tf.sysconfig, "get_build_info", lambda: {"is_cuda_build": True})
    assert machine.here() == Machine(("GPU:0",), True, False)
    monkeypatch.setattr(tf.sysconfig, "get_build_info", lambda: {"is_rocm_build": True})
    assert machine.here() == Machine(("GPU:0",), False, False)
    devices.clear()
    assert machine.here() == Machine((), False, machine.compiled.compiler() is not None)


def test_the_reason_is_said_once_and_on_gpus_only(pretended):
    asked = Recurrence("lstm", "hard_sigmoid")
    pretended(GPU)
    with pytest.warns(UserWarning, match="LSTM runs step by step on GPU:0.* no hard_sigmoid"):
        assert machine.implementation_here(asked) == STEPS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert machine.implementation_here(asked) == STEPS
        pretended(WITHOUT_COMPILER)
        assert machine.implementation_here(asked) == STEPS


def test_a_kernel_that_cannot_be_compiled(pretended, monkeypatch):
    pretended(PROCESSOR)
    monkeypatch.setattr(machine.compiled, "load", lambda name: None)
    assert machine.implementation_here(Recurrence("lstm", "sigmoid")) == STEPS


def test_in_words():
    assert machine.recurrences_in_words(PROCESSOR) == "compiled"
    assert machine.recurrences_in_words(WITHOUT_COMPILER) == "step by step: there is no g++"
    words = machine.recurrences_in_words(GPU)
    assert words.startswith("cuDNN: LSTM (sigmoid); step by step: LSTM (hard_sigmoid), GRU (sigmoid)")
    assert "on GPU:0" in machine.operations_in_words(GPU)


def test_info_names_the_device_of_operations(pretended, monkeypatch, capsys):
    pretended(GPU)
    monkeypatch.setenv("COLUMNS", "300")
    assert "operations" in native.backend_info()
    assert main(["info"]) == 0
    assert re.search("^  operations +.*GPU:0", capsys.readouterr().out, re.MULTILINE)
    pretended(PROCESSOR)
    assert "operations" not in native.backend_info()


def test_memory_of_a_gpu_is_taken_as_it_is_needed():
    assert new_session(tf.Graph())._config.gpu_options.allow_growth
    own = tf.compat.v1.ConfigProto()
    own.gpu_options.per_process_gpu_memory_fraction = 0.5
    chosen = new_session(tf.Graph(), own)._config.gpu_options
    assert (chosen.allow_growth, chosen.per_process_gpu_memory_fraction) == (False, 0.5)


def test_a_script_may_name_a_gpu_that_is_not_there(on_tensorflow):
    with K.get_session().graph.as_default(), tf.device("/gpu:7"):
        x = K.placeholder((None, 2))
        y = K.dot(x, K.variable([[1.0], [2.0]]))
    assert K.function([x], [y])([[[3.0, 4.0]]])[0] == 11.0


def test_a_layer_takes_the_operation_of_cudnn(pretended):
    pretended(GPU)
    with K.use("tensorflow"):
        x, kernel = K.placeholder((None, 5, 8)), K.variable([[0.1] * 8] * 2)
        states = [K.placeholder((None, 2)) for _ in range(2)]
        _, outputs, last = control_flow.gated_rnn("lstm", "sigmoid", None, x, states, kernel)
        assert K.int_shape(outputs) == (None, 5, 2)
        assert [K.int_shape(x) for x in last] == [(None, 2)] * 2
        assert outputs.op.inputs[0].op.type == "CudnnRNN"

"""Programs that TensorFlow runs without kerasfront, from models on its backend."""

import subprocess
import sys

import numpy as np
import pytest

import kerasfront.backend
from kerasfront.errors import ArgumentError, UnsupportedOperation
from kerasfront.export import to_saved_model
from kerasfront.layers import (
    LSTM,
    BatchNormalization,
    Convolution2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Input,
    Lambda,
    merge,
)  # fmt: skip
from kerasfront.models import Model, Sequential

LOADER = """
import sys, numpy as np, tensorflow as tf
data = np.load(sys.argv[2])
call = tf.saved_model.load(sys.argv[1]).signatures["serving_default"]
for count in (5, 1):
    given = {name: tf.constant(data[name][:count]) for name in ("tokens", "pixels")}
    for name, found in call(**given).items():
        np.testing.assert_allclose(found.numpy(), data[name][:count], atol=1e-5)
assert not {"kerasfront", "kerasfront_tensorflow"} & set(sys.modules)
print("as expected")
"""


@pytest.fixture
def graph():
    with kerasfront.backend.use("tensorflow"):
        yield
        kerasfront.backend.clear_session()


def double(x):
    return 2.0 * x


@pytest.mark.slow
def test_plain_tensorflow_loads_it_in_another_process(graph, tmp_path):
    tokens, pixels = Input((4,), dtype="int32", name="tokens"), Input((5, 5, 1), name="pixels")
    read = LSTM(3)(Embedding(9, 2, mask_zero=True)(tokens))
    seen = Flatten()(BatchNormalization()(Convolution2D(2, 3, 3, dim_ordering="tf")(pixels)))
    joined = Dropout(0.5)(merge([read, Lambda(double)(seen)], mode="concat"))
    model = Model([tokens, pixels], [Dense(2, name="first")(joined), Dense(1, name="second")(read)])
    model.compile("sgd", "mse")
    given = {"tokens": np.random.randint(0, 9, (5, 4)).astype("int32"), "pixels": np.ones((5, 5, 5, 1), "float32")}
    first, second = model.predict(given)
    weights = model.get_weights()
    to_saved_model(model, tmp_path / "folder")
    to_saved_model(model, tmp_path / "folder")
    np.savez(tmp_path / "data.npz", first=first, second=second, **given)
    (tmp_path / "loader.py").write_text(LOADER)
    command = [sys.executable, "loader.py", "folder", "data.npz"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.endswith("as expected\n"), done.stderr
    for before, after in zip(weights, model.get_weights()):
        np.testing.assert_array_equal(before, after)


def test_what_works_within_this_process_only_is_refused(graph, tmp_path):
    from kerasfront import backend as K

    def call_back(x):
        with K.get_session().graph.as_default():
            y = K.tf.numpy_function(lambda array: array, [x], "float32")
        y.set_shape(x.shape)
        return y

    model = Sequential([Lambda(call_back, output_shape=(2,), input_shape=(2,))])
    with pytest.raises(ArgumentError, match="only work within this process: .*PyFunc"):
        to_saved_model(model, tmp_path / "folder")
    stateful = Sequential([LSTM(2, stateful=True, batch_input_shape=(2, 3, 1))])
    with pytest.raises(ArgumentError, match="it is stateful"):
        to_saved_model(stateful, tmp_path / "folder")
    assert not list(tmp_path.iterdir())


def test_a_backend_without_programs_says_so(backends, tmp_path):
    for name in {*backends} - {"tensorflow"}:
        with kerasfront.backend.use(name), pytest.raises(UnsupportedOperation, match="write_program"):
            to_saved_model(Sequential([Dense(1, input_dim=1)]), tmp_path / "folder")
    assert not list(tmp_path.iterdir())

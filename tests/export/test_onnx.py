"""Models in ONNX: each class of layer is written or refused by name, and none is silently wrong."""

import inspect

import numpy as np
import onnx
import onnxruntime
import pytest

import kerasfront.backend
from kerasfront import layers
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.export import onnx_writer, to_onnx
from kerasfront.export.onnx import file
from kerasfront.export.onnx.registry import WRITERS
from kerasfront.layers import (
    GRU,
    LSTM,
    Activation,
    Bidirectional,
    Dense,
    Embedding,
    Input,
    Lambda,
    Masking,
    SimpleRNN,
    TimeDistributed,
    merge,
)  # fmt: skip
from kerasfront.models import Model, Sequential
from tests.recorded_models import build, model_cases

BASES = {"Recurrent", "ConvRecurrent2D", "Wrapper"}
"""Classes that compute nothing by themselves."""
INPUTS = {"InputLayer"}
"""Layers that are never called."""


class Doubled(Layer):
    """A layer of the user's own."""

    def call(self, x, mask=None):
        return 2.0 * x


class Tripled(Dense):
    """Not the layer that it is derived from."""

    def call(self, x, mask=None):
        return 3.0 * super().call(x)


def squared(x):
    return x * x


@pytest.fixture(autouse=True)
def writers():
    """Writers of a test are gone after it."""
    before = dict(WRITERS)
    yield
    WRITERS.clear()
    WRITERS.update(before)


@pytest.fixture
def one(backends):
    """The first backend: what is written does not depend on it."""
    with kerasfront.backend.use(backends[0]):
        yield
        kerasfront.backend.clear_session()


def run(path, *arrays):
    session = onnxruntime.InferenceSession(path)
    return session.run(None, dict(zip([x.name for x in session.get_inputs()], arrays)))


def randomized(model):
    model.set_weights([np.random.normal(scale=0.5, size=weight.shape) ** 2 for weight in model.get_weights()])
    return model


def test_masks_and_free_numbers_of_samples(one, tmp_path):
    tokens, numbers = Input((None,), dtype="int32", name="tokens"), Input((3,), name="numbers")
    hidden = LSTM(3)(Embedding(9, 4, mask_zero=True)(tokens))
    joined = merge([hidden, Dense(2, activation="hard_sigmoid")(numbers)], mode="concat")
    model = Model([tokens, numbers], [Dense(2, activation="softmax", name="out")(joined), joined])
    path = tmp_path / "model.onnx"
    to_onnx(model, path)
    for samples, length in ((1, 1), (7, 5)):
        x = np.random.randint(0, 9, (samples, length)).astype("int32")
        x[:, length // 2 + 1 :] = 0
        given = [x, np.random.normal(size=(samples, 3)).astype("float32")]
        for found, expected in zip(run(path, *given), model.predict(given)):
            np.testing.assert_allclose(found, expected, atol=1e-5)
    assert [x.name for x in onnxruntime.InferenceSession(path).get_outputs()][0] == "out"
    assert onnx.load(path).producer_name == "kerasfront"


def test_every_backend(K, tmp_path):
    model = Sequential([Dense(2, input_dim=3, activation="hard_sigmoid"), layers.Highway()])
    to_onnx(model, tmp_path / "model.onnx")
    x = np.random.normal(size=(5, 3)).astype("float32")
    np.testing.assert_allclose(run(tmp_path / "model.onnx", x)[0], model.predict(x), atol=1e-5)


def test_every_class_of_layers_has_a_writer():
    classes = {
        kind for _, kind in inspect.getmembers(layers, inspect.isclass)
        if issubclass(kind, Layer) and kind.__name__ not in BASES | INPUTS
    }  # fmt: skip
    assert len(classes) > 60
    assert {kind.__name__ for kind in classes - WRITERS.keys()} == set()


CELLS = [
    SimpleRNN(3, activation="softplus"),
    SimpleRNN(3, return_sequences=True, go_backwards=True),
    GRU(3, inner_activation="sigmoid", return_sequences=True),
    GRU(3, activation="linear", go_backwards=True, return_sequences=True, consume_less="gpu"),
    LSTM(3, return_sequences=True, activation="hard_sigmoid"),
    LSTM(3, go_backwards=True, consume_less="mem", unroll=True),
    Bidirectional(LSTM(2, return_sequences=True), merge_mode="concat"),
    Bidirectional(GRU(2), merge_mode="mul"),
    TimeDistributed(Sequential([Dense(3, input_dim=2, activation="elu")])),
]  # fmt: skip


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(
    "config", [(type(cell), cell.get_config()) for cell in CELLS], ids=lambda given: given[0].__name__
)
def test_loops(config, masked, one, tmp_path):
    kind, arguments = config
    start = Masking(0.5) if masked else Activation("linear")
    x = Input((5, 2))
    model = Model(x, kind.from_config(arguments)(start(x)))
    to_onnx(randomized(model), tmp_path / "model.onnx")


IMAGES = [
    lambda order: layers.Convolution2D(3, 3, 2, border_mode="same", subsample=(2, 1), dim_ordering=order),
    lambda order: layers.AtrousConvolution2D(2, 2, 2, atrous_rate=(2, 2), border_mode="full", dim_ordering=order),
    lambda order: layers.Deconvolution2D(
        2, 3, 3, output_shape=(None, 10, 12, 2) if order == "tf" else (None, 2, 10, 12),
        subsample=(2, 2), border_mode="same", dim_ordering=order,
    ),
    lambda order: layers.SeparableConvolution2D(3, 2, 3, depth_multiplier=2, dim_ordering=order),
    lambda order: layers.LocallyConnected2D(2, 2, 3, subsample=(1, 2), dim_ordering=order),
    lambda order: layers.AveragePooling2D((3, 3), strides=(2, 2), border_mode="same", dim_ordering=order),
    lambda order: layers.UpSampling2D((2, 3), dim_ordering=order),
    lambda order: layers.ZeroPadding2D((1, 2, 0, 1), dim_ordering=order),
    lambda order: layers.Cropping2D(((1, 0), (2, 1)), dim_ordering=order),
    lambda order: layers.GlobalMaxPooling2D(dim_ordering=order),
]  # fmt: skip


@pytest.mark.parametrize("order", ["tf", "th"])
@pytest.mark.parametrize("number", range(len(IMAGES)))
def test_images(number, order, one, tmp_path):
    x = Input((5, 6, 2) if order == "tf" else (2, 5, 6))
    to_onnx(randomized(Model(x, IMAGES[number](order)(x))), tmp_path / "model.onnx")


def test_models_within_models_and_layers_that_are_shared(one, tmp_path):
    part = Sequential([Dense(3, input_dim=2), layers.BatchNormalization(), layers.Dropout(0.5)])
    a, b = Input((2,)), Input((2,))
    left, right = part(a), part(b)
    products = [merge([left, right], mode=mode) for mode in ("dot", "cos", "ave", "max", "mul", "sum")]
    to_onnx(randomized(Model([a, b], products)), tmp_path / "model.onnx")
    x = Input((3, 2))
    both = Model(x, Bidirectional(LSTM(2), merge_mode=None)(x))
    to_onnx(both, tmp_path / "both.onnx")
    assert [y.name for y in onnx.load(tmp_path / "both.onnx").graph.output] == [
        both.output_names[0], f"{both.output_names[0]}_1"
    ]  # fmt: skip


REFUSED = {
    "no writer for Doubled": lambda: [Doubled(input_shape=(3,), name="own")],
    "no writer for Tripled": lambda: [Tripled(2, input_dim=3, name="own")],
    "no writer for its function 'squared'": lambda: [Activation(squared, input_shape=(3,), name="own")],
    "no writer for its function '<lambda>'": lambda: [Lambda(lambda x: x, input_shape=(3,), name="own")],
    "is stateful": lambda: [LSTM(2, stateful=True, batch_input_shape=(2, 3, 1), name="own")],
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_written_is_refused_by_name(message, one, tmp_path):
    model = Sequential(REFUSED[message]())
    with pytest.raises(ArgumentError, match=message) as refused:
        to_onnx(model, tmp_path / "model.onnx")
    assert "'own'" in str(refused.value) and not list(tmp_path.iterdir())


def test_modes_that_are_functions_are_refused(one, tmp_path):
    a, b = Input((2,)), Input((2,))
    with pytest.raises(ArgumentError, match="its mode is a function"):
        to_onnx(Model([a, b], merge([a, b], mode=lambda x: x[0], output_shape=(2,))), tmp_path / "model.onnx")


def test_lambdas_of_several_inputs(one, tmp_path):
    def difference(pair):
        return pair[0] - pair[1]

    a, b = Input((2,)), Input((2,))
    model = Model([a, b], Lambda(difference, output_shape=(2,))([a, b]))
    with pytest.raises(ArgumentError, match="no writer for its function 'difference'"):
        to_onnx(model, tmp_path / "model.onnx")
    WRITERS[difference] = lambda graph, left, right: graph.op("Sub", left, right)
    to_onnx(model, tmp_path / "model.onnx")


def test_writers_of_the_users_own(one, tmp_path):
    @onnx_writer(Doubled)
    def doubled(graph, layer, x):
        return graph.op("Mul", x.name, 2.0)

    @onnx_writer(squared)
    def of_function(graph, x):
        return graph.op("Mul", x, x)

    model = Sequential([Doubled(input_shape=(3,)), Activation(squared), Lambda(squared)])
    to_onnx(model, tmp_path / "model.onnx")
    np.testing.assert_allclose(run(tmp_path / "model.onnx", np.full((1, 3), 0.5, "float32"))[0], 1.0)
    with pytest.raises(ArgumentTypeError, match="got 'Dense'"):
        onnx_writer("Dense")


def test_a_writer_that_is_wrong_is_found_and_nothing_is_written(one, tmp_path):
    @onnx_writer(Doubled)
    def doubled(graph, layer, x):
        return graph.op("Mul", x.name, 2.1)

    path = tmp_path / "model.onnx"
    path.write_text("before")
    model = Sequential([Doubled(input_shape=(3,))])
    with pytest.raises(ArgumentError, match="in onnxruntime, differ from those of predict by 0"):
        to_onnx(model, path)
    WRITERS[Doubled] = lambda graph, layer, x: graph.op("NoSuchOperator", x.name)
    with pytest.raises(ArgumentError, match="cannot be written to ONNX"):
        to_onnx(model, path)
    with pytest.raises(ArgumentError, match="overwrite=True"):
        to_onnx(Sequential([Dense(1, input_dim=1)]), path, overwrite=False)
    assert path.read_text() == "before" and len(list(tmp_path.iterdir())) == 1


def test_the_trial_masks_steps_and_keeps_indexes_within_limits(one):
    tokens, steps = Input((6,), dtype="int32"), Input((6, 2))
    model = Model([tokens, steps], [Embedding(3, 2)(tokens), Masking(-1.0)(steps)])
    numbers, rows = file.trial_inputs(model, 4)
    assert numbers.max() < 3 and (rows[:2, 4:] == -1.0).all() and (rows[2:] != -1.0).all()


@pytest.mark.full
@pytest.mark.parametrize("case", model_cases("layers"), ids=repr)
def test_all_recorded_models_of_layers(case, one, tmp_path):
    order = "th" if case.name.endswith("@th") else "tf"
    before = kerasfront.backend.image_dim_ordering()
    kerasfront.backend.set_image_dim_ordering(order)
    try:
        model = build(case.text("spec"))
    finally:
        kerasfront.backend.set_image_dim_ordering(before)
    if model.stateful:
        with pytest.raises(ArgumentError, match="is stateful"):
            to_onnx(model, tmp_path / "model.onnx")
    else:
        to_onnx(model, tmp_path / "model.onnx")

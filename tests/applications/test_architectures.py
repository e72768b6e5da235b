"""Architectures, held against those that Keras 1.2.2 built: names, connections, settings, shapes, numbers of weights.

In data/recorded/applications.json a layer is its name, the shapes of its output and of its weights and, for 'tf', its
class, where its inputs come from and its settings. Without the top there are the first so many layers.
"""

import json
from collections import defaultdict

import pytest

from kerasfront import applications
from kerasfront import backend as K
from kerasfront.applications.inception_v3 import conv2d_bn
from kerasfront.applications.music_tagger_crnn import MusicTaggerCRNN
from kerasfront.applications.resnet50 import conv_block, identity_block
from kerasfront.layers import Convolution2D, Input
from kerasfront.models import Model
from tests.recorded import FOLDER

RECORDED = json.loads((FOLDER / "applications.json").read_text())
FUNCTIONS = {
    **{name: getattr(applications, name) for name in ("VGG16", "VGG19", "ResNet50", "InceptionV3", "Xception")},
    "MusicTaggerCRNN": MusicTaggerCRNN,
}
FIRST = defaultdict(lambda: "tf", theano="th")
"""The dim_ordering that the fast tests try on a backend; the slow ones try everything."""


@pytest.fixture(autouse=True)
def zeros(monkeypatch):
    """Weights that need neither time nor memory."""
    monkeypatch.setattr("kerasfront.initializations.uniform", lambda shape, scale, name: K.zeros(shape, name=name))


@pytest.fixture
def build(backend):
    """A function that builds an application in a dim_ordering, as the first model of a process."""

    def build(name, ordering, **arguments):
        K.set_image_dim_ordering(ordering)
        K.reset_uids()
        return FUNCTIONS[name](weights=None, **arguments)

    yield build
    K.set_image_dim_ordering("tf")


def plain(value):
    return json.loads(json.dumps(value))


def facts(layer, settings=None):
    """What is recorded of a layer; `settings`: those of which the values are wanted."""
    shapes = [layer.name, layer.output_shape, [K.int_shape(weight) for weight in layer.weights]]
    if settings is None:
        return plain(shapes)
    sources = [source.name for node in layer.inbound_nodes for source in node.inbound_layers]
    config = layer.get_config()
    return plain([*shapes, type(layer).__name__, sources, {name: config.get(name) for name in settings}])


def check_with_top(model, recorded):
    for layer, expected in zip(model.layers, recorded["layers"]):
        assert facts(layer, *expected[5:]) == expected
    assert len(model.layers) == len(recorded["layers"]) and model.count_params() == recorded["params"]


def check_without_top(model, recorded):
    bare = recorded["without_top"]
    assert plain([model.input_shape, model.output_shape]) == [bare["input"], bare["output"]]
    assert [layer.name for layer in model.layers] == [name for name, *_ in recorded["layers"][: bare["layers"]]]
    assert len(model.layers) == bare["layers"] and model.count_params() == bare["params"]


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "Xception"])
def test_with_top(build, backend, name):
    check_with_top(build(name, FIRST[backend]), RECORDED[f"{name} {FIRST[backend]}"])


@pytest.mark.slow
@pytest.mark.parametrize("case", RECORDED)
def test_everything_recorded(build, case):
    name, ordering = case.split()
    check_with_top(build(name, ordering), RECORDED[case])
    check_without_top(build(name, ordering, include_top=False), RECORDED[case])


def test_without_top(build, backend):
    for name in ("VGG16", "MusicTaggerCRNN"):
        check_without_top(build(name, FIRST[backend], include_top=False), RECORDED[f"{name} {FIRST[backend]}"])


def test_xception_keeps_its_channels_last(build, backend):
    if FIRST[backend] == "tf":
        model = build("Xception", "tf")
    else:
        with pytest.warns(UserWarning, match="Xception has its channels last"):
            model = build("Xception", "th")
    check_with_top(model, RECORDED["Xception tf"])


def test_input_shapes(build):
    model = build("VGG16", "tf", include_top=False, input_shape=(50, None, 3))
    assert model.output_shape == (None, 1, None, 512)
    assert build("VGG16", "th", include_top=False, input_shape=[3, 48, 64]).output_shape == (None, 512, 1, 2)


def test_input_tensors(build, K):
    x = Input(shape=(4, 48, 48))
    image = Convolution2D(3, 1, 1, dim_ordering="th")(x)
    model = build("VGG16", "th", include_top=False, input_tensor=image)
    assert model.inputs == [x] and model.output_shape == (None, 512, 1, 1)
    raw = K.placeholder((None, 1, 96, 1366))
    model = build("MusicTaggerCRNN", "th", input_tensor=raw, classes=7)
    assert model.inputs == [raw] and model.output_shape == (None, 7)


def test_blocks_for_networks_of_ones_own(K):
    x = Input(shape=(12, 12, 3))
    y = identity_block(conv_block(x, 3, [2, 2, 8], stage=7, block="a"), 3, [2, 2, 8], stage=7, block="b")
    assert K.int_shape(conv2d_bn(y, 5, 1, 3, "valid", (1, 2), name="own")) == (None, 6, 2, 5)
    names = [layer.name for layer in Model(x, y).layers]
    assert {"res7a_branch1", "bn7a_branch2c", "res7b_branch2b"} < set(names) and "res7b_branch1" not in names

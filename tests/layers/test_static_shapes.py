"""Shapes that layers infer are those that the backend knows, for any sizes and arguments, known or unknown sizes."""

import inspect
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerasfront import layers
from kerasfront.engine.topology import LAYERS

SIZE = st.integers(5, 8)  # the widest window below, of 3 elements 2 apart, fits
SMALL = st.integers(1, 3)
MARGIN = st.integers(0, 2)
MODES = st.sampled_from(["valid", "same"])
ORDERINGS = st.sampled_from(["th", "tf"])
BOOLEAN = st.booleans()

EXAMPLES = 8
TRIED = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


class Kind(NamedTuple):
    """How layers of a class may be called: number of axes of a sample, which of them must be known, arguments."""

    axes: int
    known: str  # "none", "channels" or "all"
    arguments: dict[str, st.SearchStrategy]


def several(strategy, count):
    return st.tuples(*[strategy] * count)


def each(names, strategy=SMALL):
    return dict.fromkeys(names.split(), strategy)


def pooling(rank):
    size, stride = ("pool_length", "stride") if rank == 1 else ("pool_size", "strides")
    window = SMALL if rank == 1 else several(SMALL, rank)
    return Kind(rank + 1, "none", {size: window, stride: st.none() | window, "border_mode": MODES})


FILTERS = {"nb_filter": SMALL, "border_mode": MODES}
LINE = {**FILTERS, **each("filter_length subsample_length")}
IMAGE = {**FILTERS, **each("nb_row nb_col"), "subsample": several(SMALL, 2)}
RECURRENT = {**each("output_dim"), **each("return_sequences go_backwards", BOOLEAN)}

KINDS = {
    "Activation": Kind(2, "none", {"activation": st.sampled_from(["relu", "softmax"])}),
    "ActivityRegularization": Kind(2, "none", {}),
    "AtrousConvolution1D": Kind(2, "channels", {**FILTERS, **each("filter_length"), "atrous_rate": st.just(2)}),
    "AtrousConvolution2D": Kind(3, "channels", {**FILTERS, **each("nb_row nb_col"), "atrous_rate": st.just((2, 2))}),
    "AveragePooling1D": pooling(1),
    "AveragePooling2D": pooling(2),
    "AveragePooling3D": pooling(3),
    "BatchNormalization": Kind(2, "channels", {"mode": st.sampled_from([0, 2])}),
    "Bidirectional": Kind(
        2,
        "channels",
        {
            "layer": st.builds(lambda **given: layers.SimpleRNN(**given), **RECURRENT),
            "merge_mode": st.sampled_from(["sum", "concat"]),
        },
    ),
    "ConvLSTM2D": Kind(4, "channels", {**IMAGE, "return_sequences": BOOLEAN}),
    "Convolution1D": Kind(2, "channels", LINE),
    "Convolution2D": Kind(3, "channels", IMAGE),
    "Convolution3D": Kind(
        4,
        "channels",
        {**FILTERS, **each("kernel_dim1 kernel_dim2 kernel_dim3"), "subsample": several(SMALL, 3)},
    ),
    "Cropping1D": Kind(2, "none", {"cropping": several(MARGIN, 2)}),
    "Cropping2D": Kind(3, "none", {"cropping": several(several(MARGIN, 2), 2)}),
    "Cropping3D": Kind(4, "none", {"cropping": several(several(MARGIN, 2), 3)}),
    "Dense": Kind(2, "channels", each("output_dim")),
    "Dropout": Kind(2, "none", {"p": st.just(0.5)}),
    "ELU": Kind(2, "none", {}),
    "Embedding": Kind(1, "none", {**each("input_dim output_dim"), "dropout": st.sampled_from([0.0, 0.5])}),
    "Flatten": Kind(3, "all", {}),
    "GRU": Kind(2, "channels", {**RECURRENT, "consume_less": st.sampled_from(["cpu", "mem", "gpu"])}),
    "GaussianDropout": Kind(2, "none", {"p": st.just(0.5)}),
    "GaussianNoise": Kind(2, "none", {"sigma": st.just(1.0)}),
    **{f"Global{kind}Pooling{rank}D": Kind(rank + 1, "none", {}) for kind in ("Average", "Max") for rank in (1, 2, 3)},
    "Highway": Kind(1, "all", {}),
    "LSTM": Kind(2, "channels", {**RECURRENT, "consume_less": st.sampled_from(["cpu", "mem", "gpu"])}),
    "Lambda": Kind(2, "none", {"function": st.just(lambda x: x[:, 1:])}),
    "LeakyReLU": Kind(2, "none", {}),
    "LocallyConnected1D": Kind(2, "all", {**LINE, "border_mode": st.just("valid")}),
    "LocallyConnected2D": Kind(3, "all", {**IMAGE, "border_mode": st.just("valid")}),
    "Masking": Kind(2, "none", {}),
    "MaxPooling1D": pooling(1),
    "MaxPooling2D": pooling(2),
    "MaxPooling3D": pooling(3),
    "MaxoutDense": Kind(1, "all", each("output_dim nb_feature")),
    "PReLU": Kind(2, "channels", {"shared_axes": st.just([1])}),
    "ParametricSoftplus": Kind(2, "channels", {"shared_axes": st.just([1])}),
    "Permute": Kind(3, "none", {"dims": st.permutations([1, 2, 3])}),
    "RepeatVector": Kind(1, "none", {"n": SMALL}),
    "Reshape": Kind(2, "all", {"target_shape": st.sampled_from([(-1,), (1, -1), (-1, 1, 1)])}),
    "SReLU": Kind(2, "channels", {"shared_axes": st.just([1])}),
    "SeparableConvolution2D": Kind(3, "channels", {**IMAGE, "subsample": st.just((2, 2)), "depth_multiplier": SMALL}),
    "SimpleRNN": Kind(2, "channels", {**RECURRENT, "consume_less": st.sampled_from(["cpu", "mem"])}),
    **{f"SpatialDropout{rank}D": Kind(rank + 1, "none", {"p": st.just(0.5)}) for rank in (1, 2, 3)},
    "ThresholdedReLU": Kind(2, "none", {}),
    "TimeDistributed": Kind(2, "channels", {"layer": st.builds(lambda size: layers.Dense(size), SMALL)}),
    "TimeDistributedDense": Kind(2, "channels", each("output_dim")),
    "UpSampling1D": Kind(2, "none", {"length": SMALL}),
    "UpSampling2D": Kind(3, "none", {"size": several(SMALL, 2)}),
    "UpSampling3D": Kind(4, "none", {"size": several(SMALL, 3)}),
    "ZeroPadding1D": Kind(2, "none", {"padding": several(MARGIN, 2)}),
    "ZeroPadding2D": Kind(3, "none", {"padding": several(MARGIN, 4)}),
    "ZeroPadding3D": Kind(4, "none", {"padding": several(MARGIN, 3)}),
}

ELSEWHERE = {
    "Deconvolution2D": "its argument depends on the input: test_deconvolution",
    "Merge": "takes several inputs: test_merge",
    **dict.fromkeys(["InputLayer", "Layer"], "nothing is inferred"),
}


def hidden(data, shape, known=()):
    """`shape` with some sizes unknown, but for the axes in `known`."""
    return tuple(None if axis not in known and data.draw(BOOLEAN) else size for axis, size in enumerate(shape))


@pytest.mark.parametrize("name", KINDS)
@TRIED
@given(data=st.data())
def test_inferred_shape_is_the_backend_s(K, name, data):
    kind, layer_class = KINDS[name], getattr(layers, name)
    arguments = {argument: data.draw(strategy) for argument, strategy in kind.arguments.items()}
    if "dim_ordering" in inspect.signature(layer_class.__init__).parameters:
        arguments["dim_ordering"] = data.draw(ORDERINGS)
    first = 2 if name == "ConvLSTM2D" else 1  # the axes before are samples and time
    channels = first if arguments.get("dim_ordering") == "th" else kind.axes
    known = {"none": (), "channels": (channels,), "all": range(1, kind.axes + 1)}[kind.known]
    shape = hidden(data, data.draw(several(SIZE, kind.axes + 1)), known)
    layer = layer_class(**arguments)
    x = K.placeholder(shape, dtype="int32" if name == "Embedding" else None)
    assert K.int_shape(layer(x)) == tuple(layer.get_output_shape_for(shape))


@TRIED
@given(data=st.data())
def test_deconvolution(K, data):
    ordering = data.draw(ORDERINGS)
    sizes, window, strides = (data.draw(several(SMALL, 2)) for _ in range(3))
    target = tuple((size - 1) * stride + width for size, width, stride in zip(sizes, window, strides))
    if ordering == "th":
        target, shape, channels = (None, 2, *target), (4, 3, *sizes), 1
    else:
        target, shape, channels = (None, *target, 2), (4, *sizes, 3), 3
    layer = layers.Deconvolution2D(2, *window, target, subsample=strides, dim_ordering=ordering)
    shape = hidden(data, shape, [channels])
    assert K.int_shape(layer(K.placeholder(shape))) == layer.get_output_shape_for(shape)


@pytest.mark.parametrize("mode", ["sum", "mul", "max", "ave", "concat", "dot", "cos"])
@TRIED
@given(data=st.data())
def test_merge(K, mode, data):
    shape = data.draw(several(SIZE, 3))
    shapes = [hidden(data, shape), hidden(data, shape)]
    layer = layers.Merge(mode=mode, concat_axis=data.draw(st.sampled_from([1, 2])), dot_axes=2)
    output = layer([K.placeholder(s) for s in shapes])
    assert K.int_shape(output) == layer.get_output_shape_for(shapes)


def test_every_layer_is_tried():
    assert {*KINDS, *ELSEWHERE} == {name for name in LAYERS.names() if hasattr(layers, name)}

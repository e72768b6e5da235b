"""Tiny models that between them hold every layer that Keras 2 and 3 have too."""

from kerasfront import constraints, layers, regularizers
from kerasfront.engine.topology import Input
from kerasfront.layers import merge
from kerasfront.models import Model, Sequential


def vectors():
    dense = layers.Dense(
        6, input_dim=5, activation="hard_sigmoid", W_regularizer=regularizers.l1l2(0.1, 0.2),
        W_constraint=constraints.maxnorm(2, axis=0), b_constraint="nonneg", activity_regularizer="activity_l2",
    )  # fmt: skip
    acting = [layers.Activation(name) for name in ("elu", "softplus", "softsign", "tanh", "linear")]
    noise = [layers.Dropout(0.2), layers.GaussianNoise(0.1), layers.GaussianDropout(0.1)]
    learned = [layers.BatchNormalization(trainable=False), layers.PReLU(), layers.LeakyReLU(0.2), layers.ELU(0.5)]
    ends = [layers.ThresholdedReLU(0.1), layers.ActivityRegularization(0.1), layers.Dense(3, activation="softmax")]
    return Sequential([dense, *acting, *noise, *learned, layers.Dense(7, bias=False, init="he_normal"), *ends])


def numbers():
    return Sequential([
        layers.Embedding(9, 4, input_length=8, mask_zero=True, W_constraint="unitnorm"),
        layers.LSTM(3, return_sequences=True, consume_less="gpu"),
        layers.GRU(4, return_sequences=True, inner_activation="sigmoid", dropout_W=0.1, W_regularizer="l2"),
        layers.TimeDistributed(layers.Dense(3, activation="relu")),
        layers.TimeDistributedDense(4),
        layers.SimpleRNN(3, return_sequences=True, activation="hard_sigmoid"),
        layers.LSTM(3, return_sequences=True, go_backwards=True, forget_bias_init="zero", unroll=True),
        layers.Bidirectional(layers.GRU(2, W_regularizer="l1"), merge_mode="sum"),
        layers.RepeatVector(2),
        layers.Permute((2, 1)),
        layers.Reshape((4,)),
    ])  # fmt: skip


def steps(last=3):
    single = [layers.LocallyConnected1D(3, 2), layers.LocallyConnected1D(2, 2, bias=False)] if last < 3 else []
    return Sequential([
        layers.SpatialDropout1D(0.1, input_shape=(13, 3)),
        layers.Convolution1D(4, 3, border_mode="same", activation="hard_sigmoid", W_constraint=constraints.unitnorm(2)),
        layers.AtrousConvolution1D(3, 2, atrous_rate=2),
        layers.ZeroPadding1D((1, 2)),
        layers.MaxPooling1D(2, stride=1),
        layers.Cropping1D((0, 1)),
        layers.UpSampling1D(2),
        layers.AveragePooling1D(3, border_mode="same"),
        *single,
    ])  # fmt: skip


def images(ordering="tf", last=3):
    same = {"dim_ordering": ordering}
    target = (None, 3, 10, 7) if ordering == "th" else (None, 10, 7, 3)  # more than is usual
    single = [layers.LocallyConnected2D(2, 2, 1, **same)] if last < 3 else []
    return Sequential([
        layers.Convolution2D(
            4, 3, 2, subsample=(2, 1), input_shape=(2, 9, 7) if ordering == "th" else (9, 7, 2),
            W_constraint=constraints.MinMaxNorm(axis=[1, 2, 3]), **same
        ),
        layers.BatchNormalization(axis=1 if ordering == "th" else -1),
        layers.Deconvolution2D(3, 3, 2, target, subsample=(2, 1), **same),
        layers.SeparableConvolution2D(3, 2, 2, "normal", "hard_sigmoid", None, "same", depth_multiplier=2, **same),
        layers.AtrousConvolution2D(2, 2, 2, atrous_rate=(2, 1), **same),
        layers.ZeroPadding2D((1, 2, 0, 1), **same),
        layers.Cropping2D(((1, 0), (0, 1)), **same),
        layers.SpatialDropout2D(0.1, **same),
        layers.UpSampling2D((1, 2), **same),
        layers.MaxPooling2D((2, 1), strides=(1, 1), **same),
        layers.AveragePooling2D((2, 2), border_mode="same", **same),
        *single,
        layers.PReLU(shared_axes=[1]),
        layers.Flatten(),
    ])  # fmt: skip


def volumes(ordering="tf"):
    same = {"dim_ordering": ordering}
    return Sequential([
        layers.Convolution3D(3, 2, 1, 2, input_shape=(2, 4, 5, 6) if ordering == "th" else (4, 5, 6, 2), **same),
        layers.ZeroPadding3D((1, 0, 1), **same),
        layers.Cropping3D(((1, 0), (0, 0), (0, 1)), **same),
        layers.SpatialDropout3D(0.1, **same),
        layers.UpSampling3D((1, 2, 1), **same),
        layers.MaxPooling3D((2, 2, 2), **same),
        layers.AveragePooling3D((1, 2, 1), **same),
        layers.Flatten(),
    ])  # fmt: skip


def films(ordering="tf"):
    shape = (3, 2, 5, 4) if ordering == "th" else (3, 5, 4, 2)
    return Sequential([layers.ConvLSTM2D(3, 2, 2, border_mode="same", dim_ordering=ordering, input_shape=shape)])


def everywhere(name, shape, **kwargs):
    """Both poolings over all of space."""
    x = Input(shape=shape)
    pools = [getattr(layers, f"Global{kind}Pooling{name}")(**kwargs)(x) for kind in ("Max", "Average")]
    return Model(x, merge(pools, mode="concat"))


def merged():
    """Each way to merge, a layer that is called twice, and two models within that are called, too."""
    a, b = Input(shape=(4,)), Input(shape=(4,))
    inner = Sequential([layers.Dense(4, input_dim=4), layers.BatchNormalization(), layers.Dense(4)])
    c = Input(shape=(4,))
    other = Model(c, [layers.Dense(3)(layers.BatchNormalization()(c)), layers.Dense(4)(c)])
    shared = layers.Dense(4, activation="tanh")
    pair = [shared(a), shared(b)]
    parts = [merge(pair, mode=mode) for mode in ("sum", "mul", "ave", "max")]
    parts += [merge(pair, mode=mode, dot_axes=1) for mode in ("dot", "cos")]
    x = inner(merge([inner(a), pair[0]], mode="sum"))
    first, second = other(x)
    both = other(shared(second))
    return Model([a, b], [merge([*parts, first, both[0]], mode="concat", concat_axis=1), both[1], inner(b)])


def branches():
    """A Sequential that begins with models, of which one begins so itself; classic Keras had no other way."""
    left = Sequential([layers.Dense(3, input_dim=4), layers.BatchNormalization()])
    right = Sequential([layers.Dense(3, input_dim=2), layers.Dense(3)])
    both = Sequential([layers.Merge([left, right], mode="mul"), layers.Dense(3)])
    third = Sequential([layers.Dense(3, input_dim=5)])
    return Sequential([layers.Merge([both, third], mode="concat"), layers.Dense(2)])


def twice():
    """A Sequential that has a layer twice."""
    same = layers.Dense(4)
    return Sequential([layers.Dense(4, input_dim=3), same, layers.Activation("tanh"), same])


def within():
    """Models in models and wrappers, some frozen."""
    inner = Sequential([layers.Dense(3, input_dim=3, trainable=False), layers.BatchNormalization(), layers.Dense(2)])
    outer = Sequential([layers.Masking(0.5, input_shape=(4, 3)), layers.TimeDistributed(inner), layers.LSTM(2)])
    return Sequential([outer, layers.Dense(2)])


def ways():
    """A functional model within a wrapper, and both outputs of a layer that reads both ways."""
    a, x = Input(shape=(3,)), Input(shape=(4, 3))
    inner = Model(a, merge([layers.Dense(3)(a), layers.BatchNormalization()(a)], mode="sum"))
    both = layers.Bidirectional(layers.LSTM(2), merge_mode=None)(layers.TimeDistributed(inner)(x))
    return Model(x, both)


def stateful():
    return Sequential([layers.GRU(2, stateful=True, batch_input_shape=(2, 3, 2))])


ALL = {
    **{f.__name__: f for f in (vectors, numbers, steps, images, volumes, films, merged, branches, twice, within, ways)},
    "stateful": stateful,
    "images_th": lambda: images("th"),
    "volumes_th": lambda: volumes("th"),
    "films_th": lambda: films("th"),
    "everywhere_1": lambda: everywhere("1D", (4, 3)),
    "everywhere_2": lambda: everywhere("2D", (3, 4, 5), dim_ordering="th"),
    "everywhere_3": lambda: everywhere("3D", (2, 3, 4, 2), dim_ordering="tf"),
}
FOR_KERAS_2 = {"steps_2": lambda: steps(2), "images_2": lambda: images(last=2), "images_th_2": lambda: images("th", 2)}

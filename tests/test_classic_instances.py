"""Objects that are built, compiled and fitted have the attributes that those of Keras 1.2.2 had."""

import numpy as np
import pytest

from kerasfront import callbacks, constraints, layers, optimizers, regularizers
from kerasfront.engine import Input
from kerasfront.models import Model, Sequential
from kerasfront.preprocessing.image import ImageDataGenerator
from kerasfront.preprocessing.text import Tokenizer

from .classic_names import RECORD, missing_attributes

TF = {"dim_ordering": "tf"}
SHAPES = {"vector": (6,), "sequence": (5, 4), "image": (8, 8, 3), "volume": (4, 4, 4, 2), "film": (3, 8, 8, 1)}

BUILT = {
    "vector": {
        "Dense": [3], "Activation": ["relu"], "Dropout": [0.5], "Reshape": [(3, 2)], "RepeatVector": [3], "Highway": [],
        "MaxoutDense": [3], "ActivityRegularization": [0.1], "Lambda": [lambda x: x * 2.0], "BatchNormalization": [],
        "LeakyReLU": [], "PReLU": [], "ELU": [], "ParametricSoftplus": [], "ThresholdedReLU": [], "SReLU": [],
        "GaussianNoise": [0.1], "GaussianDropout": [0.1], "Embedding": [9, 3],
    },
    "sequence": {
        "SpatialDropout1D": [0.5], "Permute": [(2, 1)], "Flatten": [], "Masking": [0.0], "TimeDistributedDense": [3],
        "Convolution1D": [3, 2], "AtrousConvolution1D": [3, 2], "UpSampling1D": [2], "ZeroPadding1D": [1],
        "Cropping1D": [(1, 1)], "MaxPooling1D": [2], "AveragePooling1D": [2], "GlobalMaxPooling1D": [],
        "GlobalAveragePooling1D": [], "LocallyConnected1D": [3, 2], "SimpleRNN": [3], "LSTM": [3], "GRU": [3],
    },
    "image": {
        "SpatialDropout2D": [0.5], "Convolution2D": [3, 2, 2], "AtrousConvolution2D": [3, 2, 2],
        "Deconvolution2D": [3, 2, 2, (None, 9, 9, 3)], "UpSampling2D": [(2, 2)], "ZeroPadding2D": [(1, 1)],
        "Cropping2D": [((1, 1), (1, 1))], "MaxPooling2D": [(2, 2)], "AveragePooling2D": [(2, 2)],
        "GlobalMaxPooling2D": [], "GlobalAveragePooling2D": [], "LocallyConnected2D": [3, 2, 2],
    },
    "volume": {
        "SpatialDropout3D": [0.5], "Convolution3D": [3, 2, 2, 2], "UpSampling3D": [(2, 2, 2)],
        "ZeroPadding3D": [(1, 1, 1)], "Cropping3D": [((1, 1), (1, 1), (1, 1))], "MaxPooling3D": [(2, 2, 2)],
        "AveragePooling3D": [(2, 2, 2)],
    },
    "film": {"ConvLSTM2D": [3, 2, 2]},
}  # fmt: skip
"""By kind of input, the layers with their arguments."""

X, Y = np.random.RandomState(0).rand(8, 6), np.zeros((8, 2))


@pytest.mark.parametrize("kind", BUILT)
def test_built_layers(K, kind):
    missing = []
    for name, arguments in BUILT[kind].items():
        layer = getattr(layers, name)(*arguments, **(TF if kind in ("image", "volume", "film") else {}))
        layer(Input(shape=SHAPES[kind], dtype="int32" if name == "Embedding" else "float32"))
        missing += missing_attributes(f"layers.{name}", layer)
    assert missing == []


def test_built_layers_of_layers(K):
    x = Input(shape=SHAPES["sequence"])
    found = {
        "TimeDistributed": layers.TimeDistributed(layers.Dense(2)),
        "Bidirectional": layers.Bidirectional(layers.LSTM(2)),
        "Merge": layers.Merge(mode="sum"),
        "InputLayer": layers.InputLayer(input_shape=(3,)),
    }
    for name in ("TimeDistributed", "Bidirectional"):
        found[name](x)
    found["Merge"]([x, x])
    assert [lost for name, layer in found.items() for lost in missing_attributes(f"layers.{name}", layer)] == []


class Sees(callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.missing = missing_attributes("callbacks.Callback in fit", self)


def test_a_fitted_sequential_its_history_and_its_callbacks(K):
    model = Sequential([layers.Dense(4, input_dim=6), layers.Dropout(0.5), layers.Dense(2)])
    model.compile("sgd", "mse", metrics=["accuracy"])
    sees = Sees()
    history = model.fit(X, Y, nb_epoch=1, verbose=0, validation_split=0.25, callbacks=[sees])
    assert sees.missing + missing_attributes("models.Sequential fitted", model) == []
    assert missing_attributes("callbacks.History fitted", history) == []


@pytest.mark.parametrize("name", ["SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam"])
def test_a_model_and_its_optimizer(K, name):
    x = Input(shape=(6,))
    model, optimizer = Model(x, layers.Dense(2)(x)), getattr(optimizers, name)()
    model.compile(optimizer, "mse")
    model.prepare_training()
    assert missing_attributes(f"optimizers.{name} fitted", optimizer) == []
    assert missing_attributes("models.Model fitted", model) == ["kerasfront.models.Model fitted.history"]
    model.fit(X, Y, nb_epoch=1, verbose=0)
    assert missing_attributes("models.Model fitted", model) == []


def test_callbacks():
    found = {
        "EarlyStopping": callbacks.EarlyStopping(),
        "ModelCheckpoint": callbacks.ModelCheckpoint("x.h5"),
        "ReduceLROnPlateau": callbacks.ReduceLROnPlateau(),
        "LearningRateScheduler": callbacks.LearningRateScheduler(lambda epoch: 0.1),
        "CSVLogger": callbacks.CSVLogger("x.csv"),
        "LambdaCallback": callbacks.LambdaCallback(),
    }
    assert [lost for name, thing in found.items() for lost in missing_attributes(f"callbacks.{name}", thing)] == []


def test_what_prepares_data():
    texts = Tokenizer()
    texts.fit_on_texts(["a b c", "b c"])
    images = np.random.rand(4, 8, 8, 3)
    generator = ImageDataGenerator(featurewise_center=True, zca_whitening=True, **TF)
    generator.fit(images)
    assert missing_attributes("preprocessing.text.Tokenizer fitted", texts) == []
    assert missing_attributes("preprocessing.image.ImageDataGenerator fitted", generator) == []
    batches = generator.flow(images, np.zeros(4))
    assert missing_attributes("preprocessing.image.NumpyArrayIterator", batches) == []
    assert batches.x.shape == (4, 8, 8, 3) and batches.n == 4


def test_regularizers_and_constraints():
    assert missing_attributes("regularizers.WeightRegularizer", regularizers.l1l2()) == []
    assert missing_attributes("constraints.MaxNorm", constraints.maxnorm()) == []


def test_all_recorded_layers_are_built():
    built = {f"layers.{name}" for group in BUILT.values() for name in group}
    of_layers = {"layers.TimeDistributed", "layers.Bidirectional", "layers.Merge", "layers.InputLayer"}
    assert {name for name in RECORD["instances"] if name.startswith("layers.")} == built | of_layers

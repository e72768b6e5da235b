"""Transfer learning: a network that was made for other pictures gives features, and a small one learns from these.

VGG16 without its top, on digits in its colours and of its smallest size; its outputs are computed once, and a
dense layer learns from them. Offline its weights are random, and even so the features tell digits apart: expect
90 %. WEIGHTS is a file of weights, or imagenet: then the published ones are downloaded (59 MB).

    python examples/transfer_learning.py [EPOCHS [WEIGHTS]]
"""

import sys

import digits
import numpy as np

from kerasfront import backend as K
from kerasfront.applications.vgg16 import VGG16
from kerasfront.layers import BatchNormalization, Dense, Dropout, Flatten
from kerasfront.models import Sequential
from kerasfront.utils import np_utils

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 40
weights = sys.argv[2] if len(sys.argv) > 2 else None
SIDE, TRAIN, TEST = 48, 300, 100


def pictures(x):
    """Each pixel becomes 6 x 6 of them, in three equal colours."""
    x = 255 * np.kron(x, np.ones((1, SIDE // 8, SIDE // 8)))
    return np.stack([x] * 3, axis=1 if K.image_dim_ordering() == "th" else -1).astype("float32") - 128


(x_train, y_train), (x_test, y_test) = digits.load_data()
y_train, y_test = np_utils.to_categorical(y_train[:TRAIN], 10), np_utils.to_categorical(y_test[:TEST], 10)

input_shape = (3, SIDE, SIDE) if K.image_dim_ordering() == "th" else (SIDE, SIDE, 3)
base = VGG16(include_top=False, weights=weights, input_shape=input_shape)
x_train, x_test = (base.predict(pictures(x), verbose=1) for x in (x_train[:TRAIN], x_test[:TEST]))

model = Sequential()
model.add(Flatten(input_shape=base.output_shape[1:]))
model.add(BatchNormalization())
model.add(Dropout(0.5))
model.add(Dense(10, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

model.fit(x_train, y_train, batch_size=32, nb_epoch=nb_epoch, verbose=2, validation_data=(x_test, y_test))
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy: {accuracy:.3f}")

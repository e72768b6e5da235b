"""A convolutional network reads handwritten digits.

Two convolutions, pooling and dropout, in the order of axes that keras.json asks for. Expect 97 % of the
digits that it has not seen to be read rightly.

    python examples/cnn.py [EPOCHS]
"""

import sys

import digits
import numpy as np

from kerasfront import backend as K
from kerasfront.layers import Convolution2D, Dense, Dropout, Flatten, MaxPooling2D
from kerasfront.models import Sequential
from kerasfront.utils import np_utils

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 20

(x_train, y_train), (x_test, y_test) = digits.load_data()
input_shape = (1, 8, 8) if K.image_dim_ordering() == "th" else (8, 8, 1)
x_train, x_test = x_train.reshape((-1,) + input_shape), x_test.reshape((-1,) + input_shape)
y_train, y_test = np_utils.to_categorical(y_train, 10), np_utils.to_categorical(y_test, 10)

model = Sequential()
model.add(Convolution2D(16, 3, 3, border_mode="same", activation="relu", input_shape=input_shape))
model.add(Convolution2D(16, 3, 3, activation="relu"))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(64, activation="relu"))
model.add(Dropout(0.25))
model.add(Dense(10, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adadelta", metrics=["accuracy"])

model.fit(x_train, y_train, batch_size=32, nb_epoch=nb_epoch, verbose=2, validation_data=(x_test, y_test))
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy: {accuracy:.3f}")

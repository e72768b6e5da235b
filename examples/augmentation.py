"""Pictures that are turned and shifted while a network learns make it read crooked digits.

ImageDataGenerator changes each picture at random, fit_generator trains with what it makes. Of two equal
networks one sees the pictures as they are, the other changed ones. Expect both to read straight digits, and
the second to read crooked ones better.

    python examples/augmentation.py [EPOCHS]
"""

import sys

import digits
import numpy as np

from kerasfront import backend as K
from kerasfront.layers import Convolution2D, Dense, Dropout, Flatten, MaxPooling2D
from kerasfront.models import Sequential
from kerasfront.preprocessing.image import ImageDataGenerator
from kerasfront.utils import np_utils

nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 15

(x_train, y_train), (x_test, y_test) = digits.load_data()
input_shape = (1, 8, 8) if K.image_dim_ordering() == "th" else (8, 8, 1)
x_train, x_test = x_train.reshape((-1,) + input_shape), x_test.reshape((-1,) + input_shape)
y_train, y_test = np_utils.to_categorical(y_train, 10), np_utils.to_categorical(y_test, 10)

straight = ImageDataGenerator()
crooked = ImageDataGenerator(
    rotation_range=25, width_shift_range=0.12, height_shift_range=0.12, fill_mode="constant", cval=0
)
x_crooked, y_crooked = next(crooked.flow(x_test, y_test, batch_size=len(x_test), seed=1))


def trained(generator):
    np.random.seed(1337)
    model = Sequential()
    model.add(Convolution2D(24, 3, 3, border_mode="same", activation="relu", input_shape=input_shape))
    model.add(Convolution2D(24, 3, 3, activation="relu"))
    model.add(MaxPooling2D())
    model.add(Flatten())
    model.add(Dropout(0.3))
    model.add(Dense(64, activation="relu"))
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    batches = generator.flow(x_train, y_train, batch_size=32)
    model.fit_generator(batches, samples_per_epoch=len(x_train), nb_epoch=nb_epoch, verbose=2)
    return model


for name, generator in (("straight", straight), ("crooked", crooked)):
    model = trained(generator)
    scores = [model.evaluate(x, y, verbose=0)[1] for x, y in ((x_test, y_test), (x_crooked, y_crooked))]
    print(f"trained with {name} digits: {scores[0]:.3f} of straight ones, {scores[1]:.3f} of crooked ones")

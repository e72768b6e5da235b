"""A multi-layer perceptron reads handwritten digits.

Two hidden layers with dropout. Expect 97 % of the digits that it has not seen to be read rightly.

    python examples/mlp.py [EPOCHS]
"""

import sys

import digits
import numpy as np

from kerasfront.layers import Dense, Dropout
from kerasfront.models import Sequential
from kerasfront.optimizers import RMSprop
from kerasfront.utils import np_utils

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 20

(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train, x_test = x_train.reshape(-1, 64), x_test.reshape(-1, 64)
y_train, y_test = np_utils.to_categorical(y_train, 10), np_utils.to_categorical(y_test, 10)

model = Sequential()
model.add(Dense(128, activation="relu", input_dim=64))
model.add(Dropout(0.2))
model.add(Dense(128, activation="relu"))
model.add(Dropout(0.2))
model.add(Dense(10, activation="softmax"))
model.summary()
model.compile(loss="categorical_crossentropy", optimizer=RMSprop(), metrics=["accuracy"])

model.fit(x_train, y_train, batch_size=32, nb_epoch=nb_epoch, verbose=2, validation_data=(x_test, y_test))
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy: {accuracy:.3f}")

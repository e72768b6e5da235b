"""A siamese network learns when two pictures show the same digit.

Both pictures go through the same layers; the loss draws pictures of one digit together and pushes others
apart. It never learns which digit it is. Expect 97 % of the pairs that it has not seen to be told rightly.

    python examples/siamese.py [EPOCHS]
"""

import sys

import digits
import numpy as np

from kerasfront import backend as K
from kerasfront.layers import Dense, Dropout, Input, Lambda
from kerasfront.models import Model, Sequential

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 15
MARGIN = 1


def pairs(x, y, number):
    """Pictures of the same digit and of different ones, by turns, with 1 and 0 as targets."""
    left = np.random.randint(0, len(x), number)
    same = np.arange(number) % 2 == 0
    right = [np.random.choice(np.flatnonzero((y == y[i]) == alike)) for i, alike in zip(left, same)]
    return [x[left].reshape(-1, 64), x[right].reshape(-1, 64)], same.astype("float32")


def distance(points):
    left, right = points
    return K.sqrt(K.maximum(K.sum(K.square(left - right), axis=1, keepdims=True), K.epsilon()))


def contrastive_loss(same, distance):
    return K.mean(same * K.square(distance) + (1 - same) * K.square(K.maximum(MARGIN - distance, 0)))


(x_train, y_train), (x_test, y_test) = digits.load_data()
train, train_same = pairs(x_train, y_train, 6000)
test, test_same = pairs(x_test, y_test, 1000)

place = Sequential()
place.add(Dense(64, activation="relu", input_shape=(64,)))
place.add(Dropout(0.1))
place.add(Dense(64, activation="relu"))
place.add(Dense(16))

left, right = Input(shape=(64,)), Input(shape=(64,))
model = Model([left, right], Lambda(distance, output_shape=(1,))([place(left), place(right)]))
model.compile(loss=contrastive_loss, optimizer="adam")
model.fit(train, train_same, batch_size=64, nb_epoch=nb_epoch, verbose=2, validation_data=(test, test_same))

guessed = model.predict(test, verbose=0)[:, 0] < MARGIN / 2
accuracy = np.mean(guessed == test_same)
print(f"test accuracy: {accuracy:.3f}")

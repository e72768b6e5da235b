"""A variational autoencoder squeezes digits through two numbers, and draws new ones from them.

A loss that uses more than its two arguments, a layer made of a function (Lambda), models that share layers.
Expect the loss of digits that it has not seen to fall from 45 to 26, and a row of digits at the end that
change into each other.

    python examples/variational_autoencoder.py [EPOCHS]
"""

import sys

import digits
import numpy as np

from kerasfront import backend as K
from kerasfront import objectives
from kerasfront.layers import Dense, Input, Lambda
from kerasfront.models import Model

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 40

(x_train, _), (x_test, _) = digits.load_data()
x_train, x_test = x_train.reshape(-1, 64), x_test.reshape(-1, 64)

x = Input(shape=(64,))
hidden = Dense(64, activation="relu")(x)
mean = Dense(2)(hidden)
log_variance = Dense(2)(hidden)


def sample(args):
    mean, log_variance = args
    return mean + K.exp(log_variance / 2) * K.random_normal(K.shape(mean))


code = Lambda(sample, output_shape=(2,))([mean, log_variance])
widen, paint = Dense(64, activation="relu"), Dense(64, activation="sigmoid")


def loss(x, painted):
    unlike = 64 * objectives.binary_crossentropy(x, painted)
    surprise = -0.5 * K.sum(1 + log_variance - K.square(mean) - K.exp(log_variance), axis=-1)
    return unlike + surprise


autoencoder = Model(x, paint(widen(code)))
autoencoder.compile(optimizer="rmsprop", loss=loss)
before = autoencoder.evaluate(x_test, x_test, verbose=0)
autoencoder.fit(x_train, x_train, batch_size=32, nb_epoch=nb_epoch, verbose=2, validation_data=(x_test, x_test))

given = Input(shape=(2,))
painter = Model(given, paint(widen(given)))
print(digits.draw(*painter.predict(np.array([[place, 0.5] for place in (-2, -1.2, -0.4, 0.4, 1.2, 2)]), verbose=0)))
after = autoencoder.evaluate(x_test, x_test, verbose=0)
print(f"test loss: {before:.1f} -> {after:.1f}")

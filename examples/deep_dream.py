"""What a network dreams of: a picture is changed until the network is sure that it sees a digit.

The gradient of an output by the picture (`K.gradients`), climbed step by step from a grey blur, shows what
the network looks for. Expect pictures that look like the digits (0, 3, 4 and 7), and a network that is
certain of them.

    python examples/deep_dream.py [EPOCHS]
"""

import sys

import digits
import numpy as np

from kerasfront import backend as K
from kerasfront.layers import Activation, Convolution2D, Dense, Dropout, Flatten
from kerasfront.models import Sequential
from kerasfront.utils import np_utils

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 10
DREAMS = [0, 3, 4, 7]

(x_train, y_train), _ = digits.load_data()
input_shape = (1, 8, 8) if K.image_dim_ordering() == "th" else (8, 8, 1)
x_train, y_train = x_train.reshape((-1,) + input_shape), np_utils.to_categorical(y_train, 10)

model = Sequential()
model.add(Convolution2D(24, 3, 3, border_mode="same", activation="relu", input_shape=input_shape))
model.add(Convolution2D(24, 3, 3, activation="relu", subsample=(2, 2)))
model.add(Flatten())
model.add(Dropout(0.5))
model.add(Dense(10, name="scores"))
model.add(Activation("softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam")
model.fit(x_train, y_train, batch_size=32, nb_epoch=nb_epoch, verbose=2)

wanted = K.placeholder((None, 10))
liking = K.sum(wanted * model.get_layer("scores").output) - 0.3 * K.sum(K.square(model.input))
climb = K.function([model.input, wanted, K.learning_phase()], [K.gradients(liking, model.input)[0]])

wish = np_utils.to_categorical(DREAMS, 10)
dreams = np.random.uniform(0.2, 0.4, (len(DREAMS),) + input_shape).astype("float32")
before = (model.predict(dreams, verbose=0) * wish).sum(axis=1).mean()
for _ in range(100):
    slope = climb([dreams, wish, 0])[0]
    dreams = np.clip(dreams + 0.02 * slope / (np.abs(slope).mean() + 1e-7), 0, 1)
print(digits.draw(*dreams))
after = (model.predict(dreams, verbose=0) * wish).sum(axis=1).mean()
print(f"certainty: {before:.2f} -> {after:.2f}")

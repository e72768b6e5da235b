"""Reading numbers of any length from a line of pixels, with connectionist temporal classification (CTC).

Three or four handwritten digits stand somewhere in a strip; the network is told the number, not where its
digits are. The loss is a layer (Lambda), and the function that reads shares its layers with the model that
learns. Expect 95 % of the numbers that it has not seen to be read without any mistake.

    python examples/ctc_ocr.py [EPOCHS]
"""

import sys

import digits
import numpy as np

from kerasfront import backend as K
from kerasfront.layers import GRU, Bidirectional, Convolution1D, Dense, Dropout, Input, Lambda, TimeDistributed
from kerasfront.models import Model
from kerasfront.optimizers import Adam

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 10
WIDTH, LONGEST = 40, 4


def strips(x, y, samples):
    """Strips with a column of pixels for each time step, and the digits in them, filled up with 0."""
    strips = np.zeros((samples, WIDTH, 8), "float32")
    labels, lengths = np.zeros((samples, LONGEST)), np.random.randint(3, LONGEST + 1, (samples, 1))
    for strip, label, (length,) in zip(strips, labels, lengths):
        chosen = np.random.randint(0, len(x), length)
        places = 8 * np.arange(length) + np.sort(np.random.randint(0, WIDTH - 8 * length + 1, length))
        for place, picture in zip(places, x[chosen]):
            strip[place : place + 8] = picture.T
        label[:length] = y[chosen]
    return strips, labels, lengths


def ctc(args):
    return K.ctc_batch_cost(*args)


(x_train, y_train), (x_test, y_test) = digits.load_data()
train, labels_train, lengths_train = strips(x_train, y_train, 3000)
test, labels_test, lengths_test = strips(x_test, y_test, 300)

strip = Input(shape=(WIDTH, 8))
features = Dropout(0.2)(Convolution1D(48, 7, border_mode="same", activation="relu")(strip))
memory = Bidirectional(GRU(48, return_sequences=True))(features)
likely = TimeDistributed(Dense(11, activation="softmax"))(memory)  # the digits, and nothing

label, length, steps = Input(shape=(LONGEST,)), Input(shape=(1,), dtype="int32"), Input(shape=(1,), dtype="int32")
loss = Lambda(ctc, output_shape=(1,), name="ctc")([label, likely, steps, length])
learner = Model([strip, label, steps, length], loss)
learner.compile(optimizer=Adam(lr=0.003), loss={"ctc": lambda y_true, y_pred: y_pred})


def inputs(strips, labels, lengths):
    return [strips, labels, np.full((len(strips), 1), WIDTH), lengths]


nothing = np.zeros(len(train))
learner.fit(inputs(train, labels_train, lengths_train), nothing, batch_size=32, nb_epoch=nb_epoch, verbose=2)

decode = K.function([strip, steps], [K.ctc_decode(likely, K.flatten(steps))[0][0]])
best = decode([test, np.full((len(test), 1), WIDTH)])[0]
read = ["".join(str(int(digit)) for digit in row if digit >= 0) for row in best]
real = ["".join(str(int(digit)) for digit in row[:length]) for row, (length,) in zip(labels_test, lengths_test)]
for one, other in zip(read[:5], real):
    print(f"read {one}, real {other}")
right = np.mean([one == other for one, other in zip(read, real)])
print(f"numbers without a mistake: {right:.2f}")

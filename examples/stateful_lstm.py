"""A stateful LSTM remembers what was in the batch before.

Long rows of random bits are cut into pieces of six; the network has to say which bit came three steps ago, so
that the answers at the beginning of a piece are in the piece before. Expect that the stateful network knows
them, and that the same network without state, for which every piece is a new beginning, can only guess them:
100 % against 75 %.

    python examples/stateful_lstm.py [EPOCHS]
"""

import sys

import numpy as np

from kerasfront.layers import LSTM, Dense, TimeDistributed
from kerasfront.models import Sequential

nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 15
ROWS, PIECES, LENGTH, DELAY = 32, 60, 6, 3


def pieces(rows):
    """Piece 0 of each row, then piece 1 of each row, and so on: sample i of a batch goes on where it ended before."""
    return rows.reshape(ROWS, PIECES, LENGTH, 1).swapaxes(0, 1).reshape(-1, LENGTH, 1)


def accuracy(stateful):
    np.random.seed(1337)
    bits = np.random.randint(0, 2, (ROWS, PIECES * LENGTH))
    x, y = pieces(bits), pieces(np.roll(bits, DELAY, axis=1))
    model = Sequential()
    model.add(LSTM(24, batch_input_shape=(ROWS, LENGTH, 1), return_sequences=True, stateful=stateful))
    model.add(TimeDistributed(Dense(1, activation="sigmoid")))
    model.compile(loss="binary_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    model.optimizer.lr = 0.01
    for _ in range(nb_epoch):
        model.fit(x, y, batch_size=ROWS, nb_epoch=1, shuffle=False, verbose=2)
        model.reset_states()
    return model.evaluate(x, y, batch_size=ROWS, verbose=0)[1]


print(f"accuracy: stateful {accuracy(True):.3f}, without state {accuracy(False):.3f}")

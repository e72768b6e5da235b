"""Sequence to sequence: a network learns to add from examples, as texts.

One LSTM reads a sum such as "27+6 " backwards, another one writes its result from what the first has
understood. It is told nothing of numbers. Expect 95 % of the characters of sums that it has not seen to be
right, and mistakes that are small.

    python examples/addition.py [EPOCHS]
"""

import sys

import numpy as np

from kerasfront.layers import LSTM, Activation, Dense, RepeatVector, TimeDistributed
from kerasfront.models import Sequential

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 40
CHARACTERS = "0123456789+ "
LARGEST = 99


def encode(texts, length):
    codes = [[CHARACTERS.index(character) for character in text.ljust(length)] for text in texts]
    return np.eye(len(CHARACTERS), dtype="bool")[codes]


def decode(codes):
    return "".join(CHARACTERS[code] for code in codes.argmax(axis=-1)).strip()


sums = np.random.permutation([(a, b) for a in range(LARGEST + 1) for b in range(LARGEST + 1)])[:5500]
questions = [f"{a}+{b}" for a, b in sums]
x = encode([question.ljust(5)[::-1] for question in questions], 5)
y = encode([str(a + b) for a, b in sums], 3)
x_train, y_train, x_test, y_test = x[500:], y[500:], x[:500], y[:500]

model = Sequential()
model.add(LSTM(96, input_shape=(5, len(CHARACTERS))))
model.add(RepeatVector(3))
model.add(LSTM(96, return_sequences=True))
model.add(TimeDistributed(Dense(len(CHARACTERS))))
model.add(Activation("softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, nb_epoch=nb_epoch, verbose=2, validation_data=(x_test, y_test))

for question, answer, guess in zip(questions, y_test, model.predict(x_test[:8], verbose=0)):
    print(f"{question} = {decode(guess)} ({decode(answer)})")
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy: {accuracy:.3f}")

"""An LSTM learns to write, character by character.

It reads sentences from a small grammar, learns which character comes next, and then writes by itself: at a
low temperature the most likely, at a high one more daring. Expect sentences of words that it has read.

    python examples/text_generation.py [EPOCHS]
"""

import sys

import numpy as np

from kerasfront.layers import LSTM, Activation, Dense
from kerasfront.models import Sequential
from kerasfront.optimizers import RMSprop

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 15
maxlen = 16

PARTS = (
    ["the cat", "a bird", "the old sailor", "my neighbour", "the moon"],
    ["sees", "follows", "dreams of", "sings to"],
    ["the harbour", "a garden", "the rain", "an open window"],
)
text = " ".join(" ".join(np.random.choice(part) for part in PARTS) + "." for _ in range(200))
characters = sorted(set(text))
number = {character: index for index, character in enumerate(characters)}

one_hot = np.eye(len(characters), dtype="bool")
codes = np.array([number[character] for character in text])
starts = np.arange(0, len(text) - maxlen, 2)
x = one_hot[codes[starts[:, None] + np.arange(maxlen)]]
y = one_hot[codes[starts + maxlen]]
print(f"{len(text)} characters, of {len(characters)} kinds; {len(x)} pieces")

model = Sequential()
model.add(LSTM(64, input_shape=(maxlen, len(characters))))
model.add(Dense(len(characters)))
model.add(Activation("softmax"))
model.compile(loss="categorical_crossentropy", optimizer=RMSprop(lr=0.01))
model.fit(x, y, batch_size=64, nb_epoch=nb_epoch, verbose=2)


def write(length, temperature):
    begin = np.random.choice(starts)
    written = text[begin : begin + maxlen]
    for _ in range(length):
        piece = one_hot[[number[character] for character in written[-maxlen:]]]
        scores = np.log(model.predict(piece[None], verbose=0)[0].astype("float64") + 1e-12) / temperature
        likely = np.exp(scores - scores.max())
        written += characters[np.random.choice(len(characters), p=likely / likely.sum())]
    return written[maxlen:]


for temperature in (0.3, 1.0):
    print(f"temperature {temperature}: {write(150, temperature)}")
read, written = (set(words.replace(".", "").split()[1:-1]) for words in (text, write(300, 0.3)))
print(f"known words: {len(written & read) / len(written):.2f}")

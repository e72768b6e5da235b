"""An LSTM tells good reviews of films from bad ones.

The reviews are made up, and written to a file in the layout of the real ones: some words are more frequent in
good reviews, some in bad ones, most say nothing. ``imdb.load_data(nb_words=20000)``, without a path,
downloads the 50,000 real ones. Expect an accuracy of 93 % for reviews that it has not seen.

    python examples/imdb_lstm.py [EPOCHS]
"""

import os
import pickle
import sys
import tempfile

import numpy as np

from kerasfront.datasets import imdb
from kerasfront.layers import LSTM, Activation, Dense, Embedding
from kerasfront.models import Sequential
from kerasfront.preprocessing import sequence

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 6
nb_words, maxlen = 200, 40

GOOD, BAD = np.arange(20, 40), np.arange(40, 60)


def reviews(samples):
    labels = np.random.randint(0, 2, samples)
    texts = []
    for label in labels:
        text = np.random.randint(1, nb_words - 3, np.random.randint(20, 60))
        telling = np.random.rand(len(text)) < 0.15
        text[telling] = np.random.choice(GOOD if label else BAD, telling.sum())
        texts.append(text.tolist())
    return texts, labels.tolist()


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "imdb_full.pkl")
    with open(path, "wb") as file:
        pickle.dump((reviews(2000), reviews(500)), file)
    (x_train, y_train), (x_test, y_test) = imdb.load_data(path, nb_words=nb_words)

x_train = sequence.pad_sequences(x_train, maxlen=maxlen)
x_test = sequence.pad_sequences(x_test, maxlen=maxlen)

model = Sequential()
model.add(Embedding(nb_words, 32, dropout=0.2))
model.add(LSTM(32, dropout_W=0.2, dropout_U=0.2))
model.add(Dense(1))
model.add(Activation("sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])

model.fit(x_train, y_train, batch_size=32, nb_epoch=nb_epoch, verbose=2, validation_data=(x_test, y_test))
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy: {accuracy:.3f}")

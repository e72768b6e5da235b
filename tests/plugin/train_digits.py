"""Print, as JSON, the losses of a small network on the digits, on each of the backends named in the command line."""

import json
import sys

import kerasfront
from kerasfront.cli.bench.digits import load
from kerasfront.layers import Dense, Dropout
from kerasfront.models import Sequential


def losses(backend):
    kerasfront.set_random_seed(3)
    with kerasfront.backend.use(backend):
        kerasfront.backend.clear_session()
        model = Sequential()
        model.add(Dense(32, activation="relu", input_dim=64))
        model.add(Dropout(0.25))
        model.add(Dense(10, activation="softmax"))
        model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
        x, y = data.x_train.reshape(-1, 64), data.y_train
        return model.fit(x, y, nb_epoch=4, batch_size=64, verbose=0).history["loss"]


data = load()
print(json.dumps({backend: losses(backend) for backend in sys.argv[1:]}))

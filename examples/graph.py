"""A Graph of Keras 0.3: named inputs, nodes and outputs.

The upper and the lower half of a digit go in separately, and out come the digit and whether it is odd. This
is the API of 2015, from kerasfront.legacy; with it, scripts and files of that time run. Expect 97 % of the
digits that it has not seen to be read rightly.

    python examples/graph.py [EPOCHS]
"""

import sys

import digits
import numpy as np

from kerasfront.legacy.layers.core import Dense, Dropout
from kerasfront.legacy.models import Graph
from kerasfront.legacy.utils import np_utils

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 15


def data(x, y):
    upper, lower = x[:, :4].reshape(-1, 32), x[:, 4:].reshape(-1, 32)
    return {"upper": upper, "lower": lower, "digit": np_utils.to_categorical(y, 10), "odd": y % 2}


train, test = (data(x, y) for x, y in digits.load_data())

graph = Graph()
graph.add_input(name="upper", input_shape=(32,))
graph.add_input(name="lower", input_shape=(32,))
graph.add_node(Dense(48, activation="relu"), name="upper_part", input="upper")
graph.add_node(Dense(48, activation="relu"), name="lower_part", input="lower")
graph.add_node(Dropout(0.2), name="both", inputs=["upper_part", "lower_part"], merge_mode="concat")
graph.add_node(Dense(10, activation="softmax"), name="which", input="both")
graph.add_node(Dense(1, activation="sigmoid"), name="whether_odd", input="both")
graph.add_output(name="digit", input="which")
graph.add_output(name="odd", input="whether_odd")
graph.compile("adadelta", {"digit": "categorical_crossentropy", "odd": "binary_crossentropy"})
graph.fit(train, batch_size=32, nb_epoch=nb_epoch, verbose=2)

guessed = graph.predict(test)
odd = np.mean((guessed["odd"][:, 0] > 0.5) == test["odd"])
accuracy = np.mean(guessed["digit"].argmax(axis=1) == test["digit"].argmax(axis=1))
print(f"test accuracy: {accuracy:.3f} of digits, {odd:.3f} of odd and even")

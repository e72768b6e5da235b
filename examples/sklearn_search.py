"""Scikit-learn looks for the best settings of a network.

KerasClassifier makes an estimator of a function that builds a model; GridSearchCV then tries the arguments of
the function. Expect the wide network to win, and to read 95 % of the digits that it has not seen.

    python examples/sklearn_search.py [EPOCHS]
"""

import sys

import digits
import numpy as np
from sklearn.model_selection import GridSearchCV

from kerasfront.layers import Dense, Dropout
from kerasfront.models import Sequential
from kerasfront.wrappers.scikit_learn import KerasClassifier

np.random.seed(1337)
nb_epoch = int(sys.argv[1]) if len(sys.argv) > 1 else 10


def build(width=16, dropout=0.0):
    model = Sequential()
    model.add(Dense(width, activation="relu", input_dim=64))
    model.add(Dropout(dropout))
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


(x_train, y_train), (x_test, y_test) = digits.load_data()
classifier = KerasClassifier(build, batch_size=32, nb_epoch=nb_epoch, verbose=0)
search = GridSearchCV(classifier, {"width": [4, 64], "dropout": [0.0, 0.3]}, cv=2)
search.fit(x_train.reshape(-1, 64), y_train)

for settings, score in zip(search.cv_results_["params"], search.cv_results_["mean_test_score"]):
    print(f"{score:.3f} with {settings}")
accuracy = search.score(x_test.reshape(-1, 64), y_test)
print(f"test accuracy: {accuracy:.3f} with a width of {search.best_params_['width']}")

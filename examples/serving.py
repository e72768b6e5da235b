"""A model behind HTTP, which eight clients ask at the same time.

A network learns to read digits. A Flask application answers POST /predict, several requests at a time, each in a
thread of its own; clients on this machine then send images as JSON. Expect that each request is answered, and that
every answer is what predict gives. For others to ask, let a server such as gunicorn run application(...).

    python examples/serving.py [REQUESTS]
"""

import json
import logging
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import digits
import numpy as np
from flask import Flask, jsonify, request
from werkzeug.serving import make_server

from kerasfront.layers import Dense
from kerasfront.models import Sequential
from kerasfront.utils import Predictor

CLIENTS = 8
LONGEST = 30.0  # seconds that a client waits for an answer

np.random.seed(1337)
requests = int(sys.argv[1]) if len(sys.argv) > 1 else 50


def application(predictor):
    app = Flask(__name__)

    @app.post("/predict")
    def predict():
        try:
            x = np.asarray(request.get_json()["x"], "float32")
            return jsonify(y=predictor(x).tolist())
        except (KeyError, TypeError, ValueError) as error:  # an error of kerasfront about data is a ValueError, too
            return jsonify(error=str(error)), 400

    return app


def ask(url, x):
    body = json.dumps({"x": x.tolist()}).encode()
    asked = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=LONGEST) as answer:
        return np.asarray(json.load(answer)["y"])


(X_train, y_train), (X_test, y_test) = digits.load_data()
X_train, X_test = X_train.reshape(len(X_train), -1), X_test.reshape(len(X_test), -1)
model = Sequential()
model.add(Dense(32, activation="relu", input_dim=X_train.shape[1]))
model.add(Dense(10, activation="softmax"))
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
model.fit(X_train, y_train, nb_epoch=5, verbose=0)
expected = model.predict(X_test)

logging.getLogger("werkzeug").setLevel(logging.WARNING)  # no line for each request
server = make_server("127.0.0.1", 0, application(Predictor(model)), threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.port}/predict"


def client(number):
    right = 0
    for i in range(requests):
        first = (number * requests + i) % (len(X_test) - 3)
        rows = slice(first, first + 1 + i % 3)
        right += np.allclose(ask(url, X_test[rows]), expected[rows], atol=1e-5)
    return right


begun = time.perf_counter()
with ThreadPoolExecutor(CLIENTS) as clients:
    right = sum(clients.map(client, range(CLIENTS)))
seconds = time.perf_counter() - begun
server.shutdown()
server.server_close()
print(f"{CLIENTS} clients sent {CLIENTS * requests} requests, {CLIENTS * requests / seconds:,.0f} a second.")
print(f"Answers that are those of predict, of all requests: {right / (CLIENTS * requests):.3f}")

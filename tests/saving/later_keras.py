"""Run by itself: open each .h5 file of a folder with a later Keras, and print how far its outputs are from those given.

Arguments: the name of the module (keras or tf_keras), and the folder; each file has a .npz of inputs and outputs.
"""

import importlib
import json
import sys
from pathlib import Path

import numpy as np

keras, folder = importlib.import_module(sys.argv[1]), Path(sys.argv[2])
distances = {}
for path in sorted(folder.glob("*.h5")):
    arrays = np.load(path.with_suffix(".npz"))
    inputs, outputs = ([arrays[name] for name in arrays.files if name[0] == kind] for kind in "xy")
    model = keras.models.load_model(str(path), compile=False)
    given = model(inputs[0] if len(inputs) == 1 else inputs)
    given = given if isinstance(given, (list, tuple)) else [given]
    distances[path.stem] = max(float(np.abs(a - b).max()) for a, b in zip(given, outputs, strict=True))
    if path.stem == "vectors":  # regularizers and constraints have become objects
        model.compile("sgd", "mse")
        assert np.isfinite(model.train_on_batch(inputs[0], outputs[0]))
print(json.dumps(distances))

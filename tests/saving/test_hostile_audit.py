"""Reading opens nothing but the file and changes nothing but the model: watched by an audit hook in a fresh process.

What the HDF5 library opens on its own is out of the hook's sight; test_hostile_hdf5.py sees to that.
"""

import os
import re
import subprocess
import sys
import textwrap

import pytest

from tests.conftest import BACKENDS

WATCH = """
    import os, random, signal, sys, threading, warnings
    import numpy as np
    import kerasfront.backend as K
    from kerasfront import activations, initializations, registry, saving
    from kerasfront.engine.topology import LAYERS
    from kerasfront.layers import Dense, SimpleRNN, TimeDistributed
    from kerasfront.models import Sequential, load_model
    from kerasfront.utils.io_utils import HDF5Matrix, load_array, save_array
    from kerasfront.utils.layer_utils import layer_from_config

    folder, whole = sys.argv[1], sys.argv[2] == "whole"
    inner = Dense(3, name="i")
    model = Sequential([TimeDistributed(inner, input_shape=(4, 2), name="t"), SimpleRNN(2, name="r")])
    if whole:
        model.compile("adam", "mse")
        model.train_on_batch(np.ones((2, 4, 2)), np.ones((2, 2)))
        model.save(f"{folder}/model.h5")
    model.save_weights(f"{folder}/weights.h5")
    save_array(np.ones((4, 2)), f"{folder}/array.h5")
    text, yaml, config = model.to_json(), model.to_yaml(), saving.config.describe(model)

    def read_all():
        saving.model_from_json(text)
        saving.model_from_yaml(yaml)
        layer_from_config(config)
        load_array(f"{folder}/array.h5")
        HDF5Matrix(f"{folder}/array.h5", "data")[:2]
        model.load_weights(f"{folder}/weights.h5")
        model.load_weights(f"{folder}/weights.h5", by_name=True)
        if whole:
            load_model(f"{folder}/model.h5")

    def state():
        tables = [LAYERS, activations.REGISTRY, initializations.REGISTRY]
        return {
            "environment": dict(os.environ), "folder": os.getcwd(), "path": list(sys.path),
            "names": [sorted(table._table) for table in tables], "custom": dict(registry.get_custom_objects()),
            "settings": (K.floatx(), K.epsilon(), K.image_dim_ordering(), K.backend()),
            "recursion": sys.getrecursionlimit(), "filters": list(warnings.filters),
            "threads": threading.active_count(),
            "signals": [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)],
            "files": sorted(os.listdir(folder)), "hooks": (sys.excepthook, sys.displayhook),
            "errors": np.geterr(), "random": random.getstate(),
        }

    read_all()  # the backend loads and compiles what it needs
    before, events = state(), []
    OPENING = {"open", "os.open", "import", "marshal.loads", "pickle.find_class", "exec", "compile", "code.__new__",
               "os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "shutil.rmtree", "os.remove", "os.rename",
               "tempfile.mkstemp", "tempfile.mkdtemp", "urllib.Request", "ctypes.dlopen", "os.putenv"}
    watching = True

    def hook(event, arguments):
        if watching and (event in OPENING or event.startswith("socket.")):
            events.append((event, str(arguments[0])[:100] if arguments else ""))

    sys.addaudithook(hook)
    read_all()
    watching = False
    for event in events:
        print(*event)
    for name, value in state().items():
        if value != before[name]:
            print("changed", name)
    print("end")
"""

OWN_SOURCES = re.compile(r"/c_code/|/kerasfront_theano/ops/\w+\.c$")
"""Of the operations of Theano and of ours."""


@pytest.mark.slow
@pytest.mark.parametrize("backend", BACKENDS)
def test_reading_opens_only_the_file_and_changes_nothing(tmp_path, backend):
    whole = "parts" if backend == "theano" else "whole"  # its compiler writes and loads files for each model
    command = [sys.executable, "-c", textwrap.dedent(WATCH), str(tmp_path), whole]
    environment = {**os.environ, "KERASFRONT_BACKEND": backend}
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
    assert result.returncode == 0, result.stderr
    *events, last = result.stdout.splitlines()
    files = ["array.h5", "weights.h5", *(["model.h5"] if whole == "whole" else [])]
    events = {event for event in events if not OWN_SOURCES.search(event)}
    assert last == "end" and events == {f"open {tmp_path / name}" for name in files}

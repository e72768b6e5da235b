"""A disk that is full ends training with the error of the one who could not write; it neither hangs nor goes on."""

import subprocess
import sys
import textwrap

import pytest

PROGRAM = """
    import resource, signal, sys
    import numpy as np
    import kerasfront
    from kerasfront import callbacks
    from kerasfront.layers import Dense
    from kerasfront.models import Sequential

    backend, writer, folder = sys.argv[1:]
    with kerasfront.backend.use(backend):
        model = Sequential([Dense(100, input_dim=100)])
        model.compile("sgd", "mse")
        x = np.zeros((4, 100))
        model.fit(x, x, verbose=0, nb_epoch=1)
        model.evaluate(x, x, verbose=0)  # Theano may compile
        writers = {
            "CSVLogger": lambda: callbacks.CSVLogger(f"{folder}/log.csv"),
            "TensorBoard": lambda: callbacks.TensorBoard(folder, histogram_freq=1),
            "ModelCheckpoint": lambda: callbacks.ModelCheckpoint(f"{folder}/model.h5"),
            "BackupAndRestore": lambda: callbacks.BackupAndRestore(f"{folder}/backup.h5"),
        }
        callback = writers[writer]()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        try:
            model.fit(x, x, verbose=0, nb_epoch=1000, callbacks=[callback])
        except OSError as error:
            print(error.strerror, model.evaluate(x, x, verbose=0))
"""


@pytest.mark.slow
@pytest.mark.parametrize("writer", ["CSVLogger", "TensorBoard", "ModelCheckpoint", "BackupAndRestore"])
def test_training_ends_with_the_error(backend, tmp_path, writer):
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), backend, writer, str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert result.stdout == "File too large 0.0\n", result.stderr
    assert not list(tmp_path.glob("*.h5")) and not list(tmp_path.glob(".*"))

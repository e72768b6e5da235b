"""The backend needs no other library than its own."""

import subprocess
import sys
import textwrap

PROGRAM = textwrap.dedent("""
    import sys
    for name in ("tensorflow", "theano", "autograd"):
        sys.modules[name] = None
    import numpy as np
    from kerasfront import backend as K
    from kerasfront.layers import Dense, Dropout
    from kerasfront.models import Sequential

    K.set_backend("jax")
    model = Sequential([Dense(4, input_dim=3), Dropout(0.5), Dense(1)])
    model.compile("adam", "mse")
    losses = model.fit(np.ones((64, 3)), np.ones((64, 1)), 8, 5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    print(K.backend_info()["library"])
""")


def test_training_without_other_libraries():
    done = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("jax\n", "")

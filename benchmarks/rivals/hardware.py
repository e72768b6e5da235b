"""How fast the machine multiplies matrices and copies memory: what a step can take at best. A process of its own.

Prints JSON: 'numpy_gflops' and 'tensorflow_gflops', the best rate of a product of two matrices of 1024 x 1024 float32;
'copy_gb_s', the best rate of a copy of 256 MB, reading and writing counted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np

SIZE = 1024
BYTES = 2**28
REPEATS = 20


def best(run: Callable[[], Any]) -> float:
    """The least seconds that `run` took; the first time does not count."""
    run()
    seconds = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def measure() -> dict[str, float]:
    """All rates."""
    import tensorflow as tf

    a = np.random.rand(SIZE, SIZE).astype("float32")
    t = tf.constant(a)
    source, target = np.ones(BYTES, "uint8"), np.zeros(BYTES, "uint8")
    operations = 2 * SIZE**3 / 1e9
    return {
        "numpy_gflops": operations / best(lambda: a @ a),
        "tensorflow_gflops": operations / best(lambda: tf.matmul(t, t).numpy()),
        "copy_gb_s": 2 * BYTES / 1e9 / best(lambda: np.copyto(target, source)),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))

"""Reading a file, or refusing it, costs no more time and memory than a factor of its size: SECURITY.md says which."""

import json
import subprocess
import sys

import h5py
import numpy as np
import pytest

from kerasfront.engine.topology.limits import CHARACTERS, DIRECTIONS, OWN_LOOP, PHASE, STATISTICS, STEP, TIMES, WORK
from kerasfront.saving.hdf5.chunks import CHUNKS
from kerasfront.saving.structure import CALLS

SECONDS, SECONDS_BY_MB = 1, 20
"""Of processor time, beside what the first model of a process takes."""
WORK_SECONDS, WORK_SECONDS_BY_MB = 4, 60
WORK_MB, WORK_MB_BY_MB = 100, 1200
"""What is added where layers are built."""
MB, MB_BY_MB = 100, 400

PROGRAM = """
import resource, sys, time
import kerasfront.backend
import kerasfront.layers
from kerasfront import saving
from kerasfront.errors import KerasfrontError
from kerasfront.models import Sequential

def cost():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

path = sys.argv[1]
Sequential([kerasfront.layers.Dense(1, input_dim=2)]).predict([[0.0, 0.0]])
seconds, memory = cost()
try:
    if path.endswith(".h5"):
        saving.load_model(path, compile=False)
    else:
        content = open(path).read()
        (saving.model_from_json if path.endswith(".json") else saving.model_from_yaml)(content)
    print("read")
except KerasfrontError as error:
    assert len(str(error)) < 2000
    print("refused")
after = cost()
print(after[0] - seconds, after[1] - memory)
"""


def sequential(layers):
    return json.dumps({"class_name": "Sequential", "config": layers})


def dense(**arguments):
    config = {"name": "d", "output_dim": 2, "batch_input_shape": [None, 2], **arguments}
    return {"class_name": "Dense", "config": config}


def activations(count):
    shape = {"batch_input_shape": [None, 2]}
    return [
        {"class_name": "Activation", "config": {"name": f"a{i}", "activation": "linear", **(shape if not i else {})}}
        for i in range(count)
    ]


def chain(count, name, shape, **arguments):
    """Layers that say as little about themselves as they may."""
    layers = [{"class_name": name, "config": {"name": str(i), **arguments}} for i in range(count)]
    layers[0]["config"]["batch_input_shape"] = [None, *shape]
    return layers


SEQUENCE = {"output_dim": 1, "return_sequences": True}
LSTM = {"class_name": "LSTM", "config": {"name": "l", **SEQUENCE}}
DENSE = {"class_name": "Dense", "config": {"name": "d", "output_dim": 1}}
STEPS = 40
KINDS = {
    "Dense": (1 + 2, [2], {"output_dim": 2}),
    "BatchNormalization": (1 + 4 + PHASE + STATISTICS, [2], {}),
    "SimpleRNN": (1 + 3 + OWN_LOOP, [2, 1], SEQUENCE),
    "GRU": (1 + 9 + OWN_LOOP, [2, 1], SEQUENCE),
    "LSTM": (1 + 12 + OWN_LOOP, [2, 1], SEQUENCE),
    "LSTM with dropout": (1 + 12 + OWN_LOOP + 9 * PHASE, [2, 1], {**SEQUENCE, "dropout_W": 0.5, "dropout_U": 0.5}),
    "LSTM, unrolled": (1 + 12 + STEP * STEPS, [STEPS, 1], {**SEQUENCE, "unroll": True}),
    "Bidirectional": (1 + DIRECTIONS + 2 * (1 + 12 + OWN_LOOP), [2, 1], {"merge_mode": "sum", "layer": LSTM}),
    "TimeDistributed": (1 + TIMES + 1 + 2, [2, 1], {"layer": DENSE}),
}
"""By kind of layer: its units of work, the shape of its input, and its arguments."""


def most(kind, more=0):
    """The longest chain of a kind of layer that a text may ask for, and so many layers more."""
    units, shape, arguments = KINDS[kind]
    name = kind.partition(",")[0].partition(" ")[0]
    count = WORK // units
    while (count + 1) * units <= WORK + len(sequential(chain(count + 1, name, shape, **arguments))) // CHARACTERS:
        count += 1
    return sequential(chain(count + more, name, shape, **arguments))


def nested(depth, calls=8):
    """Models, each of which calls the one within so many times, one call after the other."""
    description = model("Dense", {"name": "l", "output_dim": 2}, calls)
    for _ in range(depth):
        description = model("Model", description["config"], calls)
    return json.dumps(description)


def model(class_name, config, calls):
    """A model that calls a layer so many times, one call after the other."""
    nodes = [[["i", 0, 0]], *([["l", number, 0]] for number in range(calls - 1))]
    entry = {"name": "i", "batch_input_shape": [None, 2]}
    layers = [
        {"class_name": "InputLayer", "name": "i", "config": entry, "inbound_nodes": []},
        {"class_name": class_name, "name": "l", "config": {**config, "name": "l"}, "inbound_nodes": nodes},
    ]
    ends = {"input_layers": [["i", 0, 0]], "output_layers": [["l", calls - 1, 0]]}
    return {"class_name": "Model", "config": {"name": "m", "layers": layers, **ends}}


def long_config(path, config):
    """A whole model whose configuration is longer than an attribute of old files may be."""
    with h5py.File(path, "w", libver="latest") as file:
        file.attrs["model_config"] = np.bytes_(config)
        file.create_group("model_weights").attrs["layer_names"] = np.array([], "S1")


def model_file(path, config, write):
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = config
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [b"d"]
        own = group.create_group("d")
        own.attrs["weight_names"] = [b"W", b"b"]
        write(own)


def chunks(count):
    """Weights in chunks of one element, of which none is stored."""

    def write(group):
        group.create_dataset("W", (2, count // 2), "float32", chunks=(1, 1), fillvalue=1.0)
        group["b"] = np.zeros(count // 2, "float32")

    return lambda path: model_file(path, sequential([dense(output_dim=count // 2)]), write)


def text(content):
    return lambda path: path.write_text(content)


FILES = {
    ("many values.yaml", "refused"): text("[" + "a," * 490_000 + "]"),
    ("numbers of base 60.yaml", "refused"): text("a: 1" + ":1" * 200_000),
    ("keys that are numbers.yaml", "refused"): text("{" + "".join(f"{2**61 * i}: 1, " for i in range(50_000)) + "}"),
    ("a number of a million digits.json", "refused"): text("[1" + "0" * 1_000_000 + "]"),
    ("many values.json", "refused"): text("[" + "0," * 450_000 + "0]"),
    ("a name of a million characters.json", "refused"): text(sequential([dense(name="x" * 1_000_000)])),
    ("layers just below the limit.json", "read"): text(sequential(activations(500))),
    ("layers just above the limit.json", "refused"): text(sequential(activations(CALLS))),
    ("parameters above the limit.json", "refused"): text(sequential([dense(output_dim=10**9)])),
    ("steps just below the limit.json", "built"): text(
        sequential(chain(1, "LSTM", [195, 1], output_dim=1, unroll=True))
    ),
    ("a step too many.json", "refused"): text(sequential(chain(1, "LSTM", [205, 1], output_dim=1, unroll=True))),
    ("normalizations above the limit.json", "refused after work"): text(
        sequential(chain(2000, "BatchNormalization", [2]))
    ),
    ("loops above the limit.h5", "refused after work"): lambda path: long_config(
        path, sequential(chain(300, "GRU", [2, 1], output_dim=1, return_sequences=True))
    ),
    ("models in models just below the limit.json", "built"): text(nested(2)),
    ("models in models above the limit.json", "refused"): text(nested(4)),
    ("a large orthogonal matrix.json", "read"): text(
        sequential(chain(1, "Dense", [2400], output_dim=2400, init="orthogonal"))
    ),
    ("chunks just below the limit.h5", "read"): chunks(CHUNKS),
    ("chunks just above the limit.h5", "refused"): chunks(CHUNKS + 2),
    ("a million chunks.h5", "refused"): chunks(1_000_000),
}


SELDOM = ("BatchNormalization", "SimpleRNN", "LSTM with dropout", "LSTM, unrolled", "TimeDistributed")
"""Chains that are left to the tests with more time."""


def cost_is_bounded(path, expected):
    """Read a file in a process of its own, and hold its time and memory against what SECURITY.md says."""
    result = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    outcome, costs = result.stdout.splitlines()[-2:]
    seconds, memory = map(float, costs.split())
    size = path.stat().st_size / 2**20
    builds = expected in ("built", "refused after work")
    assert outcome == {"built": "read", "refused after work": "refused"}.get(expected, expected)
    assert seconds <= SECONDS + SECONDS_BY_MB * size + builds * (WORK_SECONDS + WORK_SECONDS_BY_MB * size)
    assert memory <= MB + MB_BY_MB * size + builds * (WORK_MB + WORK_MB_BY_MB * size)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "expected"), FILES, ids=[name for name, _ in FILES])
def test_cost_is_bounded_by_size(tmp_path, name, expected):
    path = tmp_path / name
    FILES[name, expected](path)
    cost_is_bounded(path, expected)


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.full if kind in SELDOM else pytest.mark.slow) for kind in KINDS]
)
def test_cost_of_the_longest_chains(tmp_path, kind, more):
    path = tmp_path / ("chain.yaml" if kind == "GRU" else "chain.json")
    path.write_text(most(kind, more))
    cost_is_bounded(path, "refused after work" if more else "built")

"""Models of the real Keras 0.3.3 open from its files and do what they did."""

import json

import pytest

from kerasfront.legacy.models import model_from_json
from kerasfront.legacy.optimizers import get
from tests.conftest import BACKENDS

from .recorded import assert_close, cases, contents

CASES = cases()
FEW = ("autoencoder_box_no", "batchnorm_plain", "conv2d_valid", "graph_shared_outputs", "graph_weights", "tdd_masked")
"""What the other backends compute: one compiles for seconds what the first builds at once."""

RUNS = [pytest.param(BACKENDS[0], case, id=f"{BACKENDS[0]}-{case}") for case in CASES] + [
    pytest.param(backend, case, id=f"{backend}-{case}", marks=pytest.mark.slow)
    for backend in BACKENDS[1:]
    for case in CASES
    if case.name in FEW
]


@pytest.mark.parametrize(("backend", "case"), RUNS, indirect=["backend"])
def test_model(backend, case, tmp_path):
    model = model_from_json(json.dumps(case.model_json))
    name, arguments = case.texts["optimizer"]
    model.compile(get(name, arguments), case.texts["loss"], **case.texts["compile_kwargs"])
    (tmp_path / "before.h5").write_bytes(case.before)
    model.load_weights(tmp_path / "before.h5", kernels="theano")

    outputs = model.predict(case.inputs())
    for output, recorded in case.arrays["output"].items():
        assert_close(outputs[output] if case.is_graph else outputs, recorded, output)
    assert_close(model.test_on_batch(*case.data(), **case.sample_weight()), case.test_loss, "test_loss", 10)
    losses = [model.train_on_batch(*case.data(), **case.sample_weight()) for _ in case.losses]
    assert_close(losses, case.losses, "losses", 10)

    model.save_weights(tmp_path / "after.h5")
    got, recorded = contents(tmp_path / "after.h5"), contents(case.after)
    assert {key for key in got if not key.startswith("kerasfront")} == recorded.keys()
    for key, value in recorded.items():
        assert_close(got[key], value, key, 10)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_text(case):
    """What was recorded is written again; layers may have names of their own, and more arguments."""
    model = model_from_json(json.dumps(case.model_json))
    check_tree(json.loads(model.to_json()), case.model_json, "model")


def check_tree(got, recorded, path):
    if isinstance(recorded, dict):
        unsaid = {"custom_name", "input_shape", "input_dim"}  # follow from how the layers are connected
        if recorded.get("name") in ("Merge", "Siamese"):
            unsaid |= {"cache_enabled", "trainable", "inputs"}
        for key in recorded.keys() - unsaid:
            assert key in got, f"{path}.{key}"
            check_tree(got[key], recorded[key], f"{path}.{key}")
    elif isinstance(recorded, list):
        assert len(got) == len(recorded), path
        for number, (one, other) in enumerate(zip(got, recorded)):
            check_tree(one, other, f"{path}[{number}]")
    elif isinstance(recorded, float):
        assert got == pytest.approx(recorded), path
    else:
        assert got == recorded, path

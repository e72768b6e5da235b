"""Whole-model files that the real Keras 1.2.2 wrote: each opens on every backend and goes on as it did there."""

import io
import json
import warnings

import h5py
import numpy as np
import pytest

from kerasfront import saving
from kerasfront.models import load_model
from kerasfront.utils.layer_utils import convert_all_kernels_in_model
from tests.conftest import BACKENDS
from tests.recorded import cases
from tests.recorded_models import check_tree

FILES = {case.name: case for case in cases("files")}
ENGINES = ("theano", "tensorflow")
"""What wrote the files. Those of other backends are like the first one's."""

CONVOLVED = [name for name in FILES if FILES[name].value("engine") == "theano" and "conv" in name]


def opened(case, tmp_path, **options):
    path = tmp_path / "model.h5"
    path.write_bytes(case.array("file").tobytes())
    return load_model(path, **options)


def picked(case, choice):
    if isinstance(choice, dict):
        return {name: case.array(f"input_{number}") for name, number in choice.items()}
    arrays = [case.array(f"input_{number}") for number in (choice if isinstance(choice, list) else [choice])]
    return arrays if len(arrays) > 1 else arrays[0]


def follow(model, case):
    """Do what was done to the model when it had been loaded there, and compare what came of it."""
    for step in case.text("steps"):
        label = step["label"]
        if step["do"] == "predict":
            outputs = model.predict(picked(case, step["x"]), **step.get("kwargs", {}))
            case.check(outputs if isinstance(outputs, list) else [outputs], label, 10.0)
        elif step["do"] == "train":
            data = [picked(case, step[key]) for key in ("x", "y")]
            weights = picked(case, step["sample_weight"]) if "sample_weight" in step else None
            losses = [model.train_on_batch(*data, sample_weight=weights) for _ in range(step["n"])]
            np.testing.assert_allclose(losses, case.array(label), rtol=1e-3, atol=1e-5)
        elif step["do"] == "optimizer_config":
            config = model.optimizer.get_config()
            assert {name: config[name] for name in case.text(label)} == pytest.approx(case.text(label))
        else:
            if case.name in CONVOLVED:  # as they lay there
                convert_all_kernels_in_model(model)
            owner = model if step["do"] == "weights" else model.optimizer
            case.check(owner.get_weights(), label, 10.0)


QUICK = {"tf.story_mlp"}
LONG = {"tf.story_bidirectional", "tf.story_embedding_lstm"}
"""Recurrent models that take long to compile where each is compiled; there are others that do not."""
PAIRS = [
    pytest.param(backend, name, marks=[] if name in QUICK else pytest.mark.slow)
    for backend in BACKENDS
    for name in FILES
    if name not in CONVOLVED and (backend == BACKENDS[0] or name not in LONG)
]


@pytest.mark.parametrize(("backend", "name"), PAIRS, indirect=["backend"])
def test_files_open_and_training_goes_on(K, name, tmp_path):
    with warnings.catch_warnings(action="error"):
        follow(opened(FILES[name], tmp_path), FILES[name])


def facts(content):
    """Attributes and arrays by path; those of the optimizer by order, because their names were the backend's."""
    found = {}
    with h5py.File(io.BytesIO(content)) as file:
        order = {name: number for number, name in enumerate(file["optimizer_weights"].attrs["weight_names"])}

        def visit(path, item):
            group, _, name = path.rpartition("/")
            if group == "optimizer_weights":
                path = f"{group}/{order[name.encode()]}"
            for key, value in item.attrs.items():
                found[f"{path}@{key}"] = value
            found[path] = item[()] if isinstance(item, h5py.Dataset) else None

        visit("", file)
        file.visititems(visit)
    return {path: value for path, value in found.items() if path != "optimizer_weights@weight_names"}


def equal(ours, recorded):
    if isinstance(recorded, str) and recorded[0] == "{":
        check_tree(json.loads(ours), json.loads(recorded), "")
        return True
    if recorded is None or isinstance(recorded, str):
        return ours == recorded
    return ours.dtype == recorded.dtype and ours.tobytes() == recorded.tobytes()


@pytest.mark.parametrize("name", ["story_mlp", "resume", "conv"])
def test_what_we_write_is_what_it_wrote(K, backend, name, tmp_path):
    """Same groups, names, types and bytes, so the real Keras reads our files."""
    engine = backend if backend in ENGINES else ENGINES[0]
    (case,) = [c for c in FILES.values() if c.value("engine") == engine and name in c.name and "_at_" not in c.name]
    model = opened(case, tmp_path, kernels=engine)
    saving.save_model(model, tmp_path / "again.h5", kernels=engine)
    recorded, ours = facts(case.array("file").tobytes()), facts((tmp_path / "again.h5").read_bytes())
    wrong = [path for path in recorded if path not in ours or not equal(ours[path], recorded[path])]
    assert not wrong
    assert all(path.startswith("kerasfront") for path in set(ours) - set(recorded))

"""Models for other runtimes, by the command."""

import logging

import numpy as np
import onnxruntime
import pytest

import kerasfront.backend
from kerasfront.cli import main
from kerasfront.layers import Dense, Input, Lambda
from kerasfront.models import Model


@pytest.fixture
def saved(backends, tmp_path):
    with kerasfront.backend.use(backends[0]):
        model = Model(x := Input((3,), name="x"), Dense(2)(x))
        model.save(tmp_path / "model.h5")
        yield model


def test_a_model_for_onnx(saved, tmp_path, capsys):
    source, target = str(tmp_path / "model.h5"), str(tmp_path / "model.onnx")
    assert main(["export", source, target]) == 0
    assert "model.onnx. On random samples" in capsys.readouterr().out
    x = np.ones((2, 3), "float32")
    (found,) = onnxruntime.InferenceSession(target).run(None, {"x": x})
    np.testing.assert_allclose(found, saved.predict(x), atol=1e-6)
    assert main(["export", source, target]) == 2
    assert "exists" in capsys.readouterr().err
    assert main(["export", source, target, "--overwrite"]) == 0


def test_a_folder_for_the_library_of_the_backend(saved, tmp_path, caplog):
    source, target = str(tmp_path / "model.h5"), tmp_path / "folder"
    logging.getLogger("tensorflow").addHandler(caplog.handler)
    try:
        with kerasfront.backend.use("tensorflow"):
            assert main(["export", source, str(target), "--format", "savedmodel"]) == 0
    finally:
        logging.getLogger("tensorflow").removeHandler(caplog.handler)
    assert (target / "saved_model.pb").is_file()
    assert not caplog.records


def test_mistakes_are_told(saved, tmp_path, capsys):
    source = str(tmp_path / "model.h5")
    assert main(["export", source, str(tmp_path / "model.txt")]) == 2
    assert "does not tell the format. Give --format, one of onnx" in capsys.readouterr().err
    Model(saved.input, Lambda(lambda x: x)(saved.output)).save(source)
    assert main(["export", source, str(tmp_path / "model.onnx"), "--allow-code"]) == 2
    assert "no writer for its function" in capsys.readouterr().err

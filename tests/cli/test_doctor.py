"""What is said of files of every kind."""

import json

import h5py
import pytest

from kerasfront import layers
from kerasfront.cli import main
from kerasfront.engine.topology import Input
from kerasfront.models import Model, Sequential, load_model
from tests.recorded import cases
from tests.tiny import Scale

RECORDED = {case.name: case for name in ("files", "modern", "margins") for case in cases(name)}


@pytest.fixture
def said(capsys, monkeypatch):
    """The exit status and what is printed, in lines without ends of tables."""

    def ask(path, *options):
        status = main(["doctor", str(path), *options])
        return status, " ".join(capsys.readouterr().out.replace("│", "").split())

    monkeypatch.setenv("COLUMNS", "300")
    return ask


def recorded(name, tmp_path):
    path = tmp_path / "file.h5"
    path.write_bytes(RECORDED[name].array("file").tobytes())
    return path


def test_our_own_whole_model(K, backend, said, tmp_path):
    model = Sequential([layers.Convolution2D(2, 3, 3, input_shape=(4, 4, 1), dim_ordering="tf", name="c")])
    model.save(tmp_path / "m.h5")
    status, text = said(tmp_path / "m.h5")
    assert status == 0 and text.endswith("It loads.")
    for fact in ("whole model", "Keras 1.2.2", f"backend {backend}", "written by kerasfront", "parameters 20"):
        assert fact in text
    assert "kernels tensorflow" in text and "c Convolution2D tf 3x3x1x2, 2" in text
    assert said(tmp_path / "m.h5", "--isolated") == (status, text)


def test_kernels_of_classic_files(said, tmp_path):
    status, text = said(recorded("th.conv_bn_th", tmp_path))
    assert status == 1 and "kernels not stated" in text
    assert (
        "problem: the file does not say whether" in text and "kernels='theano' (probable)" in text
    )
    assert said(recorded("tf.conv_cnn_tf", tmp_path))[0] == 0


def test_margins(backend, said, tmp_path):
    status, text = said(recorded("max2d_2_2", tmp_path))
    assert status == 1 and "does not say on which side it pads" in text
    status, text = said(recorded("conv2d_even", tmp_path))
    assert status == 1 and "border_mode 'same' pads before the input where that differs (convolution2d_1)" in text
    load_model(tmp_path / "file.h5", kernels="theano", compile=False).save(tmp_path / "ours.h5")
    status, text = said(tmp_path / "ours.h5")
    assert status == 0 and "border_mode 'same' pads at the start: convolution2d_1" in text


def test_weights_of_others(said, tmp_path):
    status, text = said(recorded("2.images", tmp_path))
    assert status == 0 and "Keras 2." in text and "backend tensorflow" in text and "a 2x3x2x3, 3" in text
    status, text = said(recorded("3.sequences", tmp_path))
    assert status == 1 and "problem: its layers have the arguments of Keras 3." in text
    with h5py.File(tmp_path / "old.h5", "w") as file:
        file.attrs["nb_layers"] = 1
        file.create_group("layer_0")["param_0"] = [1.0, 2.0]
    status, text = said(tmp_path / "old.h5")
    assert status == 1 and "Keras 0.3" in text and "kerasfront.legacy.models" in text and "layer_0 2" in text


def test_architectures(K, said, tmp_path):
    a = Input(shape=(2,), name="a")
    inner = Sequential([layers.Dense(1, input_dim=2, name="d"), layers.Lambda(lambda x: x, name="code")], name="inner")
    model = Model(a, inner(Scale(name="s")(a)))
    (tmp_path / "model.json").write_text(model.to_json())
    status, text = said(tmp_path / "model.json")
    assert status == 1 and "layers 4" in text and "d Dense" in text
    assert "Scale is not a layer of Keras: pass it" in text and "code holds Python code" in text
    (tmp_path / "good.yaml").write_text(Sequential([layers.Dense(1, input_dim=2)]).to_yaml())
    assert said(tmp_path / "good.yaml")[0] == 0
    (tmp_path / "old.json").write_text('{"name": "Sequential", "layers": []}')
    status, text = said(tmp_path / "old.json")
    assert status == 1 and "is of Keras 0.3" in text
    (tmp_path / "wrong.json").write_text(Sequential([layers.Dense(1, input_dim=2)]).to_json().replace('"bias"', '"x"'))
    status, text = said(tmp_path / "wrong.json")
    assert status == 1 and "has no argument 'x'" in text


def test_settings(said, tmp_path):
    (tmp_path / "keras.json").write_text('{"floatx": "float32", "backend": "tensorflow"}')
    status, text = said(tmp_path / "keras.json")
    assert status == 0 and "floatx 'float32'" in text
    (tmp_path / "keras.json").write_text('{"floatx": "int", "backend": "cntk", "nonsense": 1}')
    status, text = said(tmp_path / "keras.json")
    assert status == 1 and "'floatx' from" in text and "'cntk' is not installed" in text and "'nonsense'" in text


def test_settings_of_a_backend(said, tmp_path):
    (tmp_path / "keras.json").write_text('{"tensorflow": {"anything": [1]}}')
    assert said(tmp_path / "keras.json")[0] == 0
    (tmp_path / "keras.json").write_text('{"tensorflow": 3}')
    status, text = said(tmp_path / "keras.json")
    assert status == 1 and "'tensorflow' is an unknown setting" in text


def test_other_files(capsys, tmp_path):
    (tmp_path / "list.json").write_text("[1, 2]")
    h5py.File(tmp_path / "empty.h5", "w").close()
    assert main(["doctor", str(tmp_path / "list.json")]) == 2
    assert "neither a model nor settings" in capsys.readouterr().err
    assert main(["doctor", str(tmp_path / "empty.h5")]) == 2
    assert "neither a model nor weights" in capsys.readouterr().err
    assert main(["doctor", str(tmp_path / "missing.h5")]) == 2
    assert "missing.h5" in capsys.readouterr().err


def test_names_are_no_markup_and_reach_no_terminal(said, tmp_path):
    name = "[/x]\x1b]0;pwn\x07\n[bold]y"
    layer = {"class_name": "Dense", "config": {"name": name, "output_dim": 2, "input_dim": 3}}
    (tmp_path / "m.json").write_text(json.dumps({"class_name": "Sequential", "config": [layer]}))
    status, text = said(tmp_path / "m.json")
    assert status == 1
    assert r"[/x]\x1b]0;pwn\x07\n[bold]y Dense" in text
    assert "problem: A name holds control characters" in text
    assert not {"\x1b", "\x07"} & {*text}


def test_weights_with_hostile_names(said, tmp_path):
    with h5py.File(tmp_path / "w.h5", "w") as file:
        file.attrs["layer_names"] = [b"[/x]\x1b[2J"]
        file.create_group("[/x]\x1b[2J").attrs["weight_names"] = [b"x" * 1000]
        file["[/x]\x1b[2J"]["x" * 1000] = [1.0]
    status, text = said(tmp_path / "w.h5")
    assert status == 0 and r"[/x]\x1b[2J" in text

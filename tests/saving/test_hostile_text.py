"""JSON and YAML that are huge, deep, odd or ask for too much: refused by a clear error, at once, in little memory."""

import json
import subprocess
import sys
import textwrap

import pytest

import kerasfront.models  # noqa: F401  (it registers what files name)
from kerasfront import saving
from kerasfront.engine.topology import limits
from kerasfront.errors import ArgumentError, FileError
from kerasfront.layers import BatchNormalization
from kerasfront.saving.text import read_json, read_yaml
from tests.tiny import CUSTOM

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi")
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 200 + "]" * 200, "100 deep"),
        ("[" * 1_000_000, "100 deep"),
        ('{"a":' * 1_000_000, "100 deep"),
        ("[" + "0," * 600_000 + "0]", "more than 500000 values"),
        ('"' + "x" * 2**23 + '"', "characters. JSON of more than"),
        ('"' + '\\"' * 1_000_000, "not JSON"),
        ("[1" + "0" * 10_000 + "]", "a number of thousands of digits"),
        ("", "not JSON from line 1, column 1 on"),
        (b"ab\xff\xfe", "not UTF-8 from byte 2 on"),
        (None, "expected a str, got None"),
    ],
)
def test_json(text, message):
    with pytest.raises(FileError, match=message) as caught:
        read_json(text)
    assert "Error" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LAUGHS, "more than 500000 values"),
        ("[" * 100_000, "not YAML of plain data from line 1, column"),
        ("- " * 200 + "x", "100 deep"),
        ("&a [*a]", "within itself"),
        ("&a {b: *a}", "within itself"),
        ("a: &a {b: 1}\nc: {<<: *a}", "not YAML of plain data"),
        ("x" * (2**21 + 1), "YAML of more than"),
        ("!!python/name:os.system", "not YAML of plain data"),
        ("!!python/module:os", "not YAML of plain data"),
        ("!!python/object:kerasfront.models.Sequential {}", "not YAML of plain data"),
        ("!!python/object/new:os.system [true]", "not YAML of plain data"),
        ("!!int x", "not YAML of plain data"),
        ("!!timestamp x", "not YAML of plain data"),
        ("2017-02-13", "has the type .*timestamp"),
        ("!!binary YQ==", "holds a bytes"),
        ("!!set {a}", "has the type .*set"),
        ("1: 2", "a key is not a text, but '1'"),
        ("? [a]\n: b", "a key is not a text"),
        ("!!omap [a: b]", "has the type .*omap"),
        ("a: 1" + ":1" * 200_000, "a number has 400001 characters"),
        ("a: 0b" + "1" * 2_000_000, "a number has"),
        ("{" + "".join(f"{2**61 * i}: 1, " for i in range(50_000)) + "}", "a key is not a text"),
        ("a: [", "not YAML of plain data"),
        ("\0", "not YAML of plain data"),
    ],
)
def test_yaml(text, message):
    with pytest.raises(FileError, match=message) as caught:
        read_yaml(text)
    assert "Error" not in str(caught.value)


def test_without_libyaml():
    program = """
        import sys
        sys.modules["yaml._yaml"] = None
        from kerasfront.saving.text import read_yaml
        assert read_yaml("a: &a [1, 0.5, 'x']\\nb: *a") == {"a": [1, 0.5, "x"], "b": [1, 0.5, "x"]}
        read_yaml(sys.argv[1])
    """
    command = [sys.executable, "-c", textwrap.dedent(program), LAUGHS]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert "FileError: The text holds more than 500000 values" in result.stderr


def test_what_classic_keras_wrote_is_read():
    text = "a: &id001 !!python/tuple [null, 2]\nb: *id001\nc: !!python/unicode 'x'\nd: [[1.5, true]]\n"
    assert read_yaml(text) == {"a": [None, 2], "b": [None, 2], "c": "x", "d": [[1.5, True]]}
    assert read_yaml(text.encode()) == read_yaml(text)
    assert read_json('{"a": ["\\u00e4\\"[", -1e3]}') == {"a": ['ä"[', -1000.0]}


def stack(*layers):
    return json.dumps({"class_name": "Sequential", "config": [{"class_name": n, "config": c} for n, c in layers]})


HUGE = 10**9
ABSURD = {
    "units": [("Dense", {"name": "d", "output_dim": HUGE, "input_dim": 2})],
    "inputs": [("Dense", {"name": "d", "output_dim": 2, "batch_input_shape": [None, HUGE]})],
    "words": [("Embedding", {"name": "d", "input_dim": HUGE, "output_dim": 64, "input_length": 3})],
    "beyond any integer": [("Dense", {"name": "d", "output_dim": 10**30, "input_dim": 2})],
    "in a wrapper": [
        (
            "TimeDistributed",
            {
                "name": "t",
                "batch_input_shape": [None, 3, 4],
                "layer": {"class_name": "Dense", "config": {"name": "d", "output_dim": HUGE}},
            },
        )
    ],
    "states": [("LSTM", {"name": "d", "output_dim": 4, "stateful": True, "batch_input_shape": [HUGE, 3, 4]})],
    "filters": [
        (
            "Convolution2D",
            {
                "name": "d",
                "nb_filter": 8,
                "nb_row": HUGE,
                "nb_col": 1,
                "input_shape": [HUGE, 8, 3],
                "dim_ordering": "tf",
            },
        )
    ],
}


@pytest.mark.parametrize("layers", ABSURD.values(), ids=ABSURD)
def test_absurd_numbers_of_parameters(K, layers):
    with pytest.raises(ArgumentError, match=r"'[dt]'.* parameters.* max_parameters="):
        saving.model_from_json(stack(*layers))


TOO_MUCH_WORK = {
    "unrolled steps": [("SimpleRNN", {"output_dim": 2, "unroll": True, "batch_input_shape": [None, HUGE, 4]})],
    "pixels of a window": [
        ("LocallyConnected1D", {"nb_filter": 1, "filter_length": 3000, "batch_input_shape": [None, 3000, 1]})
    ],
    "short descriptions": [
        ("BatchNormalization", {"batch_input_shape": [None, 2]}),
        *[("BatchNormalization", {})] * (limits.WORK // 8),
    ],
}


@pytest.mark.parametrize("layers", TOO_MUCH_WORK.values(), ids=TOO_MUCH_WORK)
def test_work_is_bounded_by_the_length_of_the_text(K, layers, monkeypatch):
    monkeypatch.setattr(BatchNormalization, "call", lambda self, x, mask=None: x)  # the units are what counts here
    with pytest.raises(ArgumentError, match=r"Layer .* units of work, .* more than the 2\d\d\d .* max_layers=None"):
        saving.model_from_json(stack(*layers))


def test_the_limit_on_work_can_be_lifted(K, monkeypatch):
    monkeypatch.setattr(limits, "WORK", 3)
    text = stack(("Project", {"size": 3, "input_shape": [4]}), ("Project", {"size": 2}))
    assert saving.model_from_json(text, CUSTOM).count_params() == 18
    longer = stack(("Project", {"size": 3, "input_shape": [4]}), *[("Project", {"size": 2})] * 20)
    with pytest.raises(ArgumentError, match="units of work"):
        saving.model_from_json(longer, CUSTOM)
    assert len(saving.model_from_json(longer, CUSTOM, max_layers=None).layers) == 21


def test_the_limit_can_be_moved(K):
    text = stack(("Project", {"size": 3, "input_shape": [4]}), ("Project", {"size": 2}))
    with pytest.raises(ArgumentError, match="asks for 6 parameters, .* more than the 17"):
        saving.model_from_json(text, CUSTOM, max_parameters=17)
    for limit in (18, None):
        assert saving.model_from_json(text, CUSTOM, max_parameters=limit).count_params() == 18


@pytest.mark.slow
def test_a_billion_units_cost_neither_time_nor_memory(tmp_path):
    (tmp_path / "x.json").write_text(stack(*ABSURD["units"]))
    (tmp_path / "x.yaml").write_text(LAUGHS)
    program = """
        import resource, sys, time
        import kerasfront.models
        from kerasfront.errors import KerasfrontError
        from kerasfront import saving
        import kerasfront.layers
        kerasfront.backend.placeholder((None, 2))
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        for read, name in ((saving.model_from_json, "x.json"), (saving.model_from_yaml, "x.yaml")):
            try:
                read(open(f"{sys.argv[1]}/{name}").read())
            except KerasfrontError:
                print("refused")
        assert time.process_time() - start < 1
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert result.stdout.split()[-2:] == ["refused", "refused"], result.stderr

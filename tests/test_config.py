"""Settings: precedence, both spellings of the image format, and one clear error for each way to be wrong."""

import json
import os

import pytest

from kerasfront import config
from kerasfront.errors import ConfigurationError


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty settings folder; what was read or set before is forgotten."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    config.reset()
    yield tmp_path
    config.reset()


def write(home, content):
    text = content if isinstance(content, str) else json.dumps(content)
    (home / "keras.json").write_text(text, encoding="utf8")


def test_without_a_file_the_defaults_hold_and_nothing_is_written(home):
    assert config.get("floatx") == config.Setting("float32", "default")
    assert config.get("image_dim_ordering").value == "tf"
    assert list(home.iterdir()) == []


def test_the_file_is_read_and_named_as_the_source(home):
    write(home, {"floatx": "float64", "epsilon": 1e-8, "image_dim_ordering": "th", "backend": "theano"})
    assert config.get("floatx").value == "float64"
    assert config.get("epsilon").value == 1e-8
    assert config.get("image_dim_ordering").value == "th"
    assert str(home / "keras.json") in config.get("backend").source


@pytest.mark.parametrize(("word", "meaning"), [("channels_first", "th"), ("channels_last", "tf")])
def test_the_words_of_keras_2_and_3_are_understood(home, word, meaning):
    write(home, {"image_data_format": word})
    assert config.get("image_dim_ordering").value == meaning


def test_the_classic_key_wins_over_the_new_one(home):
    write(home, {"image_data_format": "channels_last", "image_dim_ordering": "th"})
    assert config.get("image_dim_ordering").value == "th"


def test_argument_over_environment_over_old_environment_over_file(home, monkeypatch):
    write(home, {"backend": "from-file"})
    assert config.get("backend").value == "from-file"
    monkeypatch.setenv("KERAS_BACKEND", "from-old-environment")
    assert config.get("backend").value == "from-old-environment"
    monkeypatch.setenv("KERASFRONT_BACKEND", "from-environment")
    assert config.get("backend").value == "from-environment"
    assert "KERASFRONT_BACKEND" in config.get("backend").source
    config.put("backend", "from-argument")
    assert config.get("backend").value == "from-argument"


@pytest.mark.parametrize(
    ("content", "key", "named"),
    [
        ("{not json", "floatx", "JSON"),
        ("[1, 2]", "floatx", "JSON object"),
        ({"floatx": "float128"}, "floatx", "float32"),
        ({"floatx": 32}, "floatx", "float32"),
        ({"floatx": ["float32"]}, "floatx", "float32"),
        ({"epsilon": "small"}, "epsilon", "positive"),
        ({"epsilon": -1e-7}, "epsilon", "positive"),
        ({"epsilon": True}, "epsilon", "positive"),
        ({"image_dim_ordering": "nchw"}, "image_dim_ordering", "channels first"),
        ({"image_data_format": 1}, "image_dim_ordering", "image_data_format"),
        ({"backend": 3}, "backend", "backend"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_that_names_it(home, content, key, named):
    write(home, content)
    with pytest.raises(ConfigurationError) as caught:
        config.get(key)
    assert str(home / "keras.json") in str(caught.value)
    assert named in str(caught.value)


def test_a_wrong_key_does_not_disturb_the_others(home):
    write(home, {"floatx": "float128", "epsilon": 1e-6})
    assert config.get("epsilon").value == 1e-6


def test_a_setting_in_code_is_checked_too(home):
    with pytest.raises(ConfigurationError, match="float16"):
        config.put("floatx", "double")


@pytest.mark.parametrize(
    "content",
    [
        "[" * 200_000,
        '{"a":' * 200_000,
        '{"epsilon": 1' + "0" * 5000 + "}",
        '{"epsilon": 1e400}',
        '{"epsilon": 1' + "0" * 400 + "}",
        '{"floatx": "' + "x" * 60_000 + '"}',
        " " * (config.MAX_BYTES + 1),
        b"\xff\xfe",
    ],
    ids=["deep list", "deep object", "digits", "infinite", "no float", "long", "large", "no text"],
)
def test_hostile_files_are_one_short_error_that_names_the_file(home, content):
    (home / "keras.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigurationError, match=r"keras\.json") as raised:
        config.get("floatx")
        config.get("epsilon")
    assert len(str(raised.value)) < 2000


def test_what_is_no_regular_file_is_not_opened(home):
    os.mkfifo(home / "keras.json")
    with pytest.raises(ConfigurationError, match="not a regular file"):
        config.get("floatx")
    (home / "keras.json").unlink()
    (home / "keras.json").symlink_to("/dev/zero")
    config.reset()
    with pytest.raises(ConfigurationError, match="not a regular file"):
        config.get("floatx")


def test_a_home_that_is_no_folder_has_no_settings(monkeypatch):
    monkeypatch.setenv("KERAS_HOME", "/dev/null")
    config.reset()
    assert config.get("floatx").source == "default"
    config.reset()


def test_a_backend_gets_what_lies_under_its_name_unread(home):
    assert config.section("mine").value == {}
    write(home, {"mine": {"option": [1, {"two": None}]}, "other": 3})
    config.reset()
    assert config.section("mine").value == {"option": [1, {"two": None}]}
    assert str(home / "keras.json") in config.section("mine").source
    with pytest.raises(config.ConfigurationError, match=r"'other' from .* must be an object .* got 3"):
        config.section("other")

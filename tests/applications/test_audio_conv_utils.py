"""Sound before, tags after."""

import importlib
import wave

import numpy as np
import pytest

from kerasfront.applications.audio_conv_utils import RATE, SAMPLES, TAGS, decode_predictions, preprocess_input
from kerasfront.errors import ArgumentError, NotReadyError

# What librosa imports announces that Python 3.13 does without it.
pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated and slated for removal:DeprecationWarning")

SIZE, STEP, BANDS = 512, 256, 96
FRAME = 700
"""The time that is computed by hand."""


def write(path, sound):
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, len(sound), "NONE", ""))
        file.writeframes((sound * 32767).astype("<i2").tobytes())


def hertz(mel):
    """Slaney's scale: linear up to 1000 Hz, then logarithmic."""
    return np.where(mel < 15, mel * 200 / 3, 1000 * 6.4 ** ((np.maximum(mel, 15) - 15) / 27))


def bands(power):
    """Triangles over the frequencies, each of area 2 / width."""
    top = 15 + 27 * np.log(RATE / 2 / 1000) / np.log(6.4)
    edges = hertz(np.linspace(0, top, BANDS + 2))[:, None]
    frequencies = np.linspace(0, RATE / 2, SIZE // 2 + 1)
    up = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(up, down)) * 2 / (edges[2:] - edges[:-2]) @ power


@pytest.fixture
def sound():
    times = np.arange(SAMPLES + 2001) / RATE
    return 0.4 * np.sin(2 * np.pi * 440 * times) + 0.3 * np.sin(2 * np.pi * (500 + 30 * times) * times)


@pytest.mark.slow  # librosa compiles at first
def test_spectrogram(tmp_path, sound):
    write(tmp_path / "x.wav", sound)
    found = preprocess_input(tmp_path / "x.wav")
    assert found.shape == (96, 1366, 1) and found.dtype == "float32"
    start = 1000 + FRAME * STEP - SIZE // 2  # what is longer is cut on both sides
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(SIZE) / SIZE)
    quantized = (sound * 32767).astype("<i2") / 32768
    power = bands(np.abs(np.fft.rfft(quantized[start : start + SIZE] * window)) ** 2)
    expected = np.maximum(20 * np.log10(np.maximum(power, 1e-5)), found.max() - 80)
    np.testing.assert_allclose(found[:, FRAME, 0], expected, atol=0.01)


@pytest.mark.slow  # librosa compiles at first
def test_short_sound_and_silence(tmp_path, sound):
    write(tmp_path / "x.wav", sound[: SAMPLES // 2])
    found = preprocess_input(str(tmp_path / "x.wav"), dim_ordering="th")
    assert found.shape == (1, 96, 1366)
    assert (found[0, :, -600:] == found.min()).all() and found.max() - found.min() == pytest.approx(80)


def test_without_librosa(tmp_path, monkeypatch):
    def missing(name, *arguments):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(NotReadyError, match=r"needs librosa.*pip install 'kerasfront\[audio\]'"):
        preprocess_input(tmp_path / "x.wav", "tf")


def test_tags():
    preds = np.zeros((2, 50))
    preds[0, [49, 1]] = 0.5, 0.25
    assert decode_predictions(preds, 2)[0] == [("happy", 0.5), ("pop", 0.25)]
    assert [len(tags) for tags in decode_predictions(preds)] == [5, 5] and len(set(TAGS)) == 50
    with pytest.raises(ArgumentError, match=r"needs predictions of shape \(samples, 50\), got shape \(2, 49\)"):
        decode_predictions(preds[:, 1:])

"""Preprocessing of sound for the music tagger, and decoding of its predictions."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from kerasfront.backend.checks.arguments import ordering_of
from kerasfront.errors import ArgumentError
from kerasfront.utils.optional import require

TAGS = [
    "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s", "alternative rock", "jazz",
    "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul", "indie rock", "Mellow", "electronica",
    "80s", "folk", "90s", "chill", "instrumental", "punk", "oldies", "blues", "hard rock", "ambient", "acoustic",
    "experimental", "female vocalist", "guitar", "Hip-Hop", "70s", "party", "country", "easy listening", "sexy",
    "catchy", "funk", "electro", "heavy metal", "Progressive rock", "60s", "rnb", "indie pop", "sad", "House", "happy",
]  # fmt: skip
"""The tags of the music tagger, in the order of its outputs."""

RATE, SECONDS = 12000, 29.12
SAMPLES = int(SECONDS * RATE)
SPECTRUM = {"n_fft": 512, "hop_length": 256, "n_mels": 96, "pad_mode": "reflect"}
"""Parameters of the transform from so many samples to 96 bands and 1366 times."""


def preprocess_input(audio_path: str | os.PathLike[str], dim_ordering: str = "default") -> np.ndarray:
    """Compute the Mel spectrogram of the 29.12 s in the middle of a file, in decibels.

    Parameters
    ----------
    audio_path : path
        Sound file; a shorter one is padded with silence.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.

    Returns
    -------
    array
        Shape (96, 1366, 1), in 'th' (1, 96, 1366).

    Raises
    ------
    NotReadyError
        If librosa is not installed.
    """
    axis = 0 if ordering_of(dim_ordering) == "th" else 2
    librosa = require("librosa", "audio", "kerasfront.applications.audio_conv_utils")
    sound, _ = librosa.load(audio_path, sr=RATE)
    power = librosa.feature.melspectrogram(y=_middle(sound), sr=RATE, **SPECTRUM)
    return np.expand_dims(librosa.power_to_db(power**2, ref=1.0), axis)


def _middle(sound: np.ndarray) -> np.ndarray:
    missing = SAMPLES - len(sound)
    if missing > 0:
        return np.hstack([sound, np.zeros(missing)])
    start = -missing // 2
    return sound[start : start + SAMPLES]


def decode_predictions(preds: np.ndarray, top_n: int = 5) -> list[list[tuple[str, Any]]]:
    """Decode predictions to the most probable tags of each piece of music.

    Parameters
    ----------
    preds : array
        Shape (samples, 50).
    top_n : int
        Number of tags.

    Returns
    -------
    list of list of tuple
        For each piece ``(tag, probability)``, the most probable first.

    Raises
    ------
    ArgumentError
        If `preds` has another shape.
    """
    if np.ndim(preds) != 2 or preds.shape[1] != len(TAGS):
        raise ArgumentError(
            f"decode_predictions needs predictions of shape (samples, {len(TAGS)}), got shape {np.shape(preds)}."
        )
    return [sorted(zip(TAGS, row), key=lambda pair: pair[1], reverse=True)[:top_n] for row in preds]

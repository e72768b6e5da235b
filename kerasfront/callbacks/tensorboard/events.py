"""Event files, written without a thread of their own, so that a full disk raises an error in the training."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np


class EventFile:
    """A new event file for TensorBoard.

    Parameters
    ----------
    library : module
        tensorboardX, whose formats are used, but not its threads: when one of them cannot write, it ends, and whoever
        fills its queue waits for ever.
    folder : Path
        Made if need be.
    suffix : str
        The end of the name.
    """

    def __init__(self, library: Any, folder: Path, suffix: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._event = library.proto.event_pb2.Event
        self._summaries = library.summary
        self._file = library.event_file_writer.EventsWriter(str(folder / "events"), suffix)

    def add_graph(self, graph: bytes) -> None:
        """Add a serialized graph of layers."""
        self._file.write_event(self._event(graph_def=graph, wall_time=time.time()))

    def add_scalar(self, name: str, value: float, step: int) -> None:
        """Add a number."""
        self._add(self._summaries.scalar(name, value), step)

    def add_histogram(self, name: str, values: np.ndarray, step: int) -> None:
        """Add the distribution of finite numbers."""
        self._add(self._summaries.histogram(name, values, BINS), step)

    def add_image(self, name: str, image: np.ndarray, step: int) -> None:
        """Add a picture, of shape (height, width)."""
        self._add(self._summaries.image(name, image, dataformats="HW"), step)

    def flush(self) -> None:
        """Flush what was added to the disk."""
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _add(self, summary: Any, step: int) -> None:
        self._file.write_event(self._event(summary=summary, step=step, wall_time=time.time()))


def _bins() -> list[float]:
    """Bounds of histograms as in TensorFlow's summaries: 1e-12 to 1e20 on both sides of 0, growing by a tenth."""
    positive = [1e-12]
    while positive[-1] < 1e20:
        positive.append(positive[-1] * 1.1)
    return [-bound for bound in reversed(positive)] + [0.0] + positive


BINS = _bins()

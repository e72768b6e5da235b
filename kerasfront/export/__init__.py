"""Models for other runtimes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kerasfront.export.onnx import onnx_writer as onnx_writer
from kerasfront.export.onnx import to_onnx as to_onnx
from kerasfront.export.saved_model import to_saved_model as to_saved_model

FORMATS: dict[str, Callable[[Any, Path, bool], None]] = {"onnx": to_onnx, "savedmodel": to_saved_model}
"""Functions of (model, path, overwrite), by the name of the format in the command."""

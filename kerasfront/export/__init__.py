"""Models for other runtimes."""

from kerasfront.export.onnx import onnx_writer as onnx_writer
from kerasfront.export.onnx import to_onnx as to_onnx

FORMATS = {"onnx": to_onnx}
"""Functions of (model, path, overwrite), by what the command calls the format."""
